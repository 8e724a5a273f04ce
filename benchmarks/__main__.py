"""`make bench`: run every module here that has `rows()`, or those named; print one table.

`--strict` makes a missed goal an error.
"""

import sys
from importlib import import_module
from pathlib import Path

from benchmarks.table import HEADER


def main(arguments: list[str]) -> int:
    names = [name for name in arguments if not name.startswith("-")] or sorted(
        path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_")
    )
    modules = [import_module(f"benchmarks.{name}") for name in names]
    missed = 0
    print(HEADER, flush=True)
    for module in modules:
        for row in getattr(module, "rows", list)():
            print(row, flush=True)
            missed += not row.is_met
    return 1 if missed and "--strict" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
