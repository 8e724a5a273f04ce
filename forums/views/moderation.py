"""The moderators' queue: held and reported words, and appeals."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.flags import flags, marked
from core.refusals import Refused
from forums import moderation
from forums.access import RoomsRead
from forums.forms import RuleForm
from forums.models import Appeal, Contribution, Report, Rule
from forums.names import Shown, author_of
from forums.views.shared import attempt, moderators_only, row_number

ROWS_A_PAGE = 25
FILTERS = {
    "all": {},
    "reported": {"is_reported": True},
    "held": {"is_held": True},
}


@moderators_only
def queue(request):
    """Everything that waits for a decision, the oldest due first."""
    chosen = request.GET.get("show", "all")
    everything = moderation.queue()
    counts = everything.aggregate(
        **{key: Count("pk", filter=Q(**only) if only else None) for key, only in FILTERS.items()}
    )
    rows = everything.filter(**FILTERS.get(chosen, {}))
    # Ten thousand are put in order by their number alone; what a page shows of them is read for it.
    in_order = rows.values_list("pk", flat=True)
    shown = Paginator(in_order, ROWS_A_PAGE).get_page(request.GET.get("page"))
    shown.object_list = list(_ready(everything.filter(pk__in=shown.object_list)))
    rooms = RoomsRead(request.user)
    for item in shown:
        _dress(item, rooms)
    last = Contribution.objects.filter(judged_at__isnull=False).order_by("-judged_at").first()
    return render(
        request,
        "forums/moderation/queue.html",
        {
            "items": shown,
            "rules": Rule.objects.all(),
            "chosen": chosen if chosen in FILTERS else "all",
            "filters": [
                (key, label, counts[key])
                for key, label in (
                    ("all", _("All")),
                    ("reported", _("Reported")),
                    ("held", _("Waiting to appear")),
                )
            ],
            "last_judged_at": last and last.judged_at,
            "now": timezone.now(),
        },
    )


def _ready(rows):
    reports = Report.objects.filter(state__in=Report.OPEN)
    return (
        rows.with_authors()
        .select_related(
            "post__topic__forum",
            "post__parent__author__membership__ward",
            "question__session",
            "proposedquestion__forum",
            "statement__page",
        )
        .prefetch_related(Prefetch("reports", reports, to_attr="open_reports"))
    )


def _dress(item: Contribution, rooms: RoomsRead) -> None:
    """Give a row what its template shows: author, place, marked words and flags.

    Of a room that this moderator may not read, as they facilitate another, the words alone.
    """
    item.marked_text, item.flags = marked(item.text), flags(item.text)
    item.parent = None
    if not rooms.has(item):
        item.shown_author, item.place_url = of_another_group(), ""
        item.place = item.room[0].title
        return
    item.shown_author = author_of(item)
    if item.kind == Contribution.Kind.QUESTION:
        item.place, item.place_url = item.question.session.title, item.question.session.url
    elif item.kind == Contribution.Kind.PROPOSAL:
        proposal = item.proposedquestion
        item.place, item.place_url = proposal.forum.title, proposal.get_absolute_url()
    elif item.kind == Contribution.Kind.STATEMENT:
        item.place, item.place_url = item.statement.page.title, item.statement.page.url
    else:
        item.place = item.post.topic.title
        item.place_url = item.post.get_absolute_url()
        item.parent = item.post.parent


def of_another_group() -> Shown:
    return Shown(_("A member of another group"))


@moderators_only
@require_POST
def decide(request):
    """Keep or hide what was chosen: one row, or many under one rule."""
    one = request.POST.get("one", "")
    act, _sign, pk = one.partition("-")
    chosen = [pk] if one else request.POST.getlist("chosen")
    act = act if one else request.POST.get("act", "")
    rule_field = f"rule-{pk}" if one else "rule"
    form = RuleForm({"rule": request.POST.get(rule_field, "")})
    rule = form.cleaned_data["rule"] if form.is_valid() else None
    found = list(Contribution.objects.filter(pk__in=map(row_number, chosen)))
    if not found:
        messages.error(request, _("Choose at least one item."))
        return redirect("forums:moderation")
    try:
        count = moderation.judge_many(
            contributions=found, rule=rule, hides=act == "hide", by=request.user
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _said(act, count, found))
    return redirect("forums:moderation")


def _said(act: str, count: int, found: list[Contribution]):
    """Say what was done, with a link to undo it."""
    done = (
        ngettext("%(count)d item removed.", "%(count)d items removed.", count)
        if act == "hide"
        else ngettext("%(count)d item kept.", "%(count)d items kept.", count)
    )
    address = reverse("forums:undo") + "?" + "&".join(f"item={item.pk}" for item in found)
    return format_html('{} <a href="{}">{}</a>', done % {"count": count}, address, _("Undo"))


@moderators_only
def undo(request):
    """Ask once, then put the items back: a link alone never changes anything."""
    wanted = (
        request.POST.getlist("item") if request.method == "POST" else request.GET.getlist("item")
    )
    items = list(
        Contribution.objects.filter(pk__in=map(row_number, wanted), judged_by=request.user)
    )
    if request.method == "POST":
        for item in items:
            attempt(request, moderation.undo, _("Undone."), contribution=item, by=request.user)
        return redirect("forums:moderation")
    return render(request, "forums/moderation/undo.html", {"items": items})


@moderators_only
def appeals(request):
    """Appeals against other moderators' decisions."""
    waiting = list(moderation.open_appeals(request.user))
    rooms = RoomsRead(request.user)
    for appeal in waiting:
        item = appeal.contribution
        appeal.shown_author = author_of(item) if rooms.has(item) else of_another_group()
        appeal.marked_text = marked(appeal.contribution.text)
    return render(request, "forums/moderation/appeals.html", {"appeals": waiting})


@moderators_only
@require_POST
def decide_appeal(request, pk):
    appeal = get_object_or_404(Appeal, pk=pk)
    attempt(
        request,
        moderation.decide_appeal,
        _("Decided. The author is told."),
        appeal=appeal,
        by=request.user,
        uphold=request.POST.get("act") == "restore",
        answer=request.POST.get("answer", ""),
    )
    return redirect("forums:appeals")
