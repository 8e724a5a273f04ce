"""Answering a questionnaire page by page; `checking` has its end."""

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
from polls.answer_forms import AnswersForm, id_of_control, initial_of
from polls.branching import path_through, still_possible
from polls.formats import chosen_in, format_for, keep_choice, named
from polls.models import Item, QuestionnairePage, Wave
from polls.neighbours import in_pages, number_pages
from polls.places import has_pointed, name_of_ward
from polls.responding import draft_so_far, save_answers
from polls.shuffling import in_random_places, seed_of
from polls.slowing import slowed_in_saving
from polls.speaking import translate
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
    page.read_in = chosen_in(request, page)
    return page


@dataclass
class Asking:
    """One person's way through the questions of a wave, after their answers so far."""

    who: Any
    page: QuestionnairePage
    wave: str
    pages: list[list[Item]]
    answers: dict[str, Any]
    version: int = 1  # of the words with which they began

    @classmethod
    def of(cls, who, page, wave) -> "Asking":
        """Read the items of a wave with their options, each in its page, and a draft."""
        items = page.items.prefetch_related("options", "rows").order_by("sort_order", "pk")
        seed = seed_of(who.key_for(page.subject))
        pages = in_random_places(in_pages(items, wave), seed=seed)
        number_pages(pages, seed=seed)
        draft = draft_so_far(user=who, page=page, wave=wave)
        page.read_in = format_for(page, who, draft)
        translate(page, [item for one in pages for item in one])
        return cls(who, page, wave, pages, draft.answers, draft.version)

    @property
    def items(self) -> list[Item]:
        return [item for page in self.pages for item in page]

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
        """Count the pages with what is asked, or may be yet: it only ever becomes less."""
        items = self.allowed(still_possible(self.items, self.answers, self.codes))
        return len({item.number for item in items})

    @property
    def has_shared_pages(self) -> bool:
        return any(len(page) > 1 for page in self.pages)

    def asked_on(self, number: int) -> list[Item]:
        """Return the items of a page that this person is asked."""
        return [item for item in self.path if item.number == number]

    def earlier(self, number: int) -> list[int]:
        """Return the pages that this person has met before a page."""
        return sorted({item.number for item in self.path if item.number < number})

    def later(self, number: int) -> list[int]:
        return sorted({item.number for item in self.path if item.number > number})

    def has_answers_beside(self, number: int) -> bool:
        """Say whether there are answers so far on any page but this."""
        return any(str(one.pk) in self.answers for one in self.path if one.number != number)

    def page_address(self, number: int) -> str:
        return address("question", self.page, self.wave, number)

    def address(self, item: Item) -> str:
        return self.page_address(item.number)

    def change_address(self, item: Item) -> str:
        """Return where an answer is changed: on its page, with the focus on the question."""
        focus = f"#{id_of_control(item)}" if item.shares_page else ""
        return f"{self.address(item)}?change{focus}"

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
    """Lead to the first question without an answer, or to the check when all have one.

    `?format=easy-read` has it read in that format from here on.
    """
    page = find(request, pk, wave)
    who = respondent_of(request, page)
    if must_sign_in(who, page):
        return redirect_to_login(request.get_full_path())
    if refusal := page.refusal_for(who, wave):
        return refuse(request, page, wave, refusal)
    format = named(page, request.GET.get("format", ""))
    page.read_in = format or page.read_in
    way = redirect(Asking.of(who, page, wave).where_to_go_on())
    if format:
        keep_choice(request, way, page, format)
    return way


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request, pk, wave, number):
    """Show the questions of a page, mostly one, or keep their answers and lead on."""
    page = find(request, pk, wave)
    who = respondent_of(request, page)
    if must_sign_in(who, page):
        return keep_and_sign_in(request)
    asking = Asking.of(who, page, wave)
    if not 1 <= number <= len(asking.pages):
        raise Http404
    if refusal := page.refusal_for(who, wave):
        unsaved = words_sent(request, asking.page, asking.pages[number - 1])
        others = asking.has_answers_beside(number)
        return refuse(request, page, wave, refusal, unsaved=unsaved, has_others=others)
    items = asking.asked_on(number)
    if not items:
        return redirect(asking.where_to_go_on())
    # What is sent is kept in any case; who answers is asked before they send the whole.
    if request.method != "POST" and asking.about.lacks(page, who):
        return redirect(asking.where_to_go_on())
    if request.method == "POST":
        return keep_answers(request, asking, items)
    kept = take_kept(request, page, items)
    form = AnswersForm(page, items, initial=kept or initial_of(items, asking.answers))
    return show_page(request, asking, form, was_signed_out=kept is not None)


