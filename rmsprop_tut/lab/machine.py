"""On which machine something was measured."""

import datetime
import os
import platform
from pathlib import Path
from typing import Any


def processor() -> str:
    """Name the processor, as Linux does where there is one.

    Returns
    -------
    str
        The model, or the kind of machine where no model is named.

    Examples
    --------
    >>> processor() != ""
    True
    """
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.processor() or platform.machine()


def machine_and_date() -> dict[str, Any]:
    """Return what a record says of the machine that made it, and when.

    Returns
    -------
    dict
        Processor, cores and date.

    Examples
    --------
    >>> sorted(machine_and_date())
    ['cores', 'date', 'processor']
    """
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "date": datetime.date.today().isoformat(),
    }


def caches(folder: Path = Path("/sys/devices/system/cpu/cpu0/cache")) -> dict[str, int]:
    """Return the sizes of the first core's caches for data, where Linux says them.

    Parameters
    ----------
    folder : path
        What Linux says of them.

    Returns
    -------
    dict of str to int
        Bytes by level, ``"L1"`` first; empty where the system says nothing.

    Examples
    --------
    >>> caches(Path("nowhere"))
    {}
    """
    units, found = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}, {}
    for place in folder.glob("index*"):
        level, kind, size = (
            (place / name).read_text("ascii").strip()
            for name in ("level", "type", "size")
        )
        if kind != "Instruction":
            found[f"L{level}"] = int(size[:-1]) * units[size[-1]]
    return dict(sorted(found.items()))
