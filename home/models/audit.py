"""The chain under the log of what staff did, and the doors through which the log is written.

The log itself is Wagtail's, in two tables. Each entry has a link here, whose fingerprint covers the
link before it; `home/sealing.py` has the database refuse to change or delete one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry, PageLogEntry, PageLogEntryManager
from wagtail.models.audit_log import BaseLogEntry, ModelLogEntryManager

from home.chain_text import canonical, facts_of, fingerprint, new_salt, salted, words_of

NO_LINK = "0" * 64  # what the first link follows
PAGES, REST = "page", "model"


class AuditHead(models.Model):
    """The newest link, in one row that whoever adds a link locks; and how far old ones are gone.

    Up to `cut_at` links went with the entries they were about, at the end of their period;
    `cut_digest` is the fingerprint of the last of these, which the first that is left follows.
    """

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=NO_LINK)
    cut_at = models.BigIntegerField(default=0)
    cut_digest = models.CharField(max_length=64, default=NO_LINK)
    checked_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)  # what the last check found, in words

    class Meta:
        default_permissions = ()
        verbose_name = _("head of the audit log")
        constraints = [
            models.CheckConstraint(name="one_head_of_the_chain", condition=models.Q(pk=1)),
            models.CheckConstraint(
                name="cut_before_its_head", condition=models.Q(cut_at__lte=models.F("number"))
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.digest}"


class AuditLinks(models.Manager["AuditLink"]):
    """Adds to the chain, and never forks it: who adds has locked its head until they commit."""

    def add_entries(self, log: str, entries: Iterable[BaseLogEntry]) -> None:
        """Add the links of some entries that were just written, in their transaction."""
        self._add([self._of_entry(log, entry) for entry in entries])

    def add_note(self, **facts: Any) -> None:
        """Add a link about the chain itself, such as which salts are gone."""
        self._add([AuditLink(text=canonical(facts))])

    def _of_entry(self, log: str, entry: BaseLogEntry) -> AuditLink:
        link = AuditLink(log=log, entry=entry.pk, title_salt=new_salt(), details_salt=new_salt())
        title, details = words_of(entry)
        hashes = {
            "title": salted(link.title_salt, title),
            "details": salted(link.details_salt, details),
        }
        link.text = canonical({**facts_of(entry), **hashes, "log": log})
        return link

    @transaction.atomic(savepoint=False)
    def _add(self, links: list[AuditLink]) -> None:
        head = AuditHead.objects.select_for_update().get()
        for link in links:
            link.number = head.number = head.number + 1
            link.digest = head.digest = fingerprint(head.digest, link.text)
        self.bulk_create(links, batch_size=500)
        head.save(update_fields=["number", "digest"])


class AuditLink(models.Model):
    """One act, or one note on the chain itself; only ever added, in the transaction of the act.

    `text` has no names: of the entry's title and details it holds salted hashes. Once a salt is
    gone nobody can try names against its hash, and the chain is as whole as before.
    """

    number = models.BigIntegerField(primary_key=True)
    text = models.TextField()  # as it was hashed
    digest = models.CharField(max_length=64)
    log = models.CharField(max_length=5, choices=[(PAGES, PAGES), (REST, REST)], blank=True)
    entry = models.BigIntegerField(null=True)
    title_salt = models.CharField(max_length=32, blank=True)
    details_salt = models.CharField(max_length=32, blank=True)

    objects = AuditLinks()

    class Meta:
        default_permissions = ()
        verbose_name = _("link of the audit log")
        constraints = [
            models.UniqueConstraint(fields=["log", "entry"], name="one_link_for_an_entry"),
        ]

    def __str__(self):
        return f"{self.number} {self.digest}"


class ChainedModelEntries(ModelLogEntryManager):
    @transaction.atomic(savepoint=False)
    def log_action(self, instance, action, **more):
        entry = super().log_action(instance, action, **more)
        AuditLink.objects.add_entries(REST, [entry])
        return entry


class ChainedModelEntry(ModelLogEntry):
    """The log of everything but pages, as it is written: each entry with its link."""

    objects = ChainedModelEntries()

    class Meta:
        proxy = True
        default_permissions = ()


class ChainedPageEntries(PageLogEntryManager):
    @transaction.atomic(savepoint=False)
    def log_action(self, instance, action, **more):
        entry = super().log_action(instance, action, **more)
        AuditLink.objects.add_entries(PAGES, [entry])
        return entry


class ChainedPageEntry(PageLogEntry):
    """The log of pages, as it is written: each entry with its link."""

    objects = ChainedPageEntries()

    class Meta:
        proxy = True
        default_permissions = ()