def keep_answers(request, asking, items):
    """Save answers as a draft; a person who leaves for now may leave them empty."""
    page, wave, leaves = asking.page, asking.wave, "later" in request.POST
    number = items[0].number
    initial = initial_of(items, asking.answers)
    form = AnswersForm(
        page, items, request.POST, request.FILES, initial=initial, is_optional=leaves
    )
    if not form.is_valid():
        return show_page(request, asking, form, status=REFUSED)
    if slowed := slowed_in_saving(request, asking.who):
        form.add_error(slowed.words)
        return show_page(request, asking, form, status=slowed.status)
    given = form.given(leaves=leaves)
    if ward := ward_pointed_at(request, given):
        # A point is shown before it is kept: nobody can tell a small ward by their thumb.
        form = AnswersForm(page, items, initial={items[0].pk: {"answer": given[0][1]}})
        return show_page(request, asking, form, pointed_at=ward)
    try:
        if given:
            draft = save_answers(user=asking.who, page=page, wave=wave, given=given)
            asking.answers = draft.answers
    except Refused as refusal:
        unsaved, others = words_sent(request, page, items), asking.has_answers_beside(number)
        return refuse(request, page, wave, str(refusal), unsaved=unsaved, has_others=others)
    way = redirect(where_next(request, asking, number, leaves))
    remember_new(request, way, page, asking.who)
    return way


def ward_pointed_at(request, given) -> str:
    """Return the ward that somebody has just pointed at; a map has its page to itself."""
    if given and given[0][0].is_place and has_pointed(request.POST, "answer"):
        return name_of_ward(given[0][1])
    return ""


def where_next(request, asking, number, leaves) -> str:
    page, wave = asking.page, asking.wave
    if leaves and not asking.who.is_authenticated:
        return address("private_link", page, wave)
    if leaves:
        messages.success(
            request,
            _("Your answers so far are saved. Carry on here, on any device you sign in on."),
        )
        return page.url
    later = asking.later(number)
    if "change" in request.GET or not later:
        return address("check", page, wave)
    return asking.page_address(later[0])


def page_context(asking, form) -> dict[str, Any]:
    """Return what a page of questions shows, whoever goes through them."""
    page, wave, first = asking.page, asking.wave, form.items[0]
    return {
        "page": page,
        "wave": wave,
        "round": Wave(wave).label if wave != Wave.ONLY else page.title,
        "form": form,
        "title": form.title or (first.wording if len(form.items) == 1 else page.title),
        "number": len(asking.earlier(first.number)) + 1,
        "total": asking.total,
        "counts_pages": asking.has_shared_pages,
        "is_first": not asking.earlier(first.number),
        "lacks_easy_words": any(item.lacks_easy_words for item in asking.items),
    }


def show_page(request, asking, form, *, was_signed_out=False, pointed_at="", status=200):
    page, wave = asking.page, asking.wave
    earlier = asking.earlier(form.items[0].number)
    if "change" in request.GET:
        back_url = address("check", page, wave)
    elif earlier:
        back_url = asking.page_address(earlier[-1])
    else:
        back_url = address(TYPE, page, wave) if asks_anything(page, asking.who) else page.url
    context = page_context(asking, form) | {
        "back_url": back_url,
        "was_signed_out": was_signed_out,
        "pointed_at": pointed_at,
    }
    return render(request, "polls/question.html", context, status=status)
