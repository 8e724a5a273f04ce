"""A member's own answers to one round, where a letter leads to: to read, and to take back."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from polls.models import Response, Wave
from polls.own_data import is_kept_back, with_answers
from polls.saying import by_question
from polls.views.answering import find


@never_cache
@login_required
@require_safe
def yours(request, pk, wave):
    """Show what this person answered, unless that would still lead their second answers."""
    page = find(request, pk, wave)
    given = page.standing_of(request.user).responses
    response = given.get(wave)
    if response is None or response.withdrawn_at:
        return redirect(page.url)
    again = {response.key} if Wave.AFTER in given else set()
    is_hidden = is_kept_back(response, page, again)
    read = with_answers(Response.objects.filter(pk=response.pk)).get()
    context = {
        "page": page,
        "wave": wave,
        "round": Wave(wave).label,
        "response": response,
        "is_kept_back": is_hidden,
        "answers": [
            {"question": question, "answer": "\n".join(said)}
            for question, said in by_question(read)
            if not is_hidden
        ],
        "refusal": page.refusal_to_take_back(wave),
    }
    return render(request, "polls/yours.html", context)
