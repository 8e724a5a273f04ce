"""What becomes of the chain under the log: it begins, people are erased from it, its old end goes.

Each of these is a link of the chain itself, so nothing goes from it that it does not say.
"""

from __future__ import annotations

from heapq import merge
from itertools import groupby

from django.db import connections, transaction
from django.db.models import Q, QuerySet
from wagtail.models import ModelLogEntry, PageLogEntry

from home.chain_text import as_ranges
from home.models import AuditHead, AuditLink
from home.models.audit import PAGES, REST

# What the notes of the chain say has happened.
BEGUN, TITLES, ENTRIES, CUT = "begun", "titles erased", "entries let go", "cut"
LOGS = {PAGES: PageLogEntry, REST: ModelLogEntry}


def begin_chain(*, using: str, **_signal) -> None:
    """Make the head after a migration, if there is none, and chain what the log held before."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    if AuditHead._meta.db_table not in there or AuditHead.objects.using(using).exists():
        return
    with transaction.atomic(using=using):
        AuditHead.objects.using(using).create(pk=1)
        before = merge(*(in_order(log) for log in LOGS), key=lambda pair: pair[1].timestamp)
        for log, pairs in groupby(before, key=lambda pair: pair[0]):
            AuditLink.objects.add_entries(log, [entry for _log, entry in pairs])


def in_order(log: str):
    rows = LOGS[log].objects.order_by("timestamp", "pk").iterator(chunk_size=500)
    return ((log, entry) for entry in rows)


def forget_titles(entries: list[int]) -> None:
    """Make the old titles of entries of the log untellable: rows of people were renamed in it."""
    if entries:
        links = AuditLink.objects.filter(log=REST, entry__in=entries).exclude(title_salt="")
        take_salts(links, TITLES, title_salt="")


@transaction.atomic
def let_go(found: dict[str, QuerySet]) -> int:
    """Delete entries of the logs that were kept for long enough; return how many.

    Their links stay while an older one is held, without salts, and go with what is older.
    """
    old = Q()
    for log, rows in found.items():
        old |= Q(log=log, entry__in=list(rows.values_list("pk", flat=True)))
    take_salts(AuditLink.objects.filter(old), ENTRIES, title_salt="", details_salt="")
    gone = sum(rows.delete()[0] for rows in found.values())
    cut_old_end()
    return gone


def take_salts(links: QuerySet[AuditLink], what: str, **salts: str) -> None:
    """Take the salts of some links away, and say so in the chain."""
    with transaction.atomic():
        numbers = list(links.values_list("number", flat=True))
        if numbers:
            AuditLink.objects.filter(number__in=numbers).update(**salts)
            AuditLink.objects.add_note(note=what, of=as_ranges(numbers))


def cut_old_end() -> None:
    """Let the links go that come before the first whose entry is still here; keep where it was."""
    first = AuditLink.objects.exclude(details_salt="").order_by("number").first()
    if first is None:
        return
    last = AuditLink.objects.filter(number__lt=first.number).order_by("number").last()
    if last is None:
        return
    AuditLink.objects.add_note(note=CUT, at=last.number, digest=last.digest)
    AuditHead.objects.update(cut_at=last.number, cut_digest=last.digest)
    AuditLink.objects.filter(number__lte=last.number).delete()
