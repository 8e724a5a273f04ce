"""The table of `make bench`, and what `--strict` makes of it."""

from pathlib import Path
from types import SimpleNamespace

from benchmarks import __main__ as bench
from benchmarks import sortition
from benchmarks.table import HEADER, Row

MET = Row("Deliveries", 131, 100, "per s", at_least=0.8)
MISSED = Row("Vote: CPU", 9.86, 1.15, "ms", at_most=2.9)
HEAVY = Row("First visit", 151, None, "kB", at_most=150)
TOLD = Row("Queries", 12, None, "")


def test_a_row_says_what_was_promised_and_whether_it_was_kept():
    assert [str(row) for row in (MET, MISSED, HEAVY, TOLD)] == [
        "| Deliveries (per s) | 131 | 100 | 1.31 | ≥ 0.8 |",
        "| Vote: CPU (ms) | 9.86 | 1.15 | 8.57 | ≤ 2.9 missed |",
        "| First visit (kB) | 151 |  |  | ≤ 150 missed |",
        "| Queries | 12 |  |  |  |",
    ]


def test_a_missed_goal_fails_a_strict_run_only(monkeypatch, capsys):
    found = {"benchmarks.kept": [MET, TOLD], "benchmarks.missed": [MET, HEAVY]}
    monkeypatch.setattr(
        bench, "import_module", lambda name: SimpleNamespace(rows=lambda: found[name])
    )

    assert bench.main(["kept", "--strict"]) == 0
    assert bench.main(["kept", "missed"]) == 0
    capsys.readouterr()
    assert bench.main(["kept", "missed", "--strict"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        *HEADER.splitlines(),
        *map(str, [MET, TOLD, MET, HEAVY]),
    ]


def test_what_cannot_be_run_here_is_named_and_fails_nothing(monkeypatch, capsys):
    monkeypatch.setattr(sortition, "POOL", Path("/nowhere"))
    assert bench.main(["sortition", "--strict"]) == 0
    told = capsys.readouterr().out.splitlines()[2:]
    assert [line.split(" | ")[1] for line in told] == ["not run: needs /nowhere"] * 2
