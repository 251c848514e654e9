from .averages import first_step_gain, half_life, leaky_average, leaky_weights, memory
from .classifying import ClassifierResult, cnn, mlp, train_classifier
from .comparing import (
    Comparison,
    Contender,
    Sweep,
    compare_tuned,
    log_grid,
    sweep_rates,
    tuned_table,
)
from .cycles import (
    final_amplitude,
    rest_multiplier,
    scaled_epsilon,
    sign_cycle_multiplier,
    sign_cycles,
    two_cycle_amplitude,
    two_cycle_multiplier,
)
from .data import get_data_ch11, load_airfoil, standardised_airfoil
from .describing import describe
from .experiments import (
    RaceResult,
    changed_path_2d,
    moving_well,
    noisy_bowl,
    quadratic_losses,
    race,
    scheduled_path_2d,
    step_lengths,
    tail_value,
)
from .fashion import FashionMNIST, full_fashion_record, load_fashion_mnist
from .objectives import f_2d, f_2d_grad, f_2d_hessian, f_2d_rotated, f_2d_rotated_grad
from .optimizers import (
    adagrad,
    adagrad_2d,
    corrected_trainer_2d,
    gd_2d,
    init_adagrad_states,
    init_momentum_states,
    init_rmsprop_states,
    momentum,
    momentum_2d,
    rmsprop,
    rmsprop_2d,
    rmsprop_corrected_2d,
    sgd,
)
from .plotting import (
    plot_accuracies,
    plot_curves,
    plot_heatmap,
    plot_losses,
    plot_memory,
    plot_sweeps,
    plot_weights,
    plt,
    set_figsize,
    show_predictions,
    show_trace_2d,
    show_traces_2d,
)
from .preconditioners import rmsprop_full_2d
from .schedules import constant_rate, cosine_rate, inverse_sqrt_rate, step_rate
from .sweeps import (
    best_constant,
    gamma_schedules,
    rmsprop_losses,
    tuned_losses,
)
from .training import (
    TrainingResult,
    optimal_loss_ch11,
    train_2d,
    train_ch11,
    train_gluon_ch11,
)

__version__: str
