from .averages import first_step_gain, half_life, leaky_average, leaky_weights, memory
from .classifying import ClassifierResult, cnn, mlp, train_classifier
from .comparing import (
    Comparison,
    Contender,
    Sweep,
    compare_tuned,
    log_grid,
    sweep_rates,
)
from .data import get_data_ch11, load_airfoil, standardised_airfoil
from .fashion import FashionMNIST, full_fashion_record, load_fashion_mnist
from .objectives import f_2d, f_2d_grad
from .optimizers import (
    adagrad,
    adagrad_2d,
    gd_2d,
    init_adagrad_states,
    init_momentum_states,
    init_rmsprop_states,
    momentum,
    momentum_2d,
    rmsprop,
    rmsprop_2d,
    sgd,
)
from .plotting import (
    describe,
    plot_accuracies,
    plot_losses,
    plot_sweeps,
    plot_weights,
    plt,
    set_figsize,
    show_predictions,
    show_trace_2d,
    show_traces_2d,
)
from .training import (
    TrainingResult,
    optimal_loss_ch11,
    train_2d,
    train_ch11,
    train_gluon_ch11,
)

__version__: str
