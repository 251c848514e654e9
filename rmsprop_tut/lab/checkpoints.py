"""What a distributed training needs to go on: one file, written at once."""

import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .._arrays import numbers, row
from .._checks import dictionary, fields, whole
from .files import as_path

Float32 = npt.NDArray[np.float32]


def arrays(name: str, values: Any) -> list[Float32]:
    """Return arrays of real numbers in a list, each of any shape, or refuse them."""
    return [numbers(f"{name}[{i}]", value) for i, value in enumerate(values)]


def losses_so_far(name: str, values: Any) -> tuple[float, ...]:
    """Return losses as floats, of which there may be none yet, or refuse them."""
    return row()(name, values) if len(values) else ()


@fields(
    settings=dictionary,
    step=whole(0),
    weights=arrays,
    states=arrays,
    losses=losses_so_far,
)
@dataclass(frozen=True)
class Checkpoint:
    """A training after some steps.

    Parameters
    ----------
    settings : dict
        What must be the same for the training to go on.
    step : int
        Steps made.
    weights, states : list of numpy.ndarray
        The weights, and the average s of each.
    losses : tuple of float
        The loss after each epoch that has ended.

    Examples
    --------
    >>> Checkpoint({"seed": 0}, 150, [np.zeros(2)], [np.ones(2)], (0.25,)).step
    150
    """

    settings: Mapping[str, Any]
    step: int
    weights: list[Float32]
    states: list[Float32]
    losses: tuple[float, ...]

    def write(self, path: Path) -> None:
        """Write the file beside its place and move it there: no reader sees half of it."""
        arrays = {f"weight_{i}": w for i, w in enumerate(self.weights)}
        arrays |= {f"state_{i}": s for i, s in enumerate(self.states)}
        head = {"settings": dict(self.settings), "step": self.step}
        part = path.with_name(f"{path.name}.part")
        with part.open("wb") as file:
            np.savez(file, head=json.dumps(head), losses=self.losses, **arrays)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)


def read_checkpoint(path: Path) -> Checkpoint | None:
    """Return what a checkpoint holds, or None if there is none.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    Checkpoint or None
        The training so far.

    Raises
    ------
    ValueError
        If the file is no checkpoint.

    Examples
    --------
    >>> read_checkpoint(Path("no-such.npz")) is None
    True
    """
    if not path.exists():
        return None
    try:
        _check_stored(path)
        with np.load(path, allow_pickle=False) as file:
            head = json.loads(str(file["head"]))
            count = sum(name.startswith("weight_") for name in file.files)
            weights = [file[f"weight_{i}"] for i in range(count)]
            states = [file[f"state_{i}"] for i in range(count)]
            losses = tuple(file["losses"].tolist())
            return Checkpoint(head["settings"], head["step"], weights, states, losses)
    except Exception as error:  # whatever a damaged archive makes of NumPy's reader
        raise ValueError(f"{path} is no checkpoint of a training: {error}") from error


def _check_stored(path: Path) -> None:
    """Refuse an archive that is compressed, which none of ours is: it may be of any length."""
    with zipfile.ZipFile(path) as archive:
        if any(part.compress_type != zipfile.ZIP_STORED for part in archive.infolist()):
            raise ValueError("it is compressed")


def checkpoint_to_go_on_from(
    path: str | os.PathLike[str], settings: Mapping[str, Any]
) -> Path:
    """Return where a training's checkpoint lies, or is to lie.

    Parameters
    ----------
    path : str or path
        The file.
    settings : dict
        Those of the training that wants to go on.

    Returns
    -------
    pathlib.Path
        The file, from the root.

    Raises
    ------
    ValueError
        If what lies there is of another training, or no checkpoint.
    FileNotFoundError
        If there is no such folder.

    Examples
    --------
    >>> checkpoint_to_go_on_from("/no/such/folder/c.npz", {})
    Traceback (most recent call last):
    ...
    FileNotFoundError: checkpoint must lie in a folder that there is, not in /no/such/folder
    """
    place = as_path("checkpoint", path).resolve()
    if not place.parent.is_dir():
        raise FileNotFoundError(
            f"checkpoint must lie in a folder that there is, not in {place.parent}"
        )
    found = read_checkpoint(place)
    if found and found.settings != settings:
        differ = {k for k in settings if found.settings.get(k) != settings[k]}
        raise ValueError(
            f"checkpoint {place} is of another training: it has another {sorted(differ)}; "
            "delete it, or name another file"
        )
    return place
