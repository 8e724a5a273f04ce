"""Where officers enter answers that came on paper, by e-mail, by telephone or at an event."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.forms import REFUSED
from core.refusals import Refused
from panel.models import AgeBand, Ward
from polls.coming_late import choose_late, refusal_to_choose
from polls.editions import LANGUAGES, edition_named, edition_on, editions_of
from polls.hosts import refusal_to_read_answers
from polls.keying import (
    ABOUT,
    MAY_KEY,
    NumberTaken,
    assist,
    begin_batch,
    differences,
    discard_second,
    key_again,
    key_paper,
    next_number,
    refusal_to_key,
    settle,
    to_decide,
    to_key_again,
)
from polls.keying_forms import BatchForm, DifferencesForm, LateForm, PaperForm, about_fields
from polls.models import Batch, Item, Paper, QuestionnairePage, RespondentType
from polls.personal_sheets import is_on_sheets
from polls.receipts import mail_to_address
from polls.saying import answer_in_words
from polls.speaking import CYMRAEG
from polls.without_account import network_of


def find(request, pk) -> QuestionnairePage:
    pages = QuestionnairePage.objects.visible_to(request.user)
    page = get_object_or_404(pages.select_related("deliberativepollpage"), pk=pk)
    page = getattr(page, "deliberativepollpage", page)
    if refusal := refusal_to_read_answers(request.user, page):
        raise PermissionDenied(refusal)
    return page


def find_batch(request, pk, number) -> Batch:
    page = find(request, pk)
    batch = get_object_or_404(Batch, page_id=page.pk, number=number)
    batch.page = page
    return batch


def items_of(page, wave) -> list[Item]:
    """Return the questions of a round, in the order and with the numbers of the paper."""
    items = page.items.prefetch_related("options", "rows").order_by("sort_order", "pk")
    return [item for item in items if item.asked_in(wave)]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_KEY, raise_exception=True)
def overview(request, pk):
    """Show the batches of a questionnaire, and begin another."""
    page = find(request, pk)
    form = BatchForm(request.POST if request.method == "POST" else None, page=page)
    if form.is_bound and form.is_valid():
        try:
            batch = begin_batch(page=page, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("polls:key", page.pk, batch.number)
    return show_overview(request, page, form)


def show_overview(request, page, form, late_form=None):
    in_numbers = page.batches.annotate(
        entered=Count("papers"),
        counted=Count("papers", filter=Q(papers__settled_at__isnull=False)),
        waiting=Count("papers", filter=Q(papers__second_at=None, papers__settled_at=None)),
        undecided=Count(
            "papers", filter=Q(papers__second_at__isnull=False, papers__settled_at=None)
        ),
    )
    refused = form.errors or (late_form and late_form.errors)
    context = {
        "page": page,
        "form": form,
        "refusal": refusal_to_key(page),
        "batches": in_numbers.select_related("by").order_by("-number"),
        "late": page.responses.filter(is_late=True).count(),
        "is_on_sheets": is_on_sheets(page),
        "late_choice": page.late_choices.select_related("by").first(),
        "refusal_to_choose": refusal_to_choose(page),
        "late_form": late_form or LateForm(auto_id="late-%s"),
    }
    status = REFUSED if refused else 200
    return render(request, "polls/keying/overview.html", context, status=status)


@require_POST
@permission_required(MAY_KEY, raise_exception=True)
def late(request, pk):
    """Have late answers count or not, with a reason."""
    page = find(request, pk)
    form = LateForm(request.POST, auto_id="late-%s")
    if form.is_valid():
        try:
            choose_late(page=page, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("That is decided, and on record."))
            return redirect("polls:keying", page.pk)
    return show_overview(request, page, BatchForm(page=page), form)


# ---- one paper -------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_KEY, raise_exception=True)
def key(request, pk, number):
    """Enter the next paper of a batch; the page comes back empty for the one after it."""
    batch = find_batch(request, pk, number)
    if request.method == "POST":
        form = paper_form(request, batch)
        if "link" in request.POST and "to" in form.fields:
            return send_link(request, batch, form)
        if form.is_valid() and not form.typed.answers and not form.attached:
            form.add_error("number", _("Nothing is typed. A paper without an answer is put aside"))
        elif form.is_valid():
            try:
                paper = key_paper(
                    batch=batch,
                    number=form.cleaned_data["number"],
                    typed=form.typed,
                    by=request.user,
                    sheet=form.cleaned_data.get("code"),
                )
            except NumberTaken as refusal:
                form.add_error("number", str(refusal))
            except Refused as refusal:
                form.add_error("code" if "code" in form.fields else "number", str(refusal))
            else:
                messages.success(request, said_of(paper))
                # Papers that were printed together lie together.
                edition = form.cleaned_data.get("edition")
                same = f"?{urlencode({'edition': edition})}" if edition else ""
                return redirect(reverse("polls:key", args=[pk, number]) + same)
    else:
        form = paper_form(request, batch, initial={"number": next_number(batch)})
    return show_paper(request, batch, form)


def paper_form(request, batch, **more) -> PaperForm:
    """Return the form in the words that stand on the paper, as far as they are known."""
    sent = request.POST if request.method == "POST" else None
    named = (sent or request.GET).get("edition", "")
    edition = edition_named(batch.page, named)
    if edition and sent is None:
        more["initial"] = more.get("initial", {}) | {"edition": named}
    tongue = CYMRAEG if edition and edition.language == CYMRAEG else ""
    items = items_of(batch.page, batch.wave)
    return PaperForm(sent, batch=batch, items=items, by=request.user, tongue=tongue, **more)


def send_link(request, batch, form):
    """Let a caller go on alone: keep what they have said, and mail them the way to it."""
    page = batch.page
    form.fields["number"].required = False
    form.fields["to"].required = True
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            with transaction.atomic():
                visitor = assist(batch=batch, typed=form.typed, by=request.user)
                way = reverse("polls:go_on", args=[page.pk, visitor.number])
                mail_to_address(
                    to,
                    "polls/mail/private_link",
                    {"page": page, "way": way},
                    who=request.user,
                    network=network_of(request),
                )
        except Refused as refusal:
            form.add_error("to", str(refusal))
        else:
            messages.success(
                request, _("We have sent it to %(address)s. We keep no copy.") % {"address": to}
            )
            return redirect("polls:key", page.pk, batch.number)
    return show_paper(request, batch, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_KEY, raise_exception=True)
def again(request, pk, number, paper):
    """Enter a paper a second time, without seeing what was entered first."""
    batch = find_batch(request, pk, number)
    paper = find_paper(batch, paper)
    form = paper_form(request, batch, is_second=True)
    if form.is_bound and form.is_valid():
        try:
            paper = key_again(
                paper=paper,
                typed=form.typed,
                by=request.user,
                sheet=form.cleaned_data.get("code"),
            )
        except Refused as refusal:
            form.add_error("code" if "code" in form.fields else None, str(refusal))
        else:
            if paper.differences:
                words = ngettext(
                    "Paper %(n)d: %(count)d difference to decide.",
                    "Paper %(n)d: %(count)d differences to decide.",
                    paper.differences,
                )
                messages.info(request, words % {"n": paper.number, "count": paper.differences})
            else:
                messages.success(request, said_of(paper))
            following = to_key_again(batch, request.user)
            if following:
                return redirect("polls:key_again", pk, number, following.number)
            return redirect("polls:keying", pk)
    return show_paper(request, batch, form, paper)


def find_paper(batch, number) -> Paper:
    paper = get_object_or_404(Paper, batch=batch, number=number)
    paper.batch = batch
    return paper


def show_paper(request, batch, form, paper=None):
    context = {
        "page": batch.page,
        "batch": batch,
        "paper": paper,
        "form": form,
        "entered": batch.papers.count(),
        "editions": first_of_each_language(batch, form) if batch.page.speaks_welsh else [],
        "back_url": reverse("polls:keying", args=[batch.page.pk]),
    }
    status = REFUSED if form.errors else 200
    return render(request, "polls/keying/paper.html", context, status=status)


def first_of_each_language(batch, form) -> list[dict[str, Any]]:
    """Return the edition of each language that a paper of the batch most likely is, to choose."""
    version = edition_on(batch.page, batch.received_on).version
    chosen = edition_named(batch.page, str(form["edition"].value()))
    return [
        {
            "name": one.name,
            "language": one.language,
            "label": LANGUAGES[one.language],
            "is_chosen": chosen is not None and chosen.language == one.language,
        }
        for one in editions_of(batch.page)
        if one.version == version
    ]


def said_of(paper) -> str:
    """Say what became of a paper, and the number that its sender can take it back with."""
    response = paper.response
    if response is None and paper.settled_at:
        return _("Paper %(n)d is put aside: its sender’s answers of this round were in before.") % {
            "n": paper.number
        }
    if response is None:
        return _("Paper %(n)d is entered. It counts once somebody else has entered it too.") % {
            "n": paper.number
        }
    words = [
        _("Paper %(n)d is in. Receipt: %(receipt)s")
        % {"n": paper.number, "receipt": response.receipt}
        if response.receipt
        else _("Paper %(n)d is in.") % {"n": paper.number}
    ]
    if response.off_route:
        words.append(
            ngettext(
                "%(n)d answer stands at a question that the paper led past: it is kept and marked, "
                "and left out of figures.",
                "%(n)d answers stand at questions that the paper led past: they are kept and "
                "marked, and left out of figures.",
                response.off_route,
            )
            % {"n": response.off_route}
        )
    if response.is_late:
        words.append(_("It came late."))
    return " ".join(words)


# ---- two readings ----------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_KEY, raise_exception=True)
def second(request, pk, number):
    """Lead to the next paper of a batch that this person may enter a second time."""
    batch = find_batch(request, pk, number)
    if paper := to_key_again(batch, request.user):
        return redirect("polls:key_again", pk, number, paper.number)
    messages.info(request, _("No paper of this batch waits for you."))
    return redirect("polls:keying", pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_KEY, raise_exception=True)
def decide(request, pk, number):
    """Show the differences of the next paper that has some, and decide them."""
    batch = find_batch(request, pk, number)
    paper = to_decide(batch).first()
    if paper is None:
        messages.info(request, _("Nothing is left to decide in this batch."))
        return redirect("polls:keying", pk)
    paper.batch = batch
    found = in_words(batch, differences(paper))
    sent = request.POST if request.method == "POST" else None
    form = DifferencesForm(sent, found=found)
    is_this = str(paper.number) == request.POST.get("paper")
    if form.is_bound and is_this and "again" in request.POST:
        discard_second(paper=paper, by=request.user)
        messages.success(request, _("Paper %(n)d waits to be entered again.") % {"n": paper.number})
        return redirect("polls:decide", pk, number)
    if form.is_bound and is_this and form.is_valid():
        try:
            paper = settle(paper=paper, chosen=form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said_of(paper))
            return redirect("polls:decide", pk, number)
    context = {"page": batch.page, "batch": batch, "paper": paper, "form": form}
    context["back_url"] = reverse("polls:keying", args=[pk])
    status = REFUSED if form.errors else 200
    return render(request, "polls/keying/decide.html", context, status=status)


def in_words(batch, found: dict[str, tuple[Any, Any]]):
    """Give name, question and both answers of each difference, in the order of the paper."""
    items = {
        str(item.pk): (at, item) for at, item in enumerate(items_of(batch.page, batch.wave), 1)
    }
    order = [
        "edition",
        *ABOUT,
        *(name for pk in items for name in (pk, f"{pk}-words")),
        "ward",
        "age_band",
    ]
    for name in sorted(found, key=order.index):
        first, second = found[name]
        if name == "ward":
            names = dict(
                Ward.objects.filter(pk__in=filter(None, found[name])).values_list("pk", "name")
            )
            yield name, _("Ward"), names.get(first, _("Empty")), names.get(second, _("Empty"))
        elif name == "age_band":
            labels = dict(AgeBand.choices)
            yield name, _("Age"), labels.get(first, _("Empty")), labels.get(second, _("Empty"))
        elif name == "edition":
            yield name, _("At the foot of the paper"), first or _("Empty"), second or _("Empty")
        elif name in ABOUT:
            labels = dict(RespondentType.choices)
            said = [labels.get(one, one) or _("Empty") for one in found[name]]
            yield name, about_fields()[name].label, *said
        else:
            at, item = items[name.partition("-")[0]]
            if name.endswith("-words"):
                label = _("%(n)d. Written beside: %(question)s")
                said = [first or _("Empty"), second or _("Empty")]
            else:
                label = _("%(n)d. %(question)s")
                said = [
                    _("Empty") if one is None else answer_in_words(item, one) for one in found[name]
                ]
            yield name, label % {"n": at, "question": item.wording}, *said
