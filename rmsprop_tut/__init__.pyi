from .chapter import (
    get_data_ch11 as get_data_ch11,
    train_2d as train_2d,
    train_ch11 as train_ch11,
    train_concise_ch11 as train_concise_ch11,
    train_gluon_ch11 as train_gluon_ch11,
)
from .core.adam import (
    adam as adam,
    adam_2d as adam_2d,
    adamw as adamw,
    adamw_2d as adamw_2d,
    init_adam_states as init_adam_states,
)
from .core.averages import (
    first_step_gain as first_step_gain,
    half_life as half_life,
    leaky_average as leaky_average,
    leaky_weights as leaky_weights,
    memory as memory,
)
from .core.cycles import (
    final_amplitude as final_amplitude,
    rest_multiplier as rest_multiplier,
    scaled_epsilon as scaled_epsilon,
    sign_cycle_multiplier as sign_cycle_multiplier,
    sign_cycles as sign_cycles,
    two_cycle_amplitude as two_cycle_amplitude,
    two_cycle_eps_outside as two_cycle_eps_outside,
    two_cycle_multiplier as two_cycle_multiplier,
)
from .core.drifts import (
    cyclic_drift as cyclic_drift,
    cyclic_states as cyclic_states,
    drift_threshold as drift_threshold,
)
from .core.few_bits import rounded as rounded, states_in_bits as states_in_bits
from .core.kernels import rmsprop_update_ as rmsprop_update_
from .core.levels import frozen_level as frozen_level
from .core.mean_steps import (
    mean_step as mean_step,
    sign_times_variance as sign_times_variance,
)
from .core.objectives import (
    f_2d as f_2d,
    f_2d_grad as f_2d_grad,
    f_2d_hessian as f_2d_hessian,
    f_2d_rotated as f_2d_rotated,
    f_2d_rotated_grad as f_2d_rotated_grad,
)
from .core.relaxation import (
    best_cut as best_cut,
    cut_relaxation as cut_relaxation,
    frustrated_quadratics as frustrated_quadratics,
)
from .core.rest_points import (
    exponential_means as exponential_means,
    rest_point as rest_point,
)
from .core.schedules import (
    constant_rate as constant_rate,
    cosine_rate as cosine_rate,
    inverse_rate as inverse_rate,
    inverse_sqrt_rate as inverse_sqrt_rate,
    step_rate as step_rate,
)
from .core.spikes import (
    exit_curvature as exit_curvature,
    exit_from_floor as exit_from_floor,
    passage_integral as passage_integral,
    peak_constant as peak_constant,
    spike_wait as spike_wait,
)
from .core.updates import (
    adagrad as adagrad,
    adagrad_2d as adagrad_2d,
    gd_2d as gd_2d,
    init_adagrad_states as init_adagrad_states,
    init_momentum_states as init_momentum_states,
    init_rmsprop_states as init_rmsprop_states,
    momentum as momentum,
    momentum_2d as momentum_2d,
    rmsprop as rmsprop,
    rmsprop_2d as rmsprop_2d,
    rmsprop_corrected_2d as rmsprop_corrected_2d,
    rmsprop_full_2d as rmsprop_full_2d,
    sgd as sgd,
)
from .editions import Timer as Timer, numpy as numpy
from .lab.airfoil import (
    load_airfoil as load_airfoil,
    optimal_loss_ch11 as optimal_loss_ch11,
)
from .lab.batches import (
    airfoil_excess as airfoil_excess,
    airfoil_optimum as airfoil_optimum,
)
from .lab.distributed import (
    compare_workers as compare_workers,
    kill_and_go_on as kill_and_go_on,
    train_distributed as train_distributed,
)
from .lab.edge import edge_record as edge_record, train_full_batch as train_full_batch
from .lab.family import family_steps as family_steps
from .lab.fashion import (
    full_fashion_record as full_fashion_record,
    load_fashion_mnist as load_fashion_mnist,
)
from .lab.floors import noise_floor as noise_floor
from .lab.grid import (
    best_constant as best_constant,
    gamma_schedules as gamma_schedules,
    loss_grid as loss_grid,
    rmsprop_losses as rmsprop_losses,
    tuned_losses as tuned_losses,
)
from .lab.imbalance import (
    class_frequencies as class_frequencies,
    class_losses as class_losses,
)
from .lab.networks import cnn as cnn, mlp as mlp, train_classifier as train_classifier
from .lab.paths import (
    losses_by_rate as losses_by_rate,
    quadratic_losses as quadratic_losses,
    run_2d as run_2d,
    step_lengths as step_lengths,
    tail_value as tail_value,
    transformed_path_2d as transformed_path_2d,
)
from .lab.plateaus import plateaus as plateaus
from .lab.races import (
    race as race,
    swing_losses as swing_losses,
    tuned_races as tuned_races,
)
from .lab.regression import (
    optimizer_defaults as optimizer_defaults,
    train_gluon_regression as train_gluon_regression,
    train_regression as train_regression,
)
from .lab.separable import (
    classifier_paths as classifier_paths,
    largest_margins as largest_margins,
    margin_shares as margin_shares,
    normalised_path as normalised_path,
)
from .lab.spike_networks import (
    leaps as leaps,
    spikes_record as spikes_record,
    spiking_networks as spiking_networks,
)
from .lab.spikes import (
    measured_exits as measured_exits,
    noisy_exits as noisy_exits,
    settled_run as settled_run,
    settled_state as settled_state,
    spike_height as spike_height,
    with_clipped_steps as with_clipped_steps,
)
from .lab.steps import library_steps as library_steps
from .lab.streams import stream_means as stream_means
from .lab.traffic import (
    bytes_a_step as bytes_a_step,
    network_seconds as network_seconds,
    speedup as speedup,
)
from .lab.translation import library_path as library_path, translate as translate
from .lab.tuning import (
    Contender as Contender,
    compare_tuned as compare_tuned,
    log_grid as log_grid,
    tuned_table as tuned_table,
)
from .plotting import (
    legend_below as legend_below,
    plot as plot,
    plot_accuracies as plot_accuracies,
    plot_curves as plot_curves,
    plot_heatmap as plot_heatmap,
    plot_loss_grid as plot_loss_grid,
    plot_losses as plot_losses,
    plot_memory as plot_memory,
    plot_sweeps as plot_sweeps,
    plot_weights as plot_weights,
    plt as plt,
    set_figsize as set_figsize,
    show_predictions as show_predictions,
    show_trace_2d as show_trace_2d,
    show_traces_2d as show_traces_2d,
    use_svg_display as use_svg_display,
)

__version__: str
