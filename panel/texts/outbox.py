"""Texts kept as files, for development and the demonstration: nothing leaves the machine."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone


@dataclass(frozen=True)
class Kept:
    """A text as it lies in the outbox."""

    number: str
    words: str
    reference: str
    at: datetime


class Outbox:
    def __init__(self) -> None:
        self.folder = Path(settings.TEXT_FILE_PATH)

    def send(self, number: str, words: str, reference: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        row = {
            "number": number,
            "words": words,
            "reference": reference,
            "at": timezone.now().isoformat(),
        }
        path = self.folder / f"{time.time_ns():020d}-{secrets.token_hex(4)}.json"
        part = path.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(json.dumps(row))
        part.rename(path)

    def was_taken(self, reference: str) -> bool:
        return any(text.reference == reference for text in self.newest())

    def forget(self, numbers: set[str]) -> None:
        """Delete the texts to these numbers."""
        for path in self.folder.glob("*.json"):
            if json.loads(path.read_text())["number"] in numbers:
                path.unlink(missing_ok=True)

    def newest(self, most: int | None = None) -> list[Kept]:
        """Return what lies here, the newest first."""
        files = sorted(self.folder.glob("*.json"), reverse=True)[:most]
        rows = (json.loads(path.read_text()) for path in files)
        return [Kept(**row | {"at": datetime.fromisoformat(row["at"])}) for row in rows]
