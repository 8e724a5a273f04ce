"""Where an officer puts words right that people are being asked."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import REFUSED
from core.refusals import Refused
from polls.correcting import LONGEST_NOTE, Words, correct_words, refusal_to_correct, words_of
from polls.models import QuestionnairePage


class CorrectionForm(forms.Form):
    """Every text that can be corrected, as it stands, and why one is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("What was wrong"),
        help_text=gettext_lazy("Everybody reads this, with today’s date, beside the questions."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what was wrong")},
    )

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = []
        for item in items:
            words = list(words_of(item))
            for one in words:
                self.fields[one.name] = words_field(one)
            if words:
                self.questions.append((item.wording, [self[one.name] for one in words]))

    @property
    def words(self) -> dict[str, str]:
        return {
            name: text
            for name, text in self.cleaned_data.items()
            if name not in ("version", "note")
        }


def words_field(one: Words) -> forms.CharField:
    return forms.CharField(
        label=one.label,
        initial=one.now,
        max_length=one.longest,
        required=not one.may_be_empty,
        error_messages={"required": _("It cannot be empty")},
    )


def correct(request, pk):
    """Show every text of a questionnaire, and take what was put right as a new version."""
    page = get_object_or_404(QuestionnairePage, pk=pk).specific
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    items = page.items.prefetch_related("options", "rows").order_by("sort_order", "pk")
    asks = request.method == "POST"
    form = CorrectionForm(
        request.POST if asks else None, items=items, initial={"version": page.version}
    )
    refusal = refusal_to_correct(page, request.user)
    if asks and form.is_valid():
        try:
            correct_words(
                page=page,
                by=request.user,
                words=form.words,
                note=form.cleaned_data["note"],
                version=form.cleaned_data["version"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Corrected. The note stands beside the questions now."))
            return redirect("polls_correct", page.pk)
    context = {"page": page, "form": form, "refusal": refusal, "made": page.corrections_made}
    status = REFUSED if form.errors else 200
    return render(request, "polls/admin/correct.html", context, status=status)
