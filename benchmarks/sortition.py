"""What it costs to prove a draw fair: LEXIMIN beside one of each programme that it solves.

The pool is the Sortition Foundation's Scottish one, among the shared reference files: 150 people,
22 seats, quotas by gender, age, region and education. Without those files the rows say that they
were not run. The floor is one integer programme (the best panel for given weights) and one linear
programme (the fairest lottery over all compositions found), so the ratio says how many such steps
the proof takes.
"""

import statistics
import time
from pathlib import Path

from analysis.sortition.fairness import Mixture, Search, leximin
from analysis.sortition.interchange import read_people, read_quotas
from analysis.sortition.lottery import find_lottery
from analysis.sortition.programme import Programme
from analysis.sortition.quotas import Selection
from benchmarks.table import NotRun, Row

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "sortition"
POOL = SHARED / "scotland_150_panel22"
FEATURES = ("Gender", "age_bracket", "geo_bucket", "edu_level")
SEATS, FLOOR_TURNS = 22, 5
NAME = "Fair draw, 150 people, 22 seats"


def rows() -> list[Row | NotRun]:
    """Draw up one lottery; the floor is the median of some turns, all in processor time."""
    names = (f"{NAME}: LEXIMIN, CPU", f"{NAME}: whole lottery, waited")
    if not POOL.is_dir():
        return [NotRun(name, f"needs {POOL}") for name in names]
    selection = read_selection(POOL)
    started = time.perf_counter()
    find_lottery(selection)
    waited = time.perf_counter() - started
    programme = Programme(selection)
    started = time.process_time()
    mixture = leximin(programme)
    ours = time.process_time() - started
    turns = [one_of_each(programme, mixture) for _turn in range(FLOOR_TURNS)]
    floor = statistics.median(turns)
    return [
        Row(names[0], ours * 1000, floor * 1000, "ms", at_most=300),
        Row(names[1], waited, None, "s", at_most=30),
    ]


def one_of_each(programme: Programme, mixture: Mixture) -> float:
    """Solve one linear and one integer programme of the draw; return the processor time."""
    search = Search(programme)
    for composition in mixture.compositions:
        search.add(composition)
    started = time.process_time()
    _chances, _lowest, weights, _value = search.solve()
    programme.best(weights)
    return time.process_time() - started


def read_selection(folder: Path) -> Selection:
    """Read the pool and its quotas."""
    people = read_people(
        (folder / "candidates.csv").read_text(encoding="utf-8"),
        FEATURES,
        id_column="nationbuilder_id",
    )
    quotas = read_quotas((folder / "features.csv").read_text(encoding="utf-8"))
    return Selection(people, quotas, SEATS)
