"""The moderators' queue of what people wrote in their answers."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.flags import flags, marked
from core.forms import REFUSED
from core.refusals import Refused
from polls import judging
from polls.campaigns import same_words_in
from polls.forms import JudgeForm
from polls.models import JudgedWords, Option

ROWS_A_PAGE = 25
State = JudgedWords.State
SHOWN = {
    "waiting": {"judged": None},
    State.APPROVED: {"judged__state": State.APPROVED},
    State.REDACTED: {"judged__state": State.REDACTED},
    State.REJECTED: {"judged__state": State.REJECTED},
}


def judges_only(view):
    """Let in those who may judge what people wrote in answers; the others get a plain no."""

    @login_required
    @never_cache
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not request.user.has_perm(judging.JUDGE):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@judges_only
@require_safe
def queue(request):
    """Show what waits, the oldest first, or what was decided."""
    chosen = request.GET.get("show", "waiting")
    chosen = chosen if chosen in SHOWN else "waiting"
    rows = dressed(judging.words_to_publish().filter(**SHOWN[chosen]))
    answers = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    same = same_words_in(answers)
    for answer in answers:
        dress(answer)
        answer.others_alike = same.get(answer.pk, 0)
    context = {
        "answers": answers,
        "chosen": chosen,
        "filters": [("waiting", _("Waiting")), *State.choices],
        "reasons": JudgedWords.Reason.choices,
    }
    return render(request, "polls/moderation/queue.html", context)


def dressed(rows):
    options = Prefetch("item__options", Option.objects.order_by("sort_order"))
    return (
        rows.select_related("item", "option", "judged", "response__publishing", "response__page")
        .prefetch_related(options)
        .order_by("response__submitted_at", "pk")
    )


def dress(answer) -> None:
    """Give a row what its template shows: marked words, and what to look at twice."""
    answer.marked_text, answer.flags = marked(answer.text), flags(answer.text)
    answer.now = getattr(answer, "judged", None)


@judges_only
@require_POST
def decide(request):
    """Approve or reject what was chosen: one row, or many for one reason; all or none."""
    act, _sign, pk = request.POST.get("one", "").partition("-")
    chosen = [pk] if pk else request.POST.getlist("chosen")
    state = act or request.POST.get("act", "")
    reason = request.POST.get("reason", "")
    pks = [int(one) for one in chosen if one.isascii() and one.isdigit() and len(one) < 19]
    found = list(judging.words_to_publish().filter(pk__in=pks[:200]).order_by("pk"))
    if not found or state not in (State.APPROVED, State.REJECTED):
        messages.error(request, _("Choose at least one answer that still waits."))
        return redirect("polls:words")
    try:
        count = judging.judge_many(answers=found, state=state, by=request.user, reason=reason)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done = (
            ngettext("%(n)d answer approved.", "%(n)d answers approved.", count)
            if state == State.APPROVED
            else ngettext("%(n)d answer rejected.", "%(n)d answers rejected.", count)
        )
        messages.success(request, done % {"n": count})
    return redirect("polls:words")


@judges_only
@require_http_methods(["GET", "HEAD", "POST"])
def one(request, pk):
    """Show one answer with all that a decision needs, and decide on it or decide anew."""
    answer = get_object_or_404(dressed(judging.words_to_publish()), pk=pk)
    dress(answer)
    seen = answer.now.mark if answer.now else ""
    form = JudgeForm(
        request.POST if request.method == "POST" else None, text=answer.text, initial={"seen": seen}
    )
    if form.is_bound and form.is_valid():
        try:
            judging.judge(answer=answer, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            # What was decided meanwhile is shown, with the mark to decide over it knowingly.
            form.data = form.data.copy()
            form.data["seen"] = seen
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Decided."))
            return redirect("polls:words")
    context = {"answer": answer, "form": form}
    status = REFUSED if form.is_bound else 200
    return render(request, "polls/moderation/one.html", context, status=status)


@judges_only
@require_POST
def name(request, pk):
    """Leave out the name above what somebody wrote, or print it."""
    answer = get_object_or_404(judging.words_to_publish(), pk=pk)
    leaves_out = request.POST.get("act") == "leave_out"
    try:
        judging.set_name(answer=answer, leaves_out=leaves_out, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done = _("The name is left out.") if leaves_out else _("The name is printed.")
        messages.success(request, done)
    return redirect("polls:judge", pk=pk)
