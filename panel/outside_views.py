"""What staff do about pools of others in the CMS: upload, draw, take the files, delete."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core.audit import record
from core.forms import REFUSED
from core.refusals import Refused
from panel.draw_views import must_have
from panel.drawing import MOST_SEATS
from panel.models import Draw, OutsideDraw
from panel.outside import FILES, delete_outside_draw, files_of_outside, plan_outside_draw

MOST_BYTES = 5_000_000
EMPTY = _("This file is empty")


class OutsideDrawForm(forms.Form):
    """Two files, and what is to be drawn from them."""

    title = forms.CharField(
        label=_("Title"), max_length=120, error_messages={"required": _("Give the draw a title")}
    )
    size = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=MOST_SEATS,
        error_messages={
            "required": _("Give the number of seats"),
            "invalid": _("Give the number of seats in figures"),
            "min_value": _("Give at least 1 seat"),
            "max_value": _("Give at most %(limit_value)s seats"),
        },
    )
    quotas = forms.FileField(
        label=_("File of quotas"),
        help_text=_("A CSV with the columns feature, value, min and max."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose a file of quotas"), "empty": EMPTY},
    )
    people = forms.FileField(
        label=_("File of people"),
        help_text=_(
            "A CSV with a number for each person and a column for each feature. Other columns, "
            "such as names, are not stored."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose a file of people"), "empty": EMPTY},
    )
    id_column = forms.CharField(
        label=_("Column that numbers the people"),
        initial="id",
        max_length=100,
        error_messages={"required": _("Name the column")},
    )
    household_columns = forms.CharField(
        label=_("Columns that make an address"),
        required=False,
        max_length=300,
        help_text=_(
            "With commas between, for at most one person an address. The addresses are not stored, "
            "only who shares one."
        ),
    )
    algorithm = forms.ChoiceField(
        label=_("Method"),
        choices=[one for one in Draw.Algorithm.choices if one[0] != Draw.Algorithm.RANDOM],
        initial=Draw.Algorithm.LEXIMIN,
        widget=forms.RadioSelect,
    )

    def clean_quotas(self) -> str:
        return read(self.cleaned_data["quotas"])

    def clean_people(self) -> str:
        return read(self.cleaned_data["people"])

    def clean_household_columns(self) -> list[str]:
        named = self.cleaned_data["household_columns"].split(",")
        return [name.strip() for name in named if name.strip()]


def read(file) -> str:
    """Return an upload as text, or say beside its field why not."""
    if file.size > MOST_BYTES:
        raise forms.ValidationError(_("This file is larger than 5 megabytes."))
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise forms.ValidationError(
            _("This file is not in UTF-8. Save it as “CSV UTF-8”.")
        ) from wrong


def outside_draws(request):
    must_have(request, "panel.view_draw")
    context = {
        "draws": OutsideDraw.objects.defer("people", "quotas"),
        "may_draw": request.user.has_perm("panel.add_draw"),
        "back_url": reverse("draw:index"),
        "page_title": _now("Draws from other pools"),
    }
    return render(request, "panel/admin/outside_draws.html", context)


def new_outside_draw(request):
    """Ask for the two files, and have a panel drawn from them."""
    must_have(request, "panel.add_draw")
    posts = request.method == "POST"
    form = OutsideDrawForm(request.POST if posts else None, request.FILES if posts else None)
    if form.is_valid():
        try:
            draw = plan_outside_draw(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("panel_outside_draw", draw.pk)
    context = {
        "form": form,
        "lead": _now(
            "A panel is drawn from people whom somebody else lists, by the same method and in the "
            "same files as “sortition-algorithms”. It has nothing to do with the members here. All "
            "of it can be deleted at any time, and is after three months."
        ),
        "button": _now("Draw from this pool"),
        "back_url": reverse("panel_outside_draws"),
        "page_title": _now("Draw from another pool"),
    }
    status = REFUSED if form.errors else 200
    return render(request, "panel/admin/ask.html", context, status=status)


def outside_draw(request, pk):
    must_have(request, "panel.view_draw")
    draw = get_object_or_404(OutsideDraw.objects.defer("people", "quotas"), pk=pk)
    context = {
        "draw": draw,
        "files": FILES if draw.state == OutsideDraw.State.DRAWN else (),
        "may_draw": request.user.has_perm("panel.add_draw"),
        "back_url": reverse("panel_outside_draws"),
        "page_title": draw.title,
    }
    return render(request, "panel/admin/outside_draw.html", context)


def outside_file(request, pk, name):
    """Give the file of who was selected, or of who remains."""
    must_have(request, "panel.view_draw")
    draw = get_object_or_404(OutsideDraw, pk=pk, state=OutsideDraw.State.DRAWN)
    if name not in FILES:
        raise Http404
    record("panel.draw_downloaded", on=draw, by=request.user, file=name)
    response = HttpResponse(files_of_outside(draw)[name], content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="pool-{draw.pk}-{name}"'
    return response


@require_POST
def delete_outside(request, pk):
    must_have(request, "panel.add_draw")
    draw = get_object_or_404(OutsideDraw.objects.defer("people", "quotas"), pk=pk)
    delete_outside_draw(draw=draw, by=request.user)
    messages.success(request, _now("The draw and its files are deleted."))
    return redirect("panel_outside_draws")
