from .chapter import get_data_ch11, train_2d, train_ch11, train_gluon_ch11
from .core.averages import (
    first_step_gain,
    half_life,
    leaky_average,
    leaky_weights,
    memory,
)
from .core.cycles import (
    final_amplitude,
    rest_multiplier,
    scaled_epsilon,
    sign_cycle_multiplier,
    sign_cycles,
    two_cycle_amplitude,
    two_cycle_multiplier,
)
from .core.objectives import (
    f_2d,
    f_2d_grad,
    f_2d_hessian,
    f_2d_rotated,
    f_2d_rotated_grad,
)
from .core.schedules import constant_rate, cosine_rate, inverse_sqrt_rate, step_rate
from .core.updates import (
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
    rmsprop_corrected_2d,
    rmsprop_full_2d,
    sgd,
)
from .lab.airfoil import load_airfoil, optimal_loss_ch11
from .lab.fashion import full_fashion_record, load_fashion_mnist
from .lab.grid import best_constant, gamma_schedules, rmsprop_losses, tuned_losses
from .lab.networks import cnn, mlp, train_classifier
from .lab.paths import (
    quadratic_losses,
    run_2d,
    step_lengths,
    tail_value,
    transformed_path_2d,
)
from .lab.races import race, swing_losses, tuned_races
from .lab.tuning import Contender, compare_tuned, log_grid, tuned_table
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

__version__: str
