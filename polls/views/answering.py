"""Answering a questionnaire: one question a page, then a check, then a receipt."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.forms import DONT_KNOW, REFUSED
from core.rates import allow
from core.refusals import Refused
from polls.forms import AnswerForm, ReceiptForm
from polls.models import Item, QuestionnairePage, Wave
from polls.responding import (
    Unanswered,
    answers_so_far,
    save_draft,
    submit_response,
    withdraw_response,
)

KEPT = "polls.kept"
RECEIPT = "receipt"
LONGEST_KEPT = 20_000


def find(request, pk, wave) -> QuestionnairePage:
    """Return the questionnaire that this person may open, as the type that it is."""
    pages = QuestionnairePage.objects.visible_to(request.user)
    page = get_object_or_404(pages.select_related("deliberativepollpage"), pk=pk)
    page = getattr(page, "deliberativepollpage", page)
    if wave not in page.waves:
        raise Http404
    return page


def asked(page, wave) -> list[Item]:
    """Return the items of a wave with their options, in order."""
    items = page.items.prefetch_related("options").order_by("sort_order", "pk")
    return [item for item in items if item.asked_in(wave)]


def address(name, page, wave, *more) -> str:
    return reverse(f"polls:{name}", args=[page.pk, wave, *more])


@never_cache
@require_safe
def start(request, pk, wave):
    """Lead to the first question without an answer, or to the check when all have one."""
    page = find(request, pk, wave)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if refusal := page.refusal_for(request.user, wave):
        return refuse(request, page, wave, refusal)
    answers = answers_so_far(user=request.user, page=page, wave=wave)
    return redirect(first_unanswered(page, wave, asked(page, wave), answers))


def first_unanswered(page, wave, items, answers) -> str:
    for number, item in enumerate(items, 1):
        if str(item.pk) not in answers:
            return address("question", page, wave, number)
    return address("check", page, wave)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request, pk, wave, number):
    """Show one question, or keep its answer and lead on."""
    page = find(request, pk, wave)
    if not request.user.is_authenticated:
        return keep_and_sign_in(request)
    items = asked(page, wave)
    if not 1 <= number <= len(items):
        raise Http404
    item = items[number - 1]
    if refusal := page.refusal_for(request.user, wave):
        return refuse(request, page, wave, refusal, unsaved=words_sent(request, item))
    if request.method == "POST":
        return keep_answer(request, page, wave, items, number)
    kept = take_kept(request)
    answers = answers_so_far(user=request.user, page=page, wave=wave)
    initial = kept if kept is not None else answers.get(str(item.pk))
    form = AnswerForm(item=item, initial={"answer": initial})
    return show_question(
        request, page, wave, items, number, form=form, was_signed_out=kept is not None
    )


def keep_answer(request, page, wave, items, number):
    """Save an answer as a draft; a person who leaves for now may leave it empty."""
    item, leaves = items[number - 1], "later" in request.POST
    form = AnswerForm(request.POST, item=item, is_optional=leaves)
    if not form.is_valid():
        return show_question(request, page, wave, items, number, form=form, status=REFUSED)
    answer = form.cleaned_data["answer"]
    try:
        if not (leaves and answer in ("", [])):
            save_draft(user=request.user, page=page, wave=wave, item=item, answer=answer)
    except Refused as refusal:
        return refuse(request, page, wave, str(refusal), unsaved=words_sent(request, item))
    if leaves:
        messages.success(
            request,
            _("Your answers so far are saved. Carry on here, on any device you sign in on."),
        )
        return redirect(page.url)
    if "change" in request.GET or number == len(items):
        return redirect(address("check", page, wave))
    return redirect(address("question", page, wave, number + 1))


def show_question(request, page, wave, items, number, *, form, was_signed_out=False, status=200):
    is_change = "change" in request.GET
    if is_change:
        back_url = address("check", page, wave)
    else:
        back_url = address("question", page, wave, number - 1) if number > 1 else page.url
    context = {
        "page": page,
        "wave": wave,
        "round": Wave(wave).label if wave != Wave.ONLY else page.title,
        "form": form,
        "item": items[number - 1],
        "number": number,
        "total": len(items),
        "back_url": back_url,
        "was_signed_out": was_signed_out,
    }
    return render(request, "polls/question.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request, pk, wave):
    """Show all answers before they go, or send them."""
    page = find(request, pk, wave)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        return send(request, page, wave)
    answers = answers_so_far(user=request.user, page=page, wave=wave)
    items = asked(page, wave)
    if refusal := page.refusal_for(request.user, wave):
        unsaved = in_words(page, wave, items, answers)
        return refuse(request, page, wave, refusal, answers=unsaved)
    if any(str(item.pk) not in answers for item in items):
        return redirect(first_unanswered(page, wave, items, answers))
    context = {
        "page": page,
        "wave": wave,
        "answers": in_words(page, wave, items, answers, with_changes=True),
        "back_url": address("question", page, wave, len(items)),
    }
    return render(request, "polls/check.html", context)


def send(request, page, wave):
    answers = answers_so_far(user=request.user, page=page, wave=wave)
    try:
        response = submit_response(user=request.user, page=page, wave=wave, answers=answers)
    except Unanswered as unanswered:
        numbers = [item.pk for item in asked(page, wave)]
        messages.error(request, str(unanswered))
        number = numbers.index(unanswered.item.pk) + 1
        return redirect(address("question", page, wave, number) + "?change")
    except Refused as refusal:
        words = in_words(page, wave, asked(page, wave), answers)
        return refuse(request, page, wave, str(refusal), answers=words)
    way = redirect(address("done", page, wave))
    hand_over(request, way, page, response, response.receipt)
    return way


def hand_over(request, way, page, response, receipt) -> None:
    """Let the number travel in a cookie that the next page reads and deletes: it is shown once."""
    way.set_signed_cookie(
        RECEIPT,
        receipt,
        salt=response.public_id,
        max_age=600,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
        path=address("done", page, response.wave),
    )


@never_cache
@require_safe
def done(request, pk, wave):
    """Show the receipt number, this once, and what happens next."""
    page = find(request, pk, wave)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    response = page.standing_of(request.user).responses.get(wave)
    if response is None:
        return redirect(page.url)
    receipt = request.get_signed_cookie(RECEIPT, default="", salt=response.public_id, max_age=600)
    context = {
        "page": page,
        "wave": wave,
        "response": response,
        "receipt": receipt,
        "second_opens_at": page.wave_opens_at(Wave.AFTER) if wave == Wave.BEFORE else None,
        "consultation": page.consultation,
    }
    answer = render(request, "polls/done.html", context)
    if request.method == "GET":
        answer.delete_cookie(RECEIPT, path=request.path, samesite="Lax")
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request, pk):
    """Let whoever holds a receipt number take their answers back while the round is open."""
    pages = QuestionnairePage.objects.visible_to(request.user)
    page = get_object_or_404(pages.select_related("deliberativepollpage"), pk=pk)
    page = getattr(page, "deliberativepollpage", page)
    if request.method != "POST":
        return render(request, "polls/take_back.html", {"page": page, "form": ReceiptForm()})
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            if not allow(f"receipt from {request.META.get('REMOTE_ADDR', '')}", 30, 600):
                raise Refused(_("That were many tries. Wait ten minutes, then try again."))
            response = withdraw_response(page=page, receipt=form.cleaned_data["receipt"])
        except Refused as refusal:
            form.add_error("receipt", str(refusal))
        else:
            return render(request, "polls/taken_back.html", {"page": page, "response": response})
    return render(request, "polls/take_back.html", {"page": page, "form": form}, status=REFUSED)


# ---- when it cannot be ------------------------------------------------------------------------


def keep_and_sign_in(request):
    """Lead to sign-in and back; what was typed waits in the session."""
    if request.method == "POST":
        sent = request.POST.getlist("answer")[:50]
        if sum(map(len, sent)) <= LONGEST_KEPT:
            request.session[KEPT] = {"path": request.path, "answer": sent}
    return redirect_to_login(request.get_full_path())


def take_kept(request):
    """Return what this person typed here before they had to sign in, once; else None."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    sent = kept["answer"]
    return sent if len(sent) > 1 else (sent[0] if sent else "")


