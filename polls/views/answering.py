"""Answering a questionnaire, one question a page; `checking` has its end."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.forms import REFUSED
from core.refusals import Refused
from polls.about import TYPE, About, asks_anything
from polls.branching import path_through, still_possible
from polls.forms import AnswerForm
from polls.models import Item, QuestionnairePage, Wave
from polls.places import has_pointed, name_of_ward
from polls.responding import draft_so_far, save_draft
from polls.shuffling import in_random_places, seed_of
from polls.slowing import slowed_in_saving
from polls.speaking import in_language_of, translate
from polls.storing import name_of_words
from polls.views.refusing import keep_and_sign_in, refuse, take_kept, words_sent
from polls.without_account import remember_new, respondent_of
from polls.younger import may_be_asked


def find(request, pk, wave) -> QuestionnairePage:
    """Return the questionnaire that this person may open, as the type that it is."""
    pages = QuestionnairePage.objects.visible_to(request.user)
    page = get_object_or_404(pages.select_related("deliberativepollpage"), pk=pk)
    page = getattr(page, "deliberativepollpage", page)
    if wave not in page.waves:
        raise Http404
    return page


@dataclass
class Asking:
    """One person's way through the questions of a wave, after their answers so far."""

    who: Any
    page: QuestionnairePage
    wave: str
    items: list[Item]
    answers: dict[str, Any]
    version: int = 1  # of the words with which they began

    @classmethod
    def of(cls, who, page, wave) -> "Asking":
        """Read the items of a wave with their options, each with its number, and a draft."""
        items = page.items.prefetch_related("options", "rows").order_by("sort_order", "pk")
        seed = seed_of(who.key_for(page.subject))
        of_wave = in_random_places([item for item in items if item.asked_in(wave)], seed=seed)
        translate(page, of_wave)
        for number, item in enumerate(of_wave, 1):
            item.number, item.seed = number, seed
        draft = draft_so_far(user=who, page=page, wave=wave)
        return cls(who, page, wave, of_wave, draft.answers, draft.version)

    @property
    def about(self) -> About:
        return About.of(self.answers)

    @property
    def codes(self) -> dict[int, dict[int, str]]:
        return {item.pk: {o.pk: o.code for o in item.options.all()} for item in self.items}

    @property
    def path(self) -> list[Item]:
        """Return the items that this person is asked."""
        return self.allowed(path_through(self.items, self.answers, self.codes))

    def allowed(self, items: list[Item]) -> list[Item]:
        """Leave out what may not be asked of somebody under the lowest age."""
        return [item for item in items if not self.about.is_younger or may_be_asked(item)]

    @property
    def unanswered(self) -> list[Item]:
        return [item for item in self.path if str(item.pk) not in self.answers]

    @property
    def total(self) -> int:
        """Count what is asked, and what an answer still decides: it only ever becomes less."""
        return len(self.allowed(still_possible(self.items, self.answers, self.codes)))

    def address(self, item: Item) -> str:
        return address("question", self.page, self.wave, item.number)

    @property
    def last_url(self) -> str:
        """Return where the last question is that this person is asked."""
        path = self.path
        return self.address(path[-1]) if path else self.page.url

    def where_to_go_on(self) -> str:
        """Return the first question without an answer, or the check when all have one.

        Who is answering is asked before anything else.
        """
        if step := self.about.lacks(self.page, self.who):
            return address(step, self.page, self.wave)
        left = self.unanswered
        return self.address(left[0]) if left else address("check", self.page, self.wave)


def address(name, page, wave, *more) -> str:
    return reverse(f"polls:{name}", args=[page.pk, wave, *more])


def must_sign_in(who, page) -> bool:
    return not (who.is_authenticated or page.is_open_to_all)


