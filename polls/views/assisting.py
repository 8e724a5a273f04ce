"""Where an officer answers with a member: first who it is, then, without a name, what they say."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.forms import REFUSED
from core.refusals import Refused
from polls.assisting import (
    MAY_ASSIST,
    begin,
    file_answers,
    leave_to_member,
    new_number,
    opened,
    refusal_to_assist,
    sealed,
    tell,
)
from polls.assisting_forms import CallerForm, SpokenForm
from polls.editions import LANGUAGES, edition_named, edition_now, editions_of
from polls.models import Wave
from polls.speaking import CYMRAEG
from polls.views.keying import find, items_of


def cookie_of(number: str) -> str:
    """Name the cookie of one conversation: two in two tabs do not mix."""
    return f"answering-{number}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_ASSIST, raise_exception=True)
def caller(request, pk):
    """Ask who it is, and lead to the questions; whom the officer named stays in their browser."""
    page = find(request, pk)
    refusal = refusal_to_assist(page)
    sent = request.POST if request.method == "POST" and not refusal else None
    form = CallerForm(sent, page=page, by=request.user)
    if form.is_bound and form.is_valid():
        try:
            return lead_to_questions(request, page, form)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {"page": page, "form": form, "refusal": refusal}
    status = REFUSED if form.errors or (refusal and request.method == "POST") else 200
    return render(request, "polls/keying/caller.html", context, status=status)


def lead_to_questions(request, page, form):
    wave, mode = form.cleaned_data["wave"], form.cleaned_data["mode"]
    conversation = begin(page=page, wave=wave, mode=mode, person=form.person, by=request.user)
    number = new_number()
    way = redirect("polls:with", page.pk, wave, number)
    way.set_cookie(
        cookie_of(number),
        sealed(conversation, page=page, number=number, by=request.user),
        httponly=True,
        secure=request.is_secure(),
        samesite="Strict",
        path=way.url,
    )
    return way


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_ASSIST, raise_exception=True)
def answer_with(request, pk, wave, number):
    """Show the questions of a round, and store what is typed, or leave it to the member."""
    page = find(request, pk)
    if wave not in page.waves:
        raise Http404
    kept = request.COOKIES.get(cookie_of(number), "")
    conversation = opened(kept, page=page, number=number, by=request.user)
    if conversation is None and request.method != "POST":
        messages.info(request, _("That conversation is over. Say first who it is."))
        return redirect("polls:caller", page.pk)
    form = spoken_form(request, page, wave)
    if not form.is_bound or not form.is_valid():
        return show_questions(request, page, wave, form)
    try:
        if conversation is None or conversation.wave != wave:
            raise Refused(
                _(
                    "This page has forgotten whose answers these are: it was opened more than "
                    "four hours ago, or by somebody else. Nothing is stored. Find the member in "
                    "another tab, and type there what you read here."
                )
            )
        said = leave(request, page, conversation, form.typed) if "leave" in request.POST else ""
        said = said or keep(request, page, conversation, form)
    except Refused as refused:
        form.add_error(None, str(refused))
    if form.errors:
        return show_questions(request, page, wave, form)
    messages.success(request, said)
    way = redirect("polls:caller", page.pk)
    way.delete_cookie(cookie_of(number), path=request.path, samesite="Strict")
    return way


def spoken_form(request, page, wave) -> SpokenForm:
    """Return the form in the language that the officer and the member speak."""
    sent = request.POST if request.method == "POST" else None
    edition = edition_named(page, (sent or request.GET).get("edition", "")) or edition_now(page)
    tongue = CYMRAEG if edition.language == CYMRAEG else ""
    return SpokenForm(
        sent,
        page=page,
        items=items_of(page, wave),
        tongue=tongue,
        initial={"edition": edition.name},
    )


def leave(request, page, conversation, typed) -> str:
    """Leave the rest to the member, and say what happens now."""
    leave_to_member(page=page, conversation=conversation, typed=typed, by=request.user)
    return _(
        "What they said is saved for them alone, and a letter to their own address says where "
        "they go on. Nothing counts until they send it."
    )


def keep(request, page, conversation, form) -> str:
    """Store the answers, write to the member, and say what to tell them."""
    if not form.typed.answers and not form.attached:
        raise Refused(_("Nothing is typed. Type an answer, or stop without saving."))
    response = file_answers(page=page, conversation=conversation, typed=form.typed, by=request.user)
    receipt = {"receipt": response.receipt}
    if why_not := tell(page=page, conversation=conversation, response=response):
        words = _(
            "The answers are in. No letter went out: %(why)s Read them their receipt number "
            "slowly, with which they take the answers back: %(receipt)s"
        )
        return words % (receipt | {"why": why_not})
    return (
        _(
            "The answers are in, and a letter to the member’s own address leads to them. For who "
            "does not use e-mail, the receipt number with which they take them back: %(receipt)s"
        )
        % receipt
    )


def show_questions(request, page, wave, form):
    chosen = edition_named(page, str(form["edition"].value()))
    languages = [
        {
            "address": f"{request.path}?edition={one.name}",
            "language": one.language,
            "label": LANGUAGES[one.language],
            "is_chosen": chosen is not None and one.language == chosen.language,
        }
        for one in editions_of(page)
        if one.version == page.version
    ]
    context = {
        "page": page,
        "round": Wave(wave).label if len(page.waves) > 1 else "",
        "form": form,
        "languages": languages if len(languages) > 1 else [],
        "back_url": reverse("polls:caller", args=[page.pk]),
    }
    status = REFUSED if form.errors else 200
    return render(request, "polls/keying/answer_with.html", context, status=status)
