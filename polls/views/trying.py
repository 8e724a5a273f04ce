"""Every way through a questionnaire, and trying it as people will meet it; nothing is kept."""

from dataclasses import dataclass
from random import SystemRandom

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.forms import REFUSED
from polls.answer_forms import AnswersForm, initial_of
from polls.formats import named
from polls.models import QuestionnairePage, Wave
from polls.neighbours import number_pages
from polls.shuffling import SEEDS, in_random_places
from polls.speaking import has_easy_words, is_in_welsh, translate
from polls.storing import name_of_words
from polls.trying import (
    DRAFT,
    PUBLISHED,
    answers_along,
    faults_to_mend,
    pages_to_try,
    paths_of,
    version_to_try,
)
from polls.views.answering import Asking, page_context, ward_pointed_at
from polls.views.checking import in_words

TRIED = "polls.tried"
WAYS_A_PAGE = 60


@dataclass
class Trial(Asking):
    """An officer's way through the questions, with answers that only their session knows."""

    which: str = PUBLISHED

    def page_address(self, number) -> str:
        return address("try", self, number)

    def where_to_go_on(self) -> str:
        left = self.unanswered
        return self.address(left[0]) if left else address("try_check", self)

    @property
    def name(self) -> list:
        return [self.page.pk, self.which, self.wave]


def address(name, trial, *more) -> str:
    return reverse(f"polls:{name}", args=[*trial.name, *more])


def find_to_edit(request, pk) -> QuestionnairePage:
    page = get_object_or_404(QuestionnairePage, pk=pk).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def paths(request, pk):
    """Show each way through the questions as they were saved last, and what none reaches."""
    page = version_to_try(find_to_edit(request, pk), DRAFT)
    rounds = []
    for wave in page.waves:
        pages = pages_to_try(page, wave)
        number_pages(pages, seed=None)
        items = [item for one in pages for item in one]
        faults = faults_to_mend(page, items)
        by_code = {item.code: item for item in items}
        found = None if faults else paths_of(page, items)
        shown = Paginator(found.listed if found else (), WAYS_A_PAGE).get_page(
            request.GET.get("page")
        )
        listed = [
            {"number": number, "items": [by_code[code] for code in path.asked]}
            for number, path in enumerate(shown, shown.start_index())
        ]
        unreached = [by_code[code] for code in found.unreached] if found else []
        rounds.append(
            {
                "wave": wave,
                "title": Wave(wave).label if len(page.waves) > 1 else "",
                "faults": faults,
                "paths": listed,
                "shown": shown,
                "unreached": unreached,
                "are_all": found is None or found.are_all,
            }
        )
    context = {"page": page, "rounds": rounds, "is_published": page.live}
    return render(request, "polls/admin/paths.html", context)


def find_trial(request, pk, which, wave) -> Trial:
    """Return the test that this officer is in, or begins."""
    page = find_to_edit(request, pk)
    if which not in (DRAFT, PUBLISHED) or wave not in page.waves:
        raise Http404
    if which == PUBLISHED and not page.live:
        raise Http404
    page = version_to_try(page, which)
    pages = pages_to_try(page, wave)
    items = [item for one in pages for item in one]
    if faults_to_mend(page, items):
        raise Http404
    kept = request.session.get(TRIED, {})
    is_same = kept.get("of") == [pk, which, wave]
    seed = kept["seed"] if is_same else SystemRandom().randrange(SEEDS)
    pages = in_random_places(pages, seed=seed)
    number_pages(pages, seed=seed)
    page.speaks_welsh, page.has_easy_read = is_in_welsh(items), has_easy_words(items)
    chosen = named(page, request.GET.get("format", ""))
    page.read_in = chosen or (named(page, kept.get("format", "")) if is_same else "")
    translate(page, items)
    trial = Trial(
        who=request.user,
        page=page,
        wave=wave,
        pages=pages,
        answers=kept["answers"] if is_same else {},
        which=which,
    )
    if chosen or not is_same:
        keep(request, trial, seed)
    return trial


def keep(request, trial, seed=None) -> None:
    """Keep a test in the officer's session, in the place of any other."""
    if seed is None:
        seed = request.session[TRIED]["seed"]
    request.session[TRIED] = {
        "of": trial.name,
        "seed": seed,
        "answers": trial.answers,
        "format": trial.page.read_in,
    }


@require_POST
def begin(request, pk, which, wave):
    """Begin a test anew, with the answers of a path if one is named."""
    request.session.pop(TRIED, None)
    trial = find_trial(request, pk, which, wave)
    chosen = request.POST.get("path", "")[:4]
    # The ways are numbered in the officer's order, in which this test may not go.
    items = sorted(trial.items, key=lambda item: item.sort_order or 0)
    listed = paths_of(trial.page, items).listed if chosen.isdecimal() else ()
    if listed and 1 <= int(chosen) <= len(listed):
        trial.answers = answers_along(listed[int(chosen) - 1], trial.items)
        keep(request, trial)
    return redirect(trial.page_address(1))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request, pk, which, wave, number):
    """Show a page of a test, or keep its answers in the session and lead on."""
    trial = find_trial(request, pk, which, wave)
    if not 1 <= number <= len(trial.pages):
        raise Http404
    items = trial.asked_on(number)
    if not items:
        return redirect(trial.where_to_go_on())
    initial = initial_of(items, trial.answers)
    if request.method == "POST":
        form = AnswersForm(trial.page, items, request.POST, request.FILES, initial=initial)
        return keep_answers(request, trial, form)
    return show(request, trial, AnswersForm(trial.page, items, initial=initial))


def keep_answers(request, trial, form):
    if not form.is_valid():
        return show(request, trial, form, status=REFUSED)
    given, number = form.given(), form.items[0].number
    if ward := ward_pointed_at(request, given):
        initial = {form.items[0].pk: {"answer": given[0][1]}}
        form = AnswersForm(trial.page, form.items, initial=initial)
        return show(request, trial, form, pointed_at=ward)
    for item, answer, words in given:
        # A file itself is let go of here.
        is_new = isinstance(answer, UploadedFile)
        trial.answers[str(item.pk)] = {"name": answer.name} if is_new else answer
        trial.answers[name_of_words(item)] = words
    keep(request, trial)
    later = trial.later(number)
    if "change" in request.GET or not later:
        return redirect(address("try_check", trial))
    return redirect(trial.page_address(later[0]))


def show(request, trial, form, *, pointed_at="", status=200):
    earlier = trial.earlier(form.items[0].number)
    back_url = (
        trial.page_address(earlier[-1]) if earlier else reverse("polls_paths", args=[trial.page.pk])
    )
    context = page_context(trial, form) | {
        "back_url": back_url,
        "pointed_at": pointed_at,
        "trial": trial,
    }
    return render(request, "polls/question.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request, pk, which, wave):
    """Show the answers of a test, or end it: they are gone then."""
    trial = find_trial(request, pk, which, wave)
    if request.method == "POST":
        request.session.pop(TRIED, None)
        messages.success(request, _("The test is over. Nothing of it was kept."))
        return redirect("polls_paths", pk)
    if trial.unanswered:
        return redirect(trial.where_to_go_on())
    path = trial.path
    context = {
        "page": trial.page,
        "answers": in_words(trial, with_changes=True),
        "back_url": trial.address(path[-1]),
        "trial": trial,
    }
    return render(request, "polls/try_check.html", context)