def refuse(request, page, wave, refusal, *, unsaved="", answers=()):
    """Say why no answer can be taken now, whom to ask, and show what was typed."""
    context = {
        "page": page,
        "wave": wave,
        "refusal": refusal,
        "unsaved": unsaved,
        "answers": answers,
        "consultation": page.consultation,
        "needs_membership": bool(page.refusal_of_person(request.user)),
    }
    return render(request, "polls/refused.html", context, status=403)


def words_sent(request, item) -> str:
    """Return what somebody typed or chose, in words; nothing if they sent nothing."""
    sent = [value for value in request.POST.getlist("answer") if value]
    if not sent:
        return ""
    return answer_in_words(item, sent if len(sent) > 1 else (sent[0] if sent else ""))


def in_words(page, wave, items, answers, *, with_changes=False) -> list[dict]:
    """Return questions with their answers in words, for a list to check."""
    return [
        {
            "question": item.wording,
            "answer": answer_in_words(item, answers.get(str(item.pk))),
            "change_url": address("question", page, wave, number) + "?change"
            if with_changes
            else "",
        }
        for number, item in enumerate(items, 1)
    ]


def answer_in_words(item, answer) -> str:
    """Say an answer as the person would: a number with what it means, the labels of options."""
    if answer in (None, "", []):
        return _("Not answered")
    if item.kind == Item.Kind.TEXT:
        return str(answer)
    if answer in (DONT_KNOW, [DONT_KNOW]):
        return _("I do not know")
    if item.kind == Item.Kind.SCALE:
        ends = {"0": item.low_label, "5": item.middle_label, "10": item.high_label}
        meaning = ends.get(str(answer), "")
        return f"{answer} – {meaning}" if meaning else str(answer)
    labels = {str(option.pk): option.label for option in item.options.all()}
    chosen = answer if isinstance(answer, list) else [answer]
    return "\n".join(labels[str(option)] for option in chosen if str(option) in labels)
