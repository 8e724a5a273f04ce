"""Everything that leaves together: data, codebook, README, licence, and a manifest of hashes."""

from __future__ import annotations

import hashlib
import io
import json
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from results.exports.tables import Table, codebook
from results.exports.writers import to_csv

# By name: those of SPSS and Parquet need heavy libraries, which come with the first such file.
WRITERS = {
    "csv": "results.exports.writers.to_csv",
    "xlsx": "results.exports.writers.to_xlsx",
    "sav": "results.exports.sav.to_sav",
    "parquet": "results.exports.parquet.to_parquet",
    "json": "results.exports.as_json.to_json",
}
# What those files that can carry it say of themselves: title, class, snapshot and the like.
CARRY_HEADS = ("sav", "parquet", "json")

# What may go beside the data.
BY_WARD = "by-ward"
REPORT_TABLE = "a table of the frozen report, small numbers kept back"
_BESIDE = {
    "figures.csv": "paired figures of every group with nothing kept back; do not publish them",
    "figures-codebook.csv": "every column of figures.csv",
    "report.json": "the frozen report as data: edition, hashes, who made it, every figure",
    "report-codebook.csv": "every column of the tables of the report",
    f"{BY_WARD}-codebook.csv": "every column of the table by ward",
    **{
        f"{BY_WARD}.{format}": "questions by ward, as on the page: wards that could give people "
        "away are in “others”"
        for format in WRITERS
    },
}

HOW_TO_READ = {
    "sav": "SPSS: codes of missing answers are declared as user-missing, -99 where a figure is "
    "kept back. In columns of text a missing answer is empty, and the column of the same name with "
    "__why holds its code.",
    "parquet": "Parquet: a missing answer or a figure kept back is null, and the column of the "
    "same name with __why says in words why. The codebook is in the metadata of the schema.",
    "json": "JSON: `codebook` describes the columns, `rows` are objects by name of column, with "
    "the same values as in CSV; no apostrophe stands before text.",
}

LICENCE = """\
Open Government Licence v3.0

You may copy, publish, adapt and use these figures, also for profit. Name the council as the source.
https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/

Ward names and boundaries: Office for National Statistics licensed under the Open Government
Licence v3.0. Contains OS data (c) Crown copyright and database right 2025.
"""


@dataclass(frozen=True)
class About:
    """What a README must say."""

    title: str
    audience: str
    snapshot: str
    made_on: str
    made_by: str
    purpose: str
    asked: str
    responses: int | str
    exclusions: str
    recruited: str
    cautions: tuple[str, ...]
    contact: str
    boundaries: str = ""  # the first day of the ward boundaries that all figures are of


def package(
    table: Table,
    *,
    format: str,
    about: About,
    beside: Mapping[str, bytes] | None = None,
    by_ward: Table | None = None,
) -> dict[str, bytes]:
    """Make the files of one export by name, those that go `beside` it too, the manifest last."""
    head = head_of(about)
    also = dict(beside or {})
    if by_ward is not None:
        also |= {
            f"{BY_WARD}.{format}": write(by_ward, format, head),
            f"{BY_WARD}-codebook.csv": to_csv(codebook(by_ward)),
        }
    files = {
        f"data.{format}": write(table, format, head),
        "codebook.csv": to_csv(codebook(table)),
        "README.txt": readme(about, table, format, also).encode(),
        **also,
    }
    if about.audience == "public":
        files["LICENCE.txt"] = LICENCE.encode()
    manifest = {
        **head,
        "ward_boundaries": {"valid_from": about.boundaries or None},
        "rows": len(table.rows),
        "columns": list(table.header),
        "files": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in files.items()
        },
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    return {**files, "manifest.json": text.encode()}


def head_of(about: About) -> dict[str, str]:
    """Name what a file is of, in few words that a program can read."""
    return {
        "title": about.title,
        "class": about.audience,
        "snapshot": about.snapshot,
        "made_on": about.made_on,
        "software": software(),
    }


def write(table: Table, format: str, head: Mapping[str, str]) -> bytes:
    """Write a table in one of the formats; the head goes into those that have a place for it."""
    writer = import_string(WRITERS[format])
    written: bytes = writer(table, head) if format in CARRY_HEADS else writer(table)
    return written


def zipped(files: dict[str, bytes]) -> bytes:
    """Put files into one archive, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(
                zipfile.ZipInfo(name, date_time=(2020, 1, 1, 0, 0, 0)),
                content,
                compress_type=zipfile.ZIP_DEFLATED,
            )
    return out.getvalue()


def readme(about: About, table: Table, format: str, beside: Iterable[str] = ()) -> str:
    """Say what this is, who made it, when and from what, and what it cannot tell."""
    head = f"{about.title}\n{'=' * len(about.title)}\n"
    facts = [
        ("Class", about.audience),
        ("Made", f"{about.made_on} by {about.made_by}"),
        ("What for", about.purpose),
        ("Asked", about.asked),
        ("People", f"{about.responses} answered at least once"),
        ("Who they are", about.recruited),
        ("Left out", about.exclusions),
        ("Ward boundaries", f"those valid from {about.boundaries}" if about.boundaries else ""),
        ("Weights", "none: every person counts the same"),
        ("Snapshot", about.snapshot),
        ("Software", software()),
        ("Contact", about.contact),
    ]
    lines = [head, *(f"{label}: {text}" for label, text in facts if text), ""]
    lines += ["Read this before you use a figure", "---------------------------------"]
    lines += [f"- {text}" for text in (*about.cautions, *table.notes)]
    lines += ["", "The files", "---------", f"- data.{format}: {len(table.rows)} rows"]
    lines += ["- codebook.csv: every column, its question, codes and missing codes"]
    if format == "csv":
        lines += [
            "- CSV is UTF-8 with a byte-order mark. In text columns, text that a spreadsheet would "
            "run as a formula begins with an apostrophe. Numbers are never touched, and a negative "
            "number in a column of text is the code of a missing answer."
        ]
    if format in HOW_TO_READ:
        lines += [f"- {HOW_TO_READ[format]}"]
    lines += [f"- {name}: {_BESIDE.get(name, REPORT_TABLE)}" for name in beside]
    lines += ["- manifest.json: the SHA-256 of each file"]
    return "\n".join(lines) + "\n"


@cache
def software() -> str:
    """Name this software and its version."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return f"{project['name']} {project['version']}"
