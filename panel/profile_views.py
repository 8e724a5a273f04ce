"""The pages on which a member tells about themselves, or does not, or takes it back."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from panel import profiles
from panel.models import CouncilSettings
from panel.profile_forms import ProfileForm
from panel.views import asks, membership_of, show


def of_members(view):
    """Let in who has a place on the panel; others go to their own page.

    Who has paused their data tells nothing new, and may delete what they told at any time.
    """

    @login_required
    @never_cache
    @sensitive_post_parameters()
    @asks
    @wraps(view)
    def guarded(request, **named):
        membership = membership_of(request.user)
        if membership is None or (membership.refusal and not membership.is_restricted):
            return redirect("account_home")
        return view(request, membership, **named)

    return guarded


@of_members
def about_you(request, membership):
    """Say why we ask and who sees it, with what was told so far; delete it when asked.

    Also what was told under a set that is not asked any more: of that, one part or all.
    """
    told = profiles.told_by(request.user)
    if request.method == "POST":
        if part := next((a for a in told.values() if a.question == request.POST.get("part")), None):
            profiles.take_back(user=request.user, question_set=part.question_set)
            messages.success(request, _("Your answer is deleted."))
        else:
            profiles.take_all_back(user=request.user)
            messages.success(request, _("All your answers about yourself are deleted."))
        return redirect("panel:about_you")
    sets = [] if membership.is_restricted else profiles.sets_for(membership)
    rows = [row_of(one, told) for one in sets]
    asked = {question.code for one in sets for question in one.questions}
    context = {
        "rows": rows,
        "others": [answer for answer in told.values() if answer.question not in asked],
        "has_told": bool(told),
        "begin": next((row for row in rows if not row["lines"]), None),
        "threshold": CouncilSettings.load().suppression_threshold,
        "back_url": reverse("account_home"),
        "refusal": membership.refusal,
    }
    return render(request, "panel/about_you.html", context)


def row_of(question_set, told):
    """Return what a person told under one set, as the edition worded it that they were asked."""
    lines = [told[q.code].in_words for q in question_set.questions if q.code in told]
    address = reverse("panel:about_you_set", args=[question_set.code])
    return {"title": question_set.title, "why": question_set.why, "lines": lines, "url": address}


@of_members
def about_you_set(request, membership, code):
    """Ask one question, or two that belong together; the way on is open without an answer."""
    if membership.is_restricted:
        return redirect("panel:about_you")
    sets = profiles.sets_for(membership)
    number = next((at for at, one in enumerate(sets) if one.code == code), None)
    if number is None:
        raise Http404
    question_set = sets[number]
    addresses = [reverse("panel:about_you_set", args=[one.code]) for one in sets]
    overview = reverse("panel:about_you")
    next_url = addresses[number + 1] if number + 1 < len(sets) else overview
    if request.POST.get("action") == "delete":
        profiles.take_back(user=request.user, question_set=question_set)
        messages.success(request, _("Your answer is deleted."))
        return redirect(overview)
    answers = profiles.answers_of(request.user)
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        question_set=question_set,
        answers=answers,
        words=profiles.words_of(request.user),
    )
    if form.is_valid():
        profiles.answer(
            membership=membership,
            question_set=question_set,
            answers=form.answers,
            words=form.words,
        )
        return redirect(next_url)
    return show(
        request,
        "panel/about_you_question.html",
        form,
        question_set=question_set,
        has_answer=any(question.code in answers for question in question_set.questions),
        next_url=next_url,
        back_url=addresses[number - 1] if number else overview,
        number=number + 1,
        total=len(sets),
    )
