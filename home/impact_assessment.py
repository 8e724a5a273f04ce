"""A data protection impact assessment, begun from what this site is set to do.

What follows from code, settings and the record of processing is filled in: data, purposes, lawful
bases, who sees it, recipients, how long it is kept, and what protects it. What only the council can
say stays to be written, and is marked.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Count
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from home.processing import Entry, entries
from home.retention import RULES, periods
from home.tables import KEPT_IN_WORDS
from panel.messages.purposes import PURPOSES
from panel.models import CouncilSettings, MessageSettings, User
from panel.question_sets import sets_in_force

Words = str | Promise
TO_BE_WRITTEN = _("TO BE WRITTEN")
SPECIAL = ("ethnicity", "disability", "religion", "sexual_orientation")  # UK GDPR, article 9

FILES = (
    _("public tables, with small figures kept back"),
    _("for analysts, a row for each person under another code in each file, without names"),
)


@dataclass(frozen=True)
class Data:
    """One kind of data: what it holds, what for, and which permission opens it to staff.

    `record` is the code of the record of processing that says under which law.
    """

    record: str
    title: Words
    holds: Words
    purpose: Words
    permissions: tuple[str, ...] = ()
    note: Words = ""


DATA = (
    Data(
        "panel",
        _("Account"),
        _("e-mail address, the name that others see, second steps of sign-in, roles"),
        _("to sign in, and to be written to"),
        ("panel.view_membership", "panel.change_user"),
    ),
    Data(
        "panel",
        _("Membership"),
        _(
            "postcode, ward, division of the county, age band, how they came, dates of the place, "
            "wishes; the home as a keyed hash"
        ),
        _("to be on the panel, to be drawn, to count by area and age"),
        ("panel.view_membership",),
        _("No address is kept; a date of birth only of who gave it, encrypted."),
    ),
    Data(
        "equality",
        _("About oneself"),
        _("answers to the sets of questions below, all of them optional, under a keyed hash"),
        _("to see whom the panel stands for"),
        ("panel.view_profileanswer",),
        _(
            "Staff see counts. Refusing has no consequence, and deleting takes effect at once. Of "
            "volunteers who lend an answer to a draw, those who run it see it under a code."
        ),
    ),
    Data(
        "questionnaires",
        _("Answers and votes"),
        _(
            "what people chose and wrote, with ward and age band of the day, under a keyed hash; "
            "where anybody may answer, keyed hashes of network and browser too"
        ),
        _("to know what people think, and to decide"),
        ("results.export_results",),
        _("Nobody can turn the hash back into a person; own words may name people."),
    ),
    Data(
        "debates",
        _("Debates and live sessions"),
        _("topics, posts and questions under the name that others see; supports, reports, mutes"),
        _("to talk in public, and to keep it fair"),
        ("forums.moderate_contribution",),
    ),
    Data(
        "draws",
        _("Draws and samples"),
        _(
            "who was in a pool, with which chance, and who was drawn, under a code of each draw; "
            "who would like to serve, which answers they lend to it, and who takes a seat"
        ),
        _("to choose fairly, and to prove it"),
        ("panel.view_draw", "panel.view_sample"),
        _("Answers are kept apart from the proof and can be deleted; both go after two years."),
    ),
    Data(
        "messages",
        _("Messages and choices"),
        _("which message stands where, under a keyed hash; what somebody was shown and chose"),
        _("to write to people once, as they wish, and to prove the choice"),
        ("panel.view_mailing",),
        _("No text of a message is kept, and no list of addresses."),
    ),
    Data(
        "staff",
        _("Log of what staff did"),
        _("the act, the object, who, when and why"),
        _("to answer for it"),
    ),
)


def impact_assessment() -> str:
    """Return the document in Markdown."""
    council, long = CouncilSettings.load(), periods()
    purposes = entries()
    by_code = {entry.record.code: entry for entry in purposes}
    context = {
        "council": council,
        "messages": MessageSettings.load(),
        "today": timezone.localdate(),
        "site_url": settings.SITE_URL,
        "people": User.objects.filter(is_active=True, membership__isnull=False).count(),
        "data": [
            {
                "data": data,
                "seen_by": roles_with(data.permissions),
                "basis": cell(by_code[data.record].record.basis_in_words),
            }
            for data in DATA
        ],
        "processing": [[cell(words) for words in cells_of(entry)] for entry in purposes],
        "equality": cell(condition_of(by_code["equality"])),
        "sets": [
            {"title": one.title, "edition": str(one), "is_special": one.code in SPECIAL}
            for one in sets_in_force()
        ],
        "roles": Group.objects.annotate(people=Count("user")).order_by("name"),
        "purposes": sorted({str(one.label) for one in PURPOSES.values()}),
        "files": FILES,
        "rules": [{"rule": rule, "period": long[rule.code]} for rule in RULES],
        "kept": KEPT_IN_WORDS,
    }
    text = render_to_string("home/impact_assessment.md", context)
    return text.strip() + "\n"


def cells_of(entry: Entry) -> list[str]:
    """Return what the table of purposes says of one: in the order of its headings."""
    one = entry.record
    return [
        one.title,
        one.basis_in_words,
        condition_of(entry) or "–",
        one.recipients,
        one.transfers,
        one.safeguards,
    ]


def condition_of(entry: Entry) -> str:
    """Return the condition for special categories and its policy document, or where that lacks."""
    one = entry.record
    if one.lacks_a_policy:
        return f"{entry.condition}. {gettext('Policy document')}: **{TO_BE_WRITTEN}**"
    if entry.condition and one.policy_url:
        return f"{entry.condition}. {gettext('Policy document')}: {one.policy_url}"
    return entry.condition


def cell(words: str) -> str:
    """Return words as they can stand in a cell of a table in Markdown: on one line."""
    return " ".join(words.split()).replace("|", "\\|")


def roles_with(names: tuple[str, ...]) -> list[str]:
    """Return the groups that give one of these permissions, as they are set here today."""
    pairs = [tuple(name.split(".")) for name in names]
    found: set[str] = set()
    for app, codename in pairs:
        groups = Group.objects.filter(
            permissions__codename=codename, permissions__content_type__app_label=app
        )
        found.update(groups.values_list("name", flat=True))
    return sorted(found)
