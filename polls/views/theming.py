"""Reading answers in people's own words for what they are about."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.forms import REFUSED
from core.refusals import Refused
from polls import theming
from polls.forms import CodeForm, ThemeForm
from polls.models import Answer, Item, QuestionnairePage, Theme, Wave


def coders_only(view):
    """Let in those who may say what answers are about; the others get a plain no."""

    @login_required
    @never_cache
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not request.user.has_perm(theming.CODE):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def find_page(request, pk) -> QuestionnairePage:
    """Return a questionnaire that is answered once and that this person may open."""
    page = get_object_or_404(QuestionnairePage.objects.visible_to(request.user), pk=pk).specific
    if page.waves != (Wave.ONLY,):
        raise Http404
    return page


def find_item(request, pk) -> Item:
    item = get_object_or_404(Item.objects.filter(theming.CODABLE_ITEM), pk=pk)
    item.of_page = find_page(request, item.page_id)
    return item


@coders_only
def overview(request, pk):
    """List the questions in own words, and how far each has been read."""
    page = find_page(request, pk)
    items = [item for item in page.items.order_by("sort_order", "pk") if theming.is_codable(item)]
    read = theming.progress(items)
    for item in items:
        item.read, item.written = read.get(item.pk, (0, 0))
    return render(request, "polls/theming/overview.html", {"page": page, "items": items})


@coders_only
@require_http_methods(["GET", "HEAD", "POST"])
def themes(request, pk):
    """Show the themes of a question, and add, rename or delete one."""
    item = find_item(request, pk)
    act, _sign, named = request.POST.get("act", "add").partition("-")
    listed = list(Theme.objects.filter(item=item).annotate(n=theming.MARKS))
    form = ThemeForm(request.POST if request.method == "POST" else None)
    acted = next((theme for theme in listed if str(theme.pk) == named), None)
    if form.is_bound and (form.is_valid() or act == "delete"):
        try:
            done = change_theme(request.user, item, act, acted, form.cleaned_data.get("label", ""))
        except Refused as refusal:
            form.add_error("label", str(refusal))
        else:
            theming.note_themes(item, request.user)
            messages.success(request, done)
            return redirect("polls:themes", pk=pk)
    status = REFUSED if form.is_bound else 200
    wrong = form
    if acted:  # what is wrong is told beside its own field, and the other one stays empty
        acted.label, acted.problem = request.POST.get("label", ""), form.errors["label"][-1]
        problem = {"text": acted.problem, "target": f"theme-{acted.pk}"}
        wrong = {"errors": True, "problems": [problem]}
        form = ThemeForm()
    context = {
        "item": item,
        "page": item.of_page,
        "form": form,
        "wrong": wrong,
        "themes": listed,
        "read": theming.progress([item]).get(item.pk, (0, 0)),
    }
    return render(request, "polls/theming/themes.html", context, status=status)


def change_theme(user, item, act, theme, label) -> str:
    """Do what the pressed button says, and say that it is done."""
    if act == "add":
        theming.add_theme(item=item, label=label, by=user)
        return _("Added.")
    if theme is None:
        raise Refused(_("This theme is not on the list any more."))
    if act == "delete":
        theming.delete_theme(theme=theme, by=user)
        return _("Deleted.")
    theming.rename_theme(theme=Theme.objects.get(pk=theme.pk), label=label, by=user)
    return _("Renamed.")


@coders_only
@require_http_methods(["GET", "HEAD", "POST"])
def code(request, pk):
    """Show the next answer that nobody has read, or the one that is asked for, and mark it."""
    item = find_item(request, pk)
    answer = wanted(request, item)
    if answer is None:
        context = {"item": item, "page": item.of_page, "answer": None}
        return render(request, "polls/theming/code.html", context)
    now = getattr(answer, "coded", None)
    alike = theming.unread_alike(answer)
    initial = {"answer": answer.pk, "alike": bool(alike), "seen": ""}
    if now:
        initial |= {"themes": list(now.themes.all()), "seen": now.coded_at.isoformat()}
    form = CodeForm(
        request.POST if request.method == "POST" else None,
        item=item,
        others=len(alike),
        initial=initial,
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            n = theming.code_answer(
                answer=answer,
                themes=given["themes"],
                by=request.user,
                seen=given["seen"],
                alike=given.get("alike", False),
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            if n > 1:  # one alone is seen by the count that goes on
                messages.success(request, _("%(n)d answers marked.") % {"n": n})
        return redirect(request.path + f"?before={answer.pk}")
    answer.shown = theming.text_to_code(answer, request.user)
    context = {
        "item": item,
        "page": item.of_page,
        "answer": answer,
        "form": form,
        "read": theming.progress([item]).get(item.pk, (0, 0)),
        "before": request.GET.get("before", ""),
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "polls/theming/code.html", context, status=status)


def wanted(request, item) -> Answer | None:
    """Return the answer that a form or an address names, else the next unread one."""
    named = request.POST.get("answer") or request.GET.get("answer", "")
    if not named:
        return theming.next_unread(item)
    if not (named.isascii() and named.isdigit() and len(named) < 19):
        raise Http404
    rows = theming.answers_to_code(item).select_related("coded", "judged")
    return get_object_or_404(rows, pk=named)
