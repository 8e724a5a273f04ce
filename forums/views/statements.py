"""Pages of statements: voting one at a time, adding one, one's own votes, and the groups."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from core.forms import REFUSED
from core.refusals import Refused
from forums import stating
from forums.forms import StatementForm
from forums.groups_shown import own_statements, shown_groups
from forums.models import StatementsPage
from forums.opinions import picture_of
from forums.views.forum import crumbs_of
from forums.views.shared import attempt, row_number, signed_in_post
from panel.models import CouncilSettings


def find_page(request, pk) -> StatementsPage:
    return get_object_or_404(StatementsPage.objects.visible_to(request.user), pk=pk)


def show_statements(request, page: StatementsPage, status=200, **added):
    """One statement to vote on, or what came of it; `added` says what went wrong or is asked."""
    user, is_preview = request.user, getattr(request, "is_preview", False)
    deck = stating.deck_of(page, user)
    context = page.get_context(request) | {
        "deck": deck,
        "asked": deck.following,
        "refusal": page.refusal_by_date() if is_preview else page.refusal_for(user),
        "form": StatementForm(),
        "own": own_statements(page, user),
        "crumbs": crumbs_of(page.consultation),
        "groups": groups_for(page, deck) if page.has_closed and not is_preview else None,
        "has_early": not page.has_closed and not is_preview and picture_of(page) is not None,
    }
    return render(request, page.template, context | added, status=status)


def groups_for(page: StatementsPage, deck: stating.Deck):
    picture = picture_of(page)
    return shown_groups(page, picture, deck.votes) if picture else None


@signed_in_post
def vote(request, pk):
    page = find_page(request, pk)
    statement = page.statements.filter(pk=row_number(request.POST.get("statement", ""))).first()
    if statement is None:
        messages.error(request, _("This statement is no longer shown. Here is another."))
        return redirect(page.url)
    statement.page = page
    try:
        stating.cast_vote(
            statement=statement, voter=request.user, vote=vote_in(request.POST.get("vote", ""))
        )
    except Refused as refusal:
        kept = {"asked": statement} if statement.is_public else {}
        return show_statements(
            request, page, REFUSED, problem=str(refusal), form_errors=True, **kept
        )
    if request.POST.get("next") == "yours":
        messages.success(request, _("Your vote is changed."))
        return redirect("forums:own_votes", page.pk)
    return redirect(f"{page.url}#statement")


def vote_in(sent: str) -> int | None:
    return {"1": 1, "0": 0, "-1": -1}.get(sent)


@signed_in_post
def add(request, pk):
    """Take a statement; what may say the same is shown first, and then it is up to its author."""
    page = find_page(request, pk)
    form = StatementForm(request.POST)
    if not form.is_valid():
        return show_statements(request, page, REFUSED, form=form, form_errors=True)
    text = form.cleaned_data["text"]
    if "anyway" not in request.POST and (near := stating.alike(page, text)):
        return show_statements(request, page, form=form, alike=near)
    try:
        stating.add_statement(page=page, author=request.user, text=text)
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return show_statements(request, page, REFUSED, form=form, form_errors=True)
    messages.success(
        request, _("We have your statement. A moderator reads it before others vote on it.")
    )
    return redirect(page.url)


@login_required
@require_GET
def own_votes(request, pk):
    """What somebody voted, with a way to change each until it closes; for them alone."""
    page = find_page(request, pk)
    deck = stating.deck_of(page, request.user)
    context = {
        "page": page,
        "deck": deck,
        "refusal": page.refusal_for(request.user),
        "crumbs": [*crumbs_of(page.consultation), {"title": page.title, "url": page.url}],
    }
    return render(request, "forums/own_votes.html", context)


@require_GET
def groups(request, pk):
    """The groups before a page closes, where the council shows them early."""
    page = find_page(request, pk)
    shown = groups_for(page, stating.deck_of(page, request.user))
    if page.has_closed or shown is None:
        return redirect(page.url)
    context = {
        "page": page,
        "groups": shown,
        "crumbs": [*crumbs_of(page.consultation), {"title": page.title, "url": page.url}],
    }
    return render(request, "forums/early_groups.html", context)


# ---- the council's own -----------------------------------------------------------------------


def seeds(request, pk):
    """The council's statements on a page, in the CMS: add some, a line each, or take one out."""
    page = get_object_or_404(StatementsPage, pk=pk)
    may = page.permissions_for_user(request.user)
    if not (may.can_publish() if page.live else may.can_edit()):
        raise PermissionDenied
    context = {"page": page, "text": ""}
    if request.method == "POST":
        dropped = request.POST.get("drop")
        if dropped:
            statement = get_object_or_404(page.statements, pk=row_number(dropped))
            done = _("Taken out.")
            attempt(request, stating.drop_seed, done, statement=statement, by=request.user)
            return redirect(request.path)
        if "publish" in request.POST:
            pks = [row_number(pk) for pk in request.POST.getlist("publish")]
            done = _("Published. People can vote on them.")
            attempt(request, stating.publish_seeds, done, page=page, pks=pks, by=request.user)
            return redirect(request.path)
        context |= add_seeds(request, page)
        if not context["text"]:
            return redirect(request.path)
    needs_another = CouncilSettings.load().second_person_publishes
    waiting = list(stating.waiting_seeds(page).select_related("author"))
    context |= {
        "waiting": waiting,
        "to_publish": [
            one for one in waiting if not needs_another or one.author_id != request.user.pk
        ],
        "may_publish": may.can_publish(),
        "needs_another": needs_another,
    }
    context["statements"] = stating.deck_of(page, request.user).statements
    status = REFUSED if context["text"] else 200
    return render(request, "forums/admin/seeds.html", context, status=status)


def add_seeds(request, page: StatementsPage) -> dict:
    """Add what was written, a statement a line; give it back with the fault if there is one."""
    text = request.POST.get("text", "")
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        if not lines:
            raise Refused(_("Write at least one statement."))
        made = stating.add_seeds(page=page, by=request.user, texts=lines)
    except Refused as refusal:
        return {"text": text or " ", "fault": str(refusal)}
    done = ngettext("%(n)d statement added.", "%(n)d statements added.", len(made))
    messages.success(request, done % {"n": len(made)})
    return {}
