"""Check the log of what staff did against its chain, and find the first entry that is not right."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models.audit_log import BaseLogEntry

from home.chain import CUT, ENTRIES, LOGS, TITLES
from home.chain_text import canonical, facts_of, fingerprint, from_ranges, salted, words_of
from home.models import AuditHead, AuditLink

AT_ONCE = 500
logger = logging.getLogger(__name__)


@dataclass
class Report:
    """What a check found: how much is whole, what was erased as recorded, the first fault."""

    links: int = 0
    cut_at: int = 0  # links up to this one have gone at the end of their period
    titles_erased: int = 0
    entries_let_go: int = 0
    number: int = 0
    digest: str = ""
    fault: str = ""


class Broken(Exception):  # noqa: N818 - it is what the chain is
    """The first link or entry that is not as it was written, in words."""


@dataclass(frozen=True)
class Erased:
    """The numbers of links whose salts the chain itself says are gone, and where it was cut."""

    titles: set[int]
    entries: set[int]
    cuts: set[tuple[int, str]]


def check() -> Report:
    """Check all of it. A fault is looked at again while nobody can add: it may have been news."""
    report = look()
    if report.fault:
        with transaction.atomic():
            AuditHead.objects.select_for_update().first()
            report = look()
    return report


def look() -> Report:
    report = Report()
    try:
        read_chain(report)
        find_entries_beside(report)
    except Broken as broken:
        report.fault = str(broken)
    return report


def read_chain(report: Report) -> None:
    head = AuditHead.objects.first()
    if head is None:
        raise Broken(_("The head of the chain is missing. Nobody can say how long it was."))
    report.number, report.digest = head.cut_at, head.cut_digest
    report.cut_at = head.cut_at
    erased = what_notes_say()
    if head.cut_at and (head.cut_at, head.cut_digest) not in erased.cuts:
        raise Broken(
            _("Entries up to %(n)d are gone, and the chain does not say so.") % {"n": head.cut_at}
        )
    chain = AuditLink.objects.filter(number__lte=head.number).order_by("number")
    for links in in_batches(chain.iterator(chunk_size=AT_ONCE)):
        entries = entries_of(links)
        for link in links:
            check_link(link, report)
            if link.entry is not None:
                entry = entries.get((link.log, link.entry))
                check_entry(link, entry, erased, report)
    if (report.number, report.digest) != (head.number, head.digest):
        raise Broken(
            _("The chain ends with entry %(n)d, and its head names entry %(head)d as the newest.")
            % {"n": report.number, "head": head.number}
        )


def what_notes_say() -> Erased:
    """Read the notes of the chain; whether they are genuine comes out as the chain is read."""
    erased = Erased(set(), set(), set())
    for text in AuditLink.objects.filter(entry=None).values_list("text", flat=True):
        try:
            note = json.loads(text)
            match note["note"]:
                case str(what) if what == TITLES:
                    erased.titles.update(from_ranges(note["of"]))
                case str(what) if what == ENTRIES:
                    erased.entries.update(from_ranges(note["of"]))
                case str(what) if what == CUT:
                    erased.cuts.add((note["at"], note["digest"]))
        except (KeyError, TypeError, ValueError):
            continue  # no note of ours: its fingerprint tells
    return erased


def in_batches(links: Iterator[AuditLink]) -> Iterator[list[AuditLink]]:
    while batch := list(islice(links, AT_ONCE)):
        yield batch


def entries_of(links: list[AuditLink]) -> dict[tuple[str, int], BaseLogEntry]:
    found: dict[tuple[str, int], BaseLogEntry] = {}
    for log, model in LOGS.items():
        wanted = [link.entry for link in links if link.log == log and link.entry is not None]
        found |= {(log, pk): entry for pk, entry in model.objects.in_bulk(wanted).items()}
    return found


# ---- one link, one entry -------------------------------------------------------------------------


def check_link(link: AuditLink, report: Report) -> None:
    """Check that a link follows the one before it."""
    if link.number != report.number + 1:
        raise Broken(
            _("Entry %(n)d is missing: entry %(next)d comes after entry %(last)d.")
            % {"n": report.number + 1, "next": link.number, "last": report.number}
        )
    if not link.text.isascii() or fingerprint(report.digest, link.text) != link.digest:
        raise Broken(
            _("Entry %(n)d is not what was written: its fingerprint is another.")
            % {"n": link.number}
        )
    report.links += 1
    report.number, report.digest = link.number, link.digest


def check_entry(
    link: AuditLink, entry: BaseLogEntry | None, erased: Erased, report: Report
) -> None:
    """Check that the log still says what was recorded, but for what was erased lawfully."""
    told = json.loads(link.text)
    if (told["log"], told["entry"]) != (link.log, link.entry):
        raise Broken(_("Entry %(n)d points at another act.") % {"n": link.number})
    if link.number in erased.entries:
        if entry is not None:
            raise Broken(_("Entry %(n)d was let go of, and is back.") % {"n": link.number})
        report.entries_let_go += 1
        return
    if entry is None:
        raise Broken(
            _("Entry %(n)d is gone from the log: %(act)s on %(on)s, %(at)s.")
            % {"n": link.number, **what_it_was(told)}
        )
    if not same_facts(told, facts_of(entry)):
        raise changed(link, told)
    title, details = words_of(entry)
    if link.number in erased.titles and not link.title_salt:
        report.titles_erased += 1
    elif salted(link.title_salt, title) != told["title"]:
        raise changed(link, told)
    if salted(link.details_salt, details) != told["details"]:
        raise changed(link, told)


def same_facts(told: dict[str, Any], found: dict[str, Any]) -> bool:
    """Compare what was recorded with the log, which forgets models that an upgrade removed."""
    told = {name: told[name] for name in found}
    if found["on"].startswith(":"):
        told["on"] = f":{told['on'].partition(':')[2]}"
    return canonical(told) == canonical(found)


def changed(link: AuditLink, told: dict[str, Any]) -> Broken:
    words = _("Entry %(n)d was changed in the log: %(act)s on %(on)s, %(at)s.")
    return Broken(words % {"n": link.number, **what_it_was(told)})


def what_it_was(told: dict[str, Any]) -> dict[str, Any]:
    return {"act": told["act"], "on": told["on"].replace(":", " "), "at": told["at"]}


def find_entries_beside(report: Report) -> None:
    """Find what was put into the log without being recorded."""
    for log, model in LOGS.items():
        link = AuditLink.objects.filter(log=log, entry=OuterRef("pk"))
        entry = model.objects.exclude(Exists(link)).order_by("pk").first()
        if entry is not None:
            told = facts_of(entry)
            raise Broken(
                _("The log has an entry that was never recorded: %(act)s on %(on)s, %(at)s.")
                % what_it_was(told)
            )


# ---- what was noted elsewhere, and each day ------------------------------------------------------


def differs_from_noted(number: int, digest: str) -> str:
    """Say how the chain differs from what somebody noted of it elsewhere, or nothing."""
    head = AuditHead.objects.get()
    if number > head.number:
        return _("Entry %(n)d was noted, and the newest here is %(head)d. Newer ones are gone.") % {
            "n": number,
            "head": head.number,
        }
    if number < head.cut_at:
        return ""  # its period is over
    found = AuditLink.objects.filter(number=number).values_list("digest", flat=True).first()
    if number == head.cut_at:
        found = head.cut_digest
    if found != digest:
        return _(
            "Entry %(n)d has another fingerprint than was noted: it or one before was rewritten."
        ) % {"n": number}
    return ""


def check_and_keep() -> Report:
    """Check, and keep for the auditors when that was and what came of it."""
    report = check()
    AuditHead.objects.update(checked_at=timezone.now(), fault=report.fault)
    if report.fault:
        logger.error("The log of what staff did is not whole. %s", report.fault)
    return report


def faults_today() -> int:
    """Check once a day; return how many faults there are, which is at most the first."""
    return int(bool(check_and_keep().fault))
