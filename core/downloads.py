"""A file as an answer: never shown in place, never kept by anybody on the way."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

CSV = "text/csv; charset=utf-8"
JSON = "application/json"
TEXT = "text/plain; charset=utf-8"


def download(content: bytes, name: str, kind: str = "application/zip") -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def download_csv(rows: Iterable[Sequence[Any]], name: str) -> HttpResponse:
    """Hand out rows as CSV in UTF-8 with a mark that says so, for Excel guesses otherwise.

    Cells that people wrote are guarded (`core.safety.guard_formula`) by who gives the rows.
    """
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(rows)
    return download(lines.getvalue().encode("utf-8-sig"), name, CSV)
