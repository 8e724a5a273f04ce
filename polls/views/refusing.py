"""When an answer cannot be taken: what was typed waits, or is shown with the reason."""

import re

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from polls.answer_forms import AnswersForm
from polls.saying import answer_in_words
from polls.without_account import respondent_of

KEPT = "polls.kept"
LONGEST_KEPT = 20_000
# The controls of a question that shares its page begin with its code.
OF_ANSWERS = re.compile(r"([\w-]+-)?(answer|words)(-|\Z)")
MOST_NAMES = 200


def keep_and_sign_in(request):
    """Lead to sign-in and back; what was typed waits in the session."""
    if request.method == "POST":
        sent = answer_sent(request)
        # A file cannot wait there: it is asked for once more.
        length = sum(len(one) for values in sent.values() for one in values)
        if length <= LONGEST_KEPT and not request.FILES:
            request.session[KEPT] = {"path": request.path, "sent": sent}
            messages.warning(
                request,
                _("You were signed out. What you entered is kept: sign in, and you go on there."),
            )
    return redirect_to_login(request.get_full_path())


def answer_sent(request) -> dict[str, list[str]]:
    """Return what was sent of answers, by the names of their controls; the first fifty of each."""
    names = [name for name in request.POST if OF_ANSWERS.match(name)][:MOST_NAMES]
    return {name: request.POST.getlist(name)[:50] for name in names}


def take_kept(request, page, items):
    """Return what this person sent here before they had to sign in, once; else None.

    It comes by question, as their forms begin with it.
    """
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    sent = QueryDict(mutable=True)
    for name, values in kept["sent"].items():
        sent.setlist(name, values)
    forms = AnswersForm(page, items, sent, initial={}).forms
    return {form.item.pk: {name: form[name].value() for name in form.fields} for form in forms}


def refuse(request, page, wave, refusal, *, unsaved="", has_others=False, answers=()):
    """Say why no answer can be taken now, whom to ask, and show what was typed.

    Whoever pressed the button twice has their answers in: of them nothing was left unsent.
    """
    is_in = wave in page.standing_of(respondent_of(request, page)).responses
    context = {
        "is_in": is_in,
        "page": page,
        "wave": wave,
        "refusal": refusal,
        "unsaved": unsaved,
        "has_others": has_others,
        "answers": () if is_in else answers,
        "consultation": page.consultation,
        "needs_membership": bool(page.refusal_of_person(request.user)),
    }
    return render(request, "polls/refused.html", context, status=403)


def words_sent(request, page, items) -> str:
    """Return what somebody typed or chose, in words; nothing if they sent nothing."""
    form = AnswersForm(page, items, request.POST, initial={}, is_optional=len(items) > 1)
    given = form.given(leaves=True) if form.is_valid() else []
    if len(items) > 1 and given:
        return "\n".join(
            f"{item.wording} {answer_in_words(item, answer, words)}"
            for item, answer, words in given
        )
    if given:
        return answer_in_words(*given[0])
    return "\n".join(one for values in answer_sent(request).values() for one in values if one)
