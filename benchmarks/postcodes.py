"""A postcode file of the whole country, 2.7 million rows, loaded beside a bare reading of it.

The rows are a real area's, repeated under the letters of other areas and other councils' codes.
Each way runs in a process of its own, so that its peak of memory is its own.
"""

import csv
import gzip
import re
import tempfile
import time
from itertools import islice, product
from pathlib import Path

from benchmarks.own_process import load, measured, run
from benchmarks.table import Row

ROWS = 2_700_000


def rows() -> list[Row]:
    """Write the file, read it bare, load it, and compare time and memory."""
    with tempfile.TemporaryDirectory(prefix="folkmoot-bench-") as folder:
        path = Path(folder) / "country.csv"
        write_country(path)
        bare_seconds, bare_peak, _said = measured(__name__, "bare", path)
        seconds, peak, said = measured(__name__, "load", path)
    assert "11,742 in E06000023" in said, said
    return [
        Row("Postcodes: load 2.7 million rows", seconds, bare_seconds, "s", at_most=30),
        Row("Postcodes: peak memory", peak, None, "MB", at_most=300),
        Row("Postcodes: peak memory beside a bare reading", peak, bare_peak, "MB", at_most=8),
    ]


def write_country(path: Path) -> None:
    """Repeat a real area's rows under other areas' letters until there are 2.7 million."""
    from panel.loading import BRISTOL

    with gzip.open(BRISTOL / "postcodes_bs_2025_11.csv.gz", "rt", newline="") as file:
        real = list(csv.reader(file))
    areas = (a + b for a, b in product("ABCDEFGHKLMNOPRSTUWYZ", "ABCDEFGHKLMNPQRSTUVWXY"))
    others = [area for area in areas if area != "BS"]
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerows(real)
        written = len(real)
        for number, area in enumerate(others):
            left = ROWS - written
            if left <= 0:
                break
            for postcode, *middle, council, ward in islice(real, left):
                code = f"E07{number:06}" if council else ""
                writer.writerow([re.sub("^BS", area, postcode), *middle, code, ward])
                written += 1


def read_bare(path: Path) -> float:
    with path.open(newline="") as file:
        for _row in csv.reader(file):
            pass
    return time.process_time()


def load_postcodes(path: Path) -> float:
    return load("load_postcodes", path, council="E06000023")


if __name__ == "__main__":
    run({"bare": read_bare, "load": load_postcodes})