@never_cache
@require_safe
def start(request, pk, wave):
    """Lead to the first question without an answer, or to the check when all have one."""
    page = find(request, pk, wave)
    who = respondent_of(request, page)
    if must_sign_in(who, page):
        return redirect_to_login(request.get_full_path())
    if refusal := page.refusal_for(who, wave):
        return refuse(request, page, wave, refusal)
    return redirect(Asking.of(who, page, wave).where_to_go_on())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request, pk, wave, number):
    """Show one question, or keep its answer and lead on."""
    page = find(request, pk, wave)
    who = respondent_of(request, page)
    if must_sign_in(who, page):
        return keep_and_sign_in(request)
    asking = Asking.of(who, page, wave)
    if not 1 <= number <= len(asking.items):
        raise Http404
    item = asking.items[number - 1]
    if refusal := page.refusal_for(who, wave):
        return refuse(request, page, wave, refusal, unsaved=words_sent(request, item))
    if item not in asking.path:
        return redirect(asking.where_to_go_on())
    # What is sent is kept in any case; who answers is asked before they send the whole.
    if request.method != "POST" and asking.about.lacks(page, who):
        return redirect(asking.where_to_go_on())
    if request.method == "POST":
        return keep_answer(request, asking, item)
    kept = take_kept(request, item)
    initial = kept or {
        "answer": asking.answers.get(str(item.pk)),
        "words": asking.answers.get(name_of_words(item), ""),
    }
    with in_language_of(page, item):
        form = AnswerForm(item=item, initial=initial)
    return show_question(request, asking, item, form=form, was_signed_out=kept is not None)


def keep_answer(request, asking, item):
    """Save an answer as a draft; a person who leaves for now may leave it empty."""
    page, wave, leaves = asking.page, asking.wave, "later" in request.POST
    kept = {"answer": asking.answers.get(str(item.pk))} if item.is_file else None
    with in_language_of(page, item):
        form = AnswerForm(request.POST, request.FILES, item=item, is_optional=leaves, initial=kept)
        is_fit = form.is_valid()
    if not is_fit:
        return show_question(request, asking, item, form=form, status=REFUSED)
    if slowed := slowed_in_saving(request, asking.who):
        form.add_error(None, slowed.words)
        return show_question(request, asking, item, form=form, status=slowed.status)
    answer = form.cleaned_data["answer"]
    if item.is_place and has_pointed(request.POST, "answer"):
        # A point is shown before it is kept: nobody can tell a small ward by their thumb.
        with in_language_of(page, item):
            form = AnswerForm(item=item, initial={"answer": answer})
        ward = name_of_ward(answer)
        return show_question(request, asking, item, form=form, pointed_at=ward)
    try:
        if not (leaves and answer in ("", [])):
            draft = save_draft(
                user=asking.who,
                page=page,
                wave=wave,
                item=item,
                answer=answer,
                words=form.cleaned_data.get("words", ""),
            )
            asking.answers = draft.answers
    except Refused as refusal:
        return refuse(request, page, wave, str(refusal), unsaved=words_sent(request, item))
    way = redirect(where_next(request, asking, item, leaves))
    remember_new(request, way, page, asking.who)
    return way


def where_next(request, asking, item, leaves) -> str:
    page, wave = asking.page, asking.wave
    if leaves and not asking.who.is_authenticated:
        return address("private_link", page, wave)
    if leaves:
        messages.success(
            request,
            _("Your answers so far are saved. Carry on here, on any device you sign in on."),
        )
        return page.url
    later = [one for one in asking.path if one.number > item.number]
    if "change" in request.GET or not later:
        return address("check", page, wave)
    return asking.address(later[0])


def show_question(request, asking, item, *, form, was_signed_out=False, pointed_at="", status=200):
    page, wave = asking.page, asking.wave
    earlier = [one for one in asking.path if one.number < item.number]
    if "change" in request.GET:
        back_url = address("check", page, wave)
    elif earlier:
        back_url = asking.address(earlier[-1])
    else:
        back_url = address(TYPE, page, wave) if asks_anything(page, asking.who) else page.url
    context = {
        "page": page,
        "wave": wave,
        "round": Wave(wave).label if wave != Wave.ONLY else page.title,
        "form": form,
        "item": item,
        "number": len(earlier) + 1,
        "total": asking.total,
        "back_url": back_url,
        "was_signed_out": was_signed_out,
        "pointed_at": pointed_at,
    }
    return render(request, "polls/question.html", context, status=status)
