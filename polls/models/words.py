"""What becomes of answers in people's own words: whether they may be published, as what, and what
they are about. None of these tables knows a person; each row goes with its answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polls.models.items import Item
from polls.models.responses import Answer, Response

LONGEST_PRINTED = 200  # as long as an organisation's name
# Answers that files and figures know: neither taken back nor excluded, nor off a paper's route.
STANDS = Q(response__withdrawn_at=None, response__excluded_at=None, is_off_route=False)


class PublishingChoice(models.Model):
    """Whether somebody wants their own words published, and under which name."""

    class Choice(models.TextChoices):
        NAMED = "named", _("Publish with my name or organisation")
        ANONYMOUS = "anonymous", _("Publish without a name")
        NO = "no", _("Do not publish")

    PUBLISHED = (Choice.NAMED, Choice.ANONYMOUS)

    response = models.OneToOneField(Response, models.CASCADE, related_name="publishing")
    choice = models.CharField(max_length=9, choices=Choice)
    name = models.CharField(max_length=LONGEST_PRINTED, blank=True)
    # A moderator's decision about the name, whatever the words say.
    leaves_out_name = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(choice="named") & ~Q(name="")) | (~Q(choice="named") & Q(name="")),
                name="name_only_where_named",
            ),
        ]

    def __str__(self):
        return f"{self.response_id}: {self.choice}"

    @property
    def printed_name(self) -> str:
        """Return what stands above the words in public; empty if nothing does."""
        return "" if self.leaves_out_name else self.name


class JudgedWords(models.Model):
    """A moderator's decision on one answer. `text` is all of it that anybody else may read."""

    class State(models.TextChoices):
        APPROVED = "approved", _("Approved")
        REDACTED = "redacted", _("Approved, with parts taken out")
        REJECTED = "rejected", _("Rejected")

    class Reason(models.TextChoices):
        PERSONAL = "personal", _("Tells of a private person")
        ABUSE = "abuse", _("Abusive or hateful")
        DEFAMATORY = "defamatory", _("May be defamatory")
        UNLAWFUL = "unlawful", _("May be against the law")
        IRRELEVANT = "irrelevant", _("Has nothing to do with the question")
        ADVERT = "advert", _("Advertising")

    answer = models.OneToOneField(Answer, models.CASCADE, related_name="judged")
    state = models.CharField(max_length=8, choices=State)
    text = models.TextField(blank=True)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    judged_at = models.DateTimeField(default=timezone.now)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="rejected") & Q(text="")) | (~Q(state="rejected") & ~Q(text="")),
                name="rejected_words_are_empty",
            ),
            models.CheckConstraint(
                condition=(Q(state="approved") & Q(reason=""))
                | (~Q(state="approved") & ~Q(reason="")),
                name="reason_unless_approved",
            ),
        ]
        permissions = [
            ("judge_words", _("Can read and judge what people wrote in their answers")),
            ("code_words", _("Can say what people’s own words are about")),
        ]

    def __str__(self):
        return f"{self.answer_id}: {self.state}"

    @property
    def mark(self) -> str:
        """Return what changes with each decision, so that a second one knows the first."""
        return self.judged_at.isoformat()


class Theme(models.Model):
    """One thing that answers to a question are about, as officers have found and named it."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="themes")
    number = models.PositiveSmallIntegerField()  # its key on the page, and its name in files
    label = models.CharField(max_length=80)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="theme_number_once"),
            models.UniqueConstraint(fields=["item", "label"], name="theme_label_once"),
        ]

    def __str__(self):
        return self.label


class CodedAnswer(models.Model):
    """An answer that somebody has read for its themes; it may have none of them."""

    answer = models.OneToOneField(Answer, models.CASCADE, related_name="coded")
    themes = models.ManyToManyField(Theme, related_name="coded")
    coded_at = models.DateTimeField(default=timezone.now)
    coded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    def __str__(self):
        return f"{self.answer_id}"
