"""The record of processing activities: the usual purposes, changes to them, and the record as a
file."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps as global_apps
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.audit import record
from core.refusals import Refused
from core.safety import guard_formula
from forums.models import ExpertSessionPage, ForumPage, StatementsPage
from home.retention import periods, rule_named
from home.usual_purposes import USUAL
from panel.models import CouncilSettings, ProcessingRecord, User
from polls.models import QuestionnairePage, QuickPollPage

ASKING: tuple[Any, ...] = (
    QuestionnairePage,
    QuickPollPage,
    ForumPage,
    ExpertSessionPage,
    StatementsPage,
)


def ensure_records(*, apps: Any = global_apps, **_signal: Any) -> None:
    """Write down the usual purposes that are not there yet, and change none that a council has.

    Pages from before there were purposes get the usual one of their kind. `apps` is the state that
    a migration has led to: on the way back, or half way, there may be no purposes.
    """
    if not all(names_a_purpose(apps, model) for model in ASKING):
        return
    known = set(ProcessingRecord.objects.values_list("code", flat=True))
    for usual in USUAL:
        if usual["code"] not in known:
            values = {name: in_words(value) for name, value in usual.items()}
            ProcessingRecord.objects.create(**values)
    ids = dict(ProcessingRecord.objects.values_list("code", "pk"))
    for model in ASKING:
        model.objects.filter(purpose=None).update(purpose=ids[model.usual_purpose])


def names_a_purpose(apps: Any, model: Any) -> bool:
    """Say whether pages of a type can name a purpose in a state of the database."""
    try:
        then = apps.get_model(model._meta.label)
    except LookupError:
        return False
    return any(field.name == "purpose" for field in then._meta.get_fields())


def in_words(value: Any) -> Any:
    """Return a lazy translation as text; what is no text stays as it is."""
    return value if isinstance(value, bool | list) else str(value)


@transaction.atomic
def add_record(*, told: dict[str, Any], by: User) -> ProcessingRecord:
    """Put a council's own purpose on record; pages can name it from now on."""
    code = slugify(told["title"])[:40] or "purpose"
    try:
        with transaction.atomic():
            added = ProcessingRecord.objects.create(code=code, is_for_pages=True, **told)
    except IntegrityError as fault:
        raise Refused(_("There is a purpose with almost this name. Choose another.")) from fault
    record("home.processing_added", on=added, by=by)
    return added


@transaction.atomic
def change_record(*, entry: ProcessingRecord, told: dict[str, Any], by: User) -> None:
    """Change what is on record of a purpose, and log what it said before."""
    entry = ProcessingRecord.objects.select_for_update().get(pk=entry.pk)
    refuse_to_bare_pages(entry, told)
    before = {name: getattr(entry, name) for name in told if getattr(entry, name) != told[name]}
    if not before:
        return
    for name in before:
        setattr(entry, name, told[name])
    entry.save(update_fields=list(before))
    record("home.processing_changed", on=entry, by=by, before=before)


def refuse_to_bare_pages(entry: ProcessingRecord, told: dict[str, Any]) -> None:
    """Refuse to say that no special categories are told while published questions ask for them."""
    if told["is_special"] or not entry.is_special:
        return
    asking = QuestionnairePage.objects.live().filter(purpose=entry, items__sensitivity="sensitive")
    if page := asking.first():
        raise Refused(
            _("“%(page)s” asks sensitive questions for this purpose. Name another purpose there.")
            % {"page": page.title}
        )


# ---- as words and as a file ----------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A record with how long its data is kept, by the schedule of today."""

    record: ProcessingRecord
    kept: list[str]

    @property
    def condition(self) -> str:
        return self.record.get_condition_display() if self.record.is_special else ""


def entries() -> list[Entry]:
    """Return all records in their order, in two queries however many there are."""
    long = periods()
    return [Entry(one, kept_in_words(one, long)) for one in ProcessingRecord.objects.all()]


def kept_in_words(one: ProcessingRecord, long: dict[str, Any]) -> list[str]:
    """Say, a line a rule, how long what is held for a purpose is kept, and what ends by none."""
    rules = [rule for rule in map(rule_named, one.rules) if rule]
    lines = [
        (
            _("%(what)s: %(long)s from %(since)s")
            if long[rule.code].number
            else _("%(what)s: until %(since)s")
        )
        % {"what": rule.title, "long": long[rule.code], "since": rule.since}
        for rule in rules
    ]
    return [*lines, *([one.retention] if one.retention else [])]


def as_table() -> list[list[str]]:
    """Return the record of processing activities as a table, a row for each purpose."""
    council = CouncilSettings.load()
    controller = ", ".join(filter(None, (council.council_name, council.email, council.phone)))
    rows = [
        [
            _("Controller"),
            _("Data protection officer"),
            _("Purpose"),
            _("What for"),
            _("Whose data"),
            _("Kinds of data"),
            _("Lawful basis"),
            _("Condition for special categories"),
            _("Policy document"),
            _("Recipients"),
            _("Transfers out of the United Kingdom"),
            _("Kept for"),
            _("Safeguards"),
        ]
    ]
    for entry in entries():
        one = entry.record
        cells = [
            controller,
            council.data_protection_officer,
            one.title,
            one.purpose,
            one.people,
            one.holds,
            one.basis_in_words,
            entry.condition,
            one.policy_url,
            one.recipients,
            one.transfers,
            "; ".join(entry.kept),
            one.safeguards,
        ]
        rows.append([guard_formula(str(cell)) for cell in cells])
    return rows
