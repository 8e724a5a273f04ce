"""A postcode file of the whole country, 2.7 million rows, loaded beside a bare reading of it.

The rows are a real area's, repeated under the letters of other areas and other councils' codes.
Each way runs in a process of its own, so that its peak of memory is its own.
"""

import csv
import gzip
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from itertools import islice, product
from pathlib import Path

from benchmarks.small_server import ROOT
from benchmarks.table import Row

ROWS = 2_700_000
MEGABYTE = 1024  # of ru_maxrss, which counts kilobytes


def rows() -> list[Row]:
    """Write the file, read it bare, load it, and compare time and memory."""
    with tempfile.TemporaryDirectory(prefix="folkmoot-bench-") as folder:
        path = Path(folder) / "country.csv"
        write_country(path)
        bare_seconds, bare_peak, _said = measured("bare", path)
        seconds, peak, said = measured("load", path)
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


def measured(way: str, path: Path) -> tuple[float, float, str]:
    """Run one way in its own process; return seconds of its time, peak MB and what it said."""
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.postcodes", way, str(path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    *words, figures = said.strip().splitlines()
    seconds, peak = map(float, figures.split())
    return seconds, peak, "\n".join(words)


def read_bare(path: Path) -> None:
    with path.open(newline="") as file:
        for _row in csv.reader(file):
            pass


def load(path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="folkmoot-bench-") as var:
        os.environ["FOLKMOOT_VAR"] = var
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("load_postcodes", path, council="E06000023")


def main(way: str, path: str) -> None:
    began = time.process_time()
    {"bare": read_bare, "load": load}[way](Path(path))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    print(time.process_time() - began, peak)


if __name__ == "__main__":
    main(*sys.argv[1:])
