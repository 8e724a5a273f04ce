"""Sets of questions about people in the CMS: their editions, and the way to another."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.widgets.button import HeaderButton

from core.dates import short_day
from core.forms import REFUSED
from core.language import reading
from core.refusals import Refused
from panel.draw_views import must_have
from panel.lists_of_places import ReadOnlyViewSet
from panel.models import QuestionSet
from panel.question_set_forms import LANGUAGES, EditionForm, QuestionFileForm
from panel.question_sets import (
    add_question_set,
    read_file,
    refusal_to_add,
    refusal_to_take_back,
    set_as_it_would_be,
    sets_in_force,
    take_back_question_set,
)

MAY_ADD = "panel.add_questionset"
LARGEST = 200_000  # bytes of a file


def standing_of(question_set, in_force: set[int]) -> str:
    """Say whether an edition is asked now, and if not why."""
    if question_set.pk in in_force:
        return _("Asked now")
    if question_set.valid_from > timezone.localdate():
        return _("Asked from %(day)s") % {"day": short_day(question_set.valid_from, year=True)}
    return _("Not asked here: of another nation, or replaced")


def in_each_language(question_set) -> list[dict]:
    """Return the words of a set as people read them, language by language."""
    found = []
    for code, label in LANGUAGES:
        with reading(code):
            found.append(
                {
                    "code": code,
                    "language": str(label),
                    "title": question_set.title,
                    "why": question_set.why,
                    "questions": [
                        {"code": q.code, "label": q.label, "hint": q.hint, "options": q.options}
                        for q in question_set.questions
                    ],
                }
            )
    return found


class QuestionSetIndex(IndexView):
    """The editions, those that are asked now marked."""

    @cached_property
    def header_buttons(self):
        if not self.request.user.has_perm(MAY_ADD):
            return []
        url = reverse("panel_add_question_file")
        return [HeaderButton(_("Add a set from a file"), url=url, icon_name="upload")]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        in_force = {one.pk for one in sets_in_force()}
        for row in context["object_list"]:
            row.standing = standing_of(row, in_force)
        return context


class QuestionSetInspect(InspectView):
    """One edition: its words, its codes, and what follows from the answers."""

    template_name = "panel/admin/question_set.html"
    page_title = gettext_lazy("Set of questions")
    header_more_buttons = ()

    def get_fields(self):
        return []

    def get_context_data(self, **kwargs):
        one = self.object
        may_add = self.request.user.has_perm(MAY_ADD)
        return super().get_context_data(**kwargs) | {
            "set": one,
            "standing": standing_of(one, {found.pk for found in sets_in_force()}),
            "languages": in_each_language(one),
            "may_add": may_add,
            "refusal": refusal_to_take_back(one),
        }


class QuestionSetViewSet(ReadOnlyViewSet):
    model = QuestionSet
    index_view_class = QuestionSetIndex
    inspect_view_class = QuestionSetInspect
    icon = "list-ul"
    menu_label = gettext_lazy("Questions about people")
    add_to_admin_menu = False
    list_display = [
        "__str__",
        Column("title", label=gettext_lazy("Name")),
        Column("nations", label=gettext_lazy("Asked in")),
        Column(
            "valid_from",
            label=gettext_lazy("Asked from"),
            accessor=lambda one: short_day(one.valid_from, year=True),
        ),
        Column("standing", label=gettext_lazy("Today")),
    ]


def new_edition(request, pk):
    """Ask for the words of a new edition, show it as people read it, then put it on record."""
    must_have(request, MAY_ADD)
    base = get_object_or_404(QuestionSet, pk=pk)
    asks = request.method == "POST"
    form = EditionForm(request.POST if asks else None, base=base)
    outlook = None
    if asks and form.is_valid():
        content = form.content
        try:
            if "add" in request.POST:
                added = add_question_set(content=content, by=request.user)
                messages.success(request, _("The edition is on record."))
                return redirect("questionset:inspect", added.pk)
            if refusal := refusal_to_add(content):
                raise Refused(refusal)
            outlook = in_each_language(set_as_it_would_be(content))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "outlook": outlook,
        "day": form.cleaned_data["valid_from"] if outlook else None,
        "back_url": reverse("questionset:inspect", args=[pk]),
        "page_title": _("New edition of “%(set)s”") % {"set": base},
    }
    status = REFUSED if form.errors else 200
    return render(request, "panel/admin/new_edition.html", context, status=status)


def add_file(request):
    """Put a set from a file on record: one that asks other questions than those there are."""
    must_have(request, MAY_ADD)
    asks = request.method == "POST"
    form = QuestionFileForm(request.POST, request.FILES) if asks else QuestionFileForm()
    if asks and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > LARGEST:
                raise Refused(_("This file is larger than any set of questions."))
            content = read_file(file.read(), name=file.name)
            added = add_question_set(content=content, by=request.user)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The edition is on record."))
            return redirect("questionset:inspect", added.pk)
    context = {
        "form": form,
        "back_url": reverse("questionset:index"),
        "page_title": _("Add a set from a file"),
    }
    status = REFUSED if form.errors else 200
    return render(request, "panel/admin/question_file.html", context, status=status)


@require_POST
def take_back(request, pk):
    """Delete an edition that has not begun."""
    must_have(request, MAY_ADD)
    one = get_object_or_404(QuestionSet, pk=pk)
    try:
        take_back_question_set(question_set=one, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("questionset:inspect", pk)
    messages.success(request, _("The edition is taken back."))
    return redirect("questionset:index")
