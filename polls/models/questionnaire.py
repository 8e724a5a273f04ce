"""Questionnaires: their items are asked page by page, in one wave or two."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel

from consultations.cards import ActivityCard
from consultations.models import ActivityPage, HasPurpose
from core.dates import short_day
from core.pages import SameForVisitors
from polls import anonymising, publishing
from polls.admin_forms import QuestionnaireForm
from polls.branching import Asked, faults_in
from polls.codes import fill_codes
from polls.completeness import missing_questions
from polls.locks import locked_changes
from polls.models.corrections import Correction
from polls.models.easy_read import InFormats
from polls.models.items import Item
from polls.models.respondents import AsksWho
from polls.models.responses import FIRST_WAVES, Response, Wave
from polls.neighbours import missing_in_pages
from polls.series import fault_in_series
from polls.showing import questionnaire_context
from polls.speaking import has_easy_words, is_in_welsh
from polls.standing import Standing


class QuestionnairePage(SameForVisitors, AsksWho, InFormats, HasPurpose, ActivityPage):
    """A questionnaire that members of the panel, or anybody, answer once."""

    why_we_ask = models.TextField(
        _("why we ask, and who sees it"),
        blank=True,
        help_text=_("Two or three sentences. They stand under every question."),
    )
    anonymised_on = models.DateField(
        _("nothing leads back to people from"),
        null=True,
        blank=True,
        help_text=_(
            "Everybody reads this day before they send their answers. Until then they can take "
            "them back, unless results are published. Leave it empty for the usual day, so many "
            "months after closing as the council’s settings say. It stays once somebody answered."
        ),
    )

    counts_added_by_hand = models.BooleanField(
        _("count who was added to the sample by hand"),
        default=False,
        help_text=_(
            "Members who are added to a sample by hand had no chance in the draw. Usually their "
            "answers are left out of every figure, and the results say so. Tick this to count them "
            "like everybody’s; the results say that too. It stays once somebody answered."
        ),
    )

    earlier = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="later",
        verbose_name=_("the wave before"),
        help_text=_(
            "The same questions, asked earlier: before a change to a service, or last year. "
            "Results then show both side by side. Questions are paired by code; where words, "
            "answers or ways to answer differ, the trend is marked as broken."
        ),
    )

    # Of the words: each correction makes the next. It belongs to the page and not to a revision.
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    speaks_welsh = models.BooleanField(default=False, editable=False)  # every text in both
    publishes_responses = models.BooleanField(
        _("publish what people wrote, one response at a time"),
        default=False,
        help_text=_(
            "Everybody who answers is asked whether their own words may be published, with a name, "
            "without or not at all, and a moderator reads them first. They come out once this has "
            "closed. It can be turned on only before this opens, and turned off at any time."
        ),
    )

    page_description = _("Questions that members of the panel, or anybody, answer once.")
    base_form_class = QuestionnaireForm
    parent_page_types = ["consultations.ConsultationPage"]
    subpage_types: list[str] = []
    template = "polls/questionnaire_page.html"

    items_panel = InlinePanel(
        "items",
        label=_("question"),
        heading=_("Questions"),
        min_num=1,
        help_text=_(
            "One question a page, in this order; those that belong closely together can share a "
            "page. Once it has opened, codes and scales are locked, and words change by a "
            "correction that everybody can read."
        ),
    )
    words_panels = [
        FieldPanel("why_we_ask"),
        InFormats.easy_panel,
        FieldPanel("anonymised_on"),
        HasPurpose.purpose_panel,
        FieldPanel("counts_added_by_hand"),
    ]
    content_panels = [
        *(*ActivityPage.content_panels, AsksWho.who_panel, items_panel, *words_panels),
        FieldPanel("publishes_responses"),
        FieldPanel("earlier"),
    ]
    exclude_fields_in_copy = ["anonymised_on", "earlier", "version"]

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")

    takes_samples = True  # a sample of members can be drawn for it, and its answers are weighted

    card_kind = "questionnaire"
    card_label = _("Questionnaire")
    card_action = _("Answer the questions")
    parent_activity = None  # a questionnaire stands below a consultation, never in an activity

    @property
    def waves(self) -> tuple[str, ...]:
        """Return the rounds in which people answer this, in order."""
        return (Wave.ONLY,)

    @property
    def subject(self) -> str:
        """Return the name under which participation keys are made; the same in every wave."""
        return f"questionnaire-{self.pk}"

    def key_of_member(self, user) -> str:
        return user.key_for(self.subject)

    def standing_of(self, user) -> Standing:
        """Return where a person stands here, read once for as long as this object lives."""
        standings = self.__dict__.setdefault("_standings", {})
        return standings.setdefault(user.pk, Standing(self, user))

    def forget_standings(self) -> None:
        """Read everybody's standing anew from now on."""
        self.__dict__.pop("_standings", None)

    def serve(self, request, *args, **kwargs):
        self.take_published_parts()
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return {**context, **questionnaire_context(self, request)}

    STAYS = ("counts_added_by_hand", "who_may_answer", "asks_type")
    parts_read_from = ("items",)

    def published_parts(self) -> dict[str, Any]:
        return {"listed_items": self.listed_items}

    # ---- when

    def wave_now(self, user) -> str:
        """Return the wave that this person would answer next."""
        return Wave.ONLY

    def is_wave_open(self, wave: str) -> bool:
        return self.is_open

    def wave_closes_at(self, wave: str):
        return self.closes_at

    @property
    def last_answers_at(self) -> dt.datetime | None:
        """Return when the last answers can come in; None where no day of its own says so."""
        return self.closes_at

    @property
    def last_field(self) -> str:
        """Name the field that says so, for what is wrong with it."""
        return "closes_at"

    @property
    def is_anonymised(self) -> bool:
        return anonymising.has_come(self)

    @property
    def has_report(self) -> bool:
        """Return whether the results are public."""
        consultation = self.consultation
        if not self.has_closed or (consultation and consultation.withdrawn_at):
            return False
        return consultation is None or consultation.results_published_at is not None

    @property
    def is_reported(self) -> bool:
        """Return whether a report is kept for good, made from these answers."""
        if self.pk is None:
            return False  # a preview
        frozen = getattr(self, "frozen_reports", None)  # of a deliberative poll, in `results`
        return frozen is not None and frozen.exists()

    # ---- may they?

    def refusal_to_take_back(self, wave: str) -> str:
        """Say why answers of a round cannot be taken back now; empty when they can."""
        return anonymising.refusal_to_take_back(self, wave)

    def refusal_for(self, user, wave: str | None = None) -> str:
        """Say why this person may not answer now; empty when they may."""
        if not self.live:
            return gettext("This is not published.")
        wave = wave or self.wave_now(user)
        if wave not in self.waves:
            return gettext("There are no such questions here.")
        return super().refusal_for(user) or self.refusal_in_wave(user, wave)

    def refusal_of_person(self, user) -> str:
        if not user.is_authenticated:
            return "" if self.is_open_to_all else super().refusal_of_person(user)
        membership = getattr(user, "membership", None)
        if membership is None or membership.status == membership.Status.LEFT:
            if self.is_open_to_all:
                return ""
            return gettext(
                "This is for members of the panel. Joining takes three short screens. "
                "Then you can answer."
            )
        return membership.refusal

    def refusal_in_wave(self, user, wave: str) -> str:
        """Say what stands against this person's answering in a wave that is open to others."""
        response = self.standing_of(user).responses.get(wave)
        if response is None:
            return ""
        return gettext(
            "You sent your answers on %(day)s. To change them, use your receipt number."
        ) % {"day": short_day(response.submitted_at)}

    def is_run_by(self, user) -> bool:
        """Return whether this person leads people through this, and so reads nobody's answers."""
        return False

    # ---- who took part

    def participants(self, users) -> set[int]:
        keys = {user.key_for(self.subject): user.pk for user in users}
        found = self.responses.counting().filter(key__in=keys).values_list("key", flat=True)
        return {keys[key] for key in found}

    def answered(self, users) -> set[int]:
        keys = {user.key_for(self.subject): user.pk for user in users}
        found = self.responses.filter(key__in=keys, wave=self.round_now or Wave.ONLY)
        return {keys[key] for key in found.values_list("key", flat=True)}

    def participant_count(self) -> int:
        """Count the people who answered, in the first wave if there are two."""
        return self.responses.counting().filter(wave=self.waves[0]).count()

    def holds_what_people_did(self) -> bool:
        return self.responses.exists()

    @classmethod
    def participant_counts(cls, pages) -> dict[int, int]:
        pks = [page.pk for page in pages]
        counted = (
            Response.objects.counting()
            .filter(page__in=pks, wave__in=FIRST_WAVES)
            .values_list("page")
            .annotate(people=models.Count("pk"))
        )
        return {**dict.fromkeys(pks, 0), **dict(counted)}

    @classmethod
    def prepare_cards(cls, pages, user) -> None:
        """Have this person's answers to many questionnaires read together."""
        standings = [page.standing_of(user) for page in pages]
        for standing in standings:
            standing.read_with = standings

    # ---- how it presents itself

    @cached_property
    def item_count(self) -> int:
        return self.count_items(self.waves[0])

    def count_items(self, wave: str) -> int:
        """Count the questions of a wave."""
        return sum(item.asked_in(wave) for item in self.listed_items)

    @cached_property
    def listed_items(self) -> list[Item]:
        return list(self.items.all())

    def card(self, user) -> ActivityCard:
        card = super().card(user)
        questions = ngettext("%(count)d question", "%(count)d questions", self.item_count)
        card.facts = [
            questions % {"count": self.item_count},
            *(
                [ngettext("%(n)d minute", "%(n)d minutes", self.minutes) % {"n": self.minutes}]
                if self.minutes
                else []
            ),
        ]
        standing = self.standing_of(user)
        wave = self.wave_now(user)
        if wave in standing.responses:
            sent = standing.responses[wave].submitted_at
            card.facts.append(gettext("You answered on %(day)s") % {"day": short_day(sent)})
            card.action = gettext("See where it stands")
        elif self.is_wave_open(wave) and wave in standing.drafts:
            card.facts.append(gettext("Half done: your answers so far are saved"))
            card.action = gettext("Carry on")
        return card

    def action_when_closed(self) -> str:
        return gettext("See the results") if self.has_report else gettext("See when results come")

    def asked_of(self, item: Item) -> Asked:
        """Return what branching has to know of one of these questions."""
        return replace(Asked.of(item), is_asked_twice=len(self.waves) > 1 and item.is_paired)

    @property
    def asks_for_special_categories(self) -> bool:
        return any(item.sensitivity == Item.Sensitivity.SENSITIVE for item in self.items.all())

    @cached_property
    def is_locked(self) -> bool:
        """Return whether somebody has answered, so that the questions may not change any more."""
        return bool(self.pk) and Response.objects.filter(page_id=self.pk).exists()

    @cached_property
    def has_fixed_words(self) -> bool:
        """Return whether people are or were asked, so that words change by corrections alone."""
        stored = type(self)._default_manager.filter(pk=self.pk, live=True).first()
        return self.is_locked or (stored is not None and stored.has_opened)

    @cached_property
    def corrections_made(self) -> list[Correction]:
        """Return the corrections of its words, the first one first; most have none."""
        return list(self.corrections.all()) if self.version > 1 else []

    def proposal_changed_since(self, version: int) -> list:
        """Return the changes of the proposal after a version of it."""
        if self.proposal_version <= version:
            return []
        return list(self.consultation.proposal_changes.filter(number__gt=version))

    @property
    def proposal_version(self) -> int:
        """Return the version of the proposal that people read now, in its consultation."""
        return getattr(self.consultation, "proposal_version", 1)

    def with_content_json(self, content):
        page = super().with_content_json(content)
        page.version = self.version
        return page

    def _settings_so_far(self) -> dict[str, Any]:
        """Return what is stored of that which stays once somebody answered.

        Figures with and without a few people would give those away, and who answered was told who
        else does.
        """
        return QuestionnairePage.objects.filter(pk=self.pk).values(*self.STAYS).get()

    def missing_to_publish(self) -> dict[str, str]:
        missing = missing_questions(self.items.all())
        faults = missing_in_pages(self.items.all())
        return missing or ({"items": " ".join(faults)} if faults else {})

    def clean(self):
        fill_codes(self)  # first: a standard question brings its sensitivity with it
        self.speaks_welsh = is_in_welsh(self.items.all())
        self.has_easy_read = has_easy_words(self.items.all())
        super().clean()
        anonymising.fill_day(self)
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError(
                {"closes_at": _("It closes before it opens. Choose a later time.")}
            )
        if wrong_day := anonymising.faults_in_day(self):
            raise ValidationError(wrong_day)
        if wrong_switch := publishing.faults_in_switch(self):
            raise ValidationError(wrong_switch)
        if fault := fault_in_series(self):
            raise ValidationError({"earlier": fault})
        if faults := faults_in([self.asked_of(item) for item in self.items.all()]):
            raise ValidationError(list(faults.values()))
        # Every way into publication ends here: the editor, an approval, a scheduled revision.
        if self.is_locked:
            changed = [
                name
                for name, stored in self._settings_so_far().items()
                if getattr(self, name) != stored
            ]
            if changed:
                stays = _("People have answered, so it stays.")
                raise ValidationError(dict.fromkeys(changed, stays))
        if self.has_fixed_words and (changes := locked_changes(self)):
            raise ValidationError(changes)
