"""Sets of questions about people: read from files, kept as records, and which are asked now."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import record
from core.refusals import Refused
from panel.models import CouncilSettings, QuestionSet, User
from panel.models.profile import PREFER_NOT

SHIPPED = Path(__file__).parent / "data" / "question_sets"
# The order in which people are asked: what is asked most often first, what is most private last.
ORDER = ("sex", "ethnicity", "disability", "caring", "religion", "sexual_orientation")
NEEDED = ("code", "edition", "jurisdictions", "valid_from", "source", "title", "why", "questions")


def load_shipped(*, using: str, **_signal) -> None:
    """Put on record the sets that come with the code, after each migration that has their table."""
    tables = connections[using].introspection.table_names()
    if QuestionSet._meta.db_table not in tables:
        return
    for path in sorted(SHIPPED.glob("*.toml")):
        load_question_set(path.read_bytes(), name=path.name)


def load_question_set(file: bytes, *, name: str) -> QuestionSet:
    """Put one file on record; a second time it changes nothing, and an edition never changes."""
    return put_on_record(read_file(file, name=name), name=name)


@transaction.atomic
def put_on_record(content: dict[str, Any], *, name: str) -> QuestionSet:
    """Put a set that was checked on record, as `load_question_set` does."""
    digest = sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
    there = QuestionSet.objects.filter(code=content["code"], edition=content["edition"]).first()
    if there and there.sha256 != digest:
        raise Refused(
            _("%(file)s is not what was loaded as %(set)s. Give it an edition of its own.")
            % {"file": name, "set": there}
        )
    return there or QuestionSet.objects.create(sha256=digest, **_fields(content))


def set_as_it_would_be(content: dict[str, Any]) -> QuestionSet:
    """Return a set that is not on record, to look at."""
    return QuestionSet(**_fields(content))


def _fields(content: dict[str, Any]) -> dict[str, Any]:
    parts = ("title", "why", "questions", "derived")
    return {
        "code": content["code"],
        "edition": content["edition"],
        "jurisdictions": "".join(content["jurisdictions"]),
        "valid_from": content["valid_from"],
        "source": content["source"],
        "lowest_age": content.get("lowest_age", 0),
        "content": {part: content[part] for part in parts if part in content},
    }


def refusal_to_add(content: dict[str, Any]) -> str:
    """Say why staff may not put a set on record in the CMS, or nothing.

    It is asked from today at the earliest: what people answered under another was that one's. And
    a derived variable of one nation never gets the values of another's.
    """
    if fault := fault_of(content):
        return fault
    if content["valid_from"] < timezone.localdate():
        return _("It can be asked from today on, not from a day that is over.")
    if QuestionSet.objects.filter(code=content["code"], edition=content["edition"]).exists():
        return _("There is an edition “%(edition)s” already. Give this one a name of its own.") % {
            "edition": content["edition"]
        }
    name = (content.get("derived") or {}).get("name")
    nations = set(content["jurisdictions"])
    for other in QuestionSet.objects.all() if name else ():
        if other.derived and other.derived["name"] == name and set(other.jurisdictions) != nations:
            return _(
                "“%(name)s” is worked out for %(set)s, which is asked in other nations. Their "
                "groups are not the same: name the groups of this one differently."
            ) % {"name": name, "set": other}
    return ""


@transaction.atomic
def add_question_set(*, content: dict[str, Any], by: User) -> QuestionSet:
    """Put an edition on record, asked from the day that it names; it never changes after that."""
    if refusal := refusal_to_add(content):
        raise Refused(refusal)
    added = put_on_record(content, name=f"{content['code']} {content['edition']}")
    record("panel.question_set_added", on=added, by=by, valid_from=str(added.valid_from))
    return added


@transaction.atomic
def take_back_question_set(*, question_set: QuestionSet, by: User) -> None:
    """Delete an edition that nobody was asked yet; one that has begun stays."""
    if refusal := refusal_to_take_back(question_set):
        raise Refused(refusal)
    record("panel.question_set_taken_back", on=question_set, by=by)
    question_set.delete()


def refusal_to_take_back(question_set: QuestionSet) -> str:
    if question_set.has_answers:
        return _("People have answered it, so it stays as it is.")
    if question_set.valid_from <= timezone.localdate():
        return _("It is asked already, so it stays on record. Add an edition that replaces it.")
    return ""


def sets_in_force(day: dt.date | None = None) -> list[QuestionSet]:
    """Return the newest edition that has begun of each set of the council's country, in order."""
    letter = CouncilSettings.load().council_code[:1] or "E"
    newest = {
        one.code: one
        for one in QuestionSet.objects.filter(
            valid_from__lte=day or timezone.localdate(), jurisdictions__contains=letter
        ).order_by("valid_from", "pk")
    }
    return sorted(newest.values(), key=lambda one: (place_of(one.code), one.code))


def place_of(code: str) -> int:
    return ORDER.index(code) if code in ORDER else len(ORDER)


# ---- reading -----------------------------------------------------------------------------------


def read_file(file: bytes, *, name: str) -> dict[str, Any]:
    """Return what a file says, or refuse it with the first thing that is wrong in it."""
    try:
        content = tomllib.loads(file.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as unreadable:
        raise Refused(f"{name}: {unreadable}") from unreadable
    if fault := fault_of(content):
        raise Refused(f"{name}: {fault}")
    return content


def fault_of(content: dict[str, Any]) -> str:
    """Say what is wrong with a set of questions, or nothing."""
    for part in NEEDED:
        if not content.get(part):
            return _("“%(part)s” is missing.") % {"part": part}
    if not isinstance(content["valid_from"], dt.date):
        return _("“valid_from” is no day, like 2021-03-21.")
    codes: set[str] = set()
    for question in content["questions"]:
        if fault := fault_of_question(question, codes):
            return fault
        codes.add(question["code"])
    return fault_of_table(content, codes)


def fault_of_question(question: dict[str, Any], before: set[str]) -> str:
    code = question.get("code", "")
    if not code or code in before:
        return _("Every question needs a code of its own.")
    options = [option.get("code") for option in question.get("options", [])]
    if not question.get("label", {}).get("en") or not options:
        return _("“%(code)s” needs words in English, and options.") % {"code": code}
    if PREFER_NOT in options:
        return _("“%(code)s”: “Prefer not to say” comes by itself, last.") % {"code": code}
    if len(set(options)) != len(options) or not all(o.get("en") for o in question["options"]):
        return _("“%(code)s”: every option needs a code and words in English.") % {"code": code}
    if not set(question.get("only_if", {})) <= before:
        return _("“%(code)s” can only follow a question before it.") % {"code": code}
    return ""


def fault_of_table(content: dict[str, Any], codes: set[str]) -> str:
    """Say what is wrong with the table of the derived variable, or nothing."""
    derived = content.get("derived")
    groups = {o.get("group") for q in content["questions"] for o in q["options"]} - {None}
    if derived is None:
        return _("Groups of options need a table “derived”.") if groups else ""
    options = {q["code"]: {o["code"] for o in q["options"]} | {""} for q in content["questions"]}
    for row in derived["rows"]:
        if len(row) != len(derived["from"]) + 1 or row[-1] not in derived["values"]:
            return _("The row %(row)s does not fit the table.") % {"row": row}
        if any(code not in options[name] for name, code in zip(derived["from"], row, strict=False)):
            return _("The row %(row)s names an answer that is not offered.") % {"row": row}
    if not groups <= set(derived["values"]):
        return _("Every group of options needs a name in “derived.values”.")
    return ""
