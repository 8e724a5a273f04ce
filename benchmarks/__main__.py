"""`make bench`: run every benchmark, or those named; print one table.

`--strict` makes a missed goal an error.
"""

import sys
from importlib import import_module

from benchmarks.table import HEADER

# Those beside them are servers, settings and addresses that these start.
MODULES = (
    *("fanout", "pages", "first_visit", "representativeness", "postcodes", "wards"),
    *("sortition", "opinion_groups"),
    "answering",  # the longest: it stores more than a million answers
)


def main(arguments: list[str]) -> int:
    names = [name for name in arguments if not name.startswith("-")] or MODULES
    modules = [import_module(f"benchmarks.{name}") for name in names]
    missed = 0
    print(HEADER, flush=True)
    for module in modules:
        for row in module.rows():
            print(row, flush=True)
            missed += not row.is_met
    return 1 if missed and "--strict" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
