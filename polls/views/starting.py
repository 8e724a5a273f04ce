"""What officers start a questionnaire from in the CMS, and the question bank."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.beginning import refusal_to_begin
from consultations.models import ConsultationPage
from core.forms import REFUSED
from core.refusals import Refused
from polls.copying import (
    add_questions,
    content_of,
    delete_questions,
    keep_questions,
    start_questionnaire,
    start_two_waves,
)
from polls.evaluating import add_evaluation
from polls.models import BankedQuestion, DeliberativePollPage, QuestionnairePage
from polls.starters import BY_CODE, STARTERS

MOST_TO_COPY = 50
# Beside the questions. Asked again of other people, it would not be the same.
COPIED = (
    *("introduction", "minutes", "why_we_ask", "who_may_answer", "asks_type", "younger"),
    *("introduction_easy", "why_we_ask_easy"),
)


class StartForm(forms.Form):
    """A title, and what to begin with: a template, or a questionnaire to copy."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=255,
        error_messages={"required": gettext_lazy("Enter a title")},
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Start from"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what to start from"),
            "invalid_choice": gettext_lazy("Choose one of the list"),
        },
    )

    is_next_wave = forms.BooleanField(
        label=gettext_lazy("It is the same asked again: show the trend"),
        required=False,
        help_text=gettext_lazy(
            "For a copy. Results then stand beside those of the questionnaire that it is copied "
            "from: before and after a change to a service, say."
        ),
    )

    is_in_two_waves = forms.BooleanField(
        label=gettext_lazy("Make two drafts, before and after a change"),
        required=False,
        help_text=gettext_lazy(
            "For a template, such as mystery visits: the same questions twice. The results of the "
            "second stand beside those of the first."
        ),
    )

    def __init__(self, *args, questionnaires, **kwargs):
        super().__init__(*args, **kwargs)
        self.questionnaires = {str(page.pk): page for page in questionnaires}
        own = [(pk, page.title) for pk, page in self.questionnaires.items()]
        self.fields["source"].choices = [
            (_("A template"), [(one.code, f"{one.title}: {one.about}") for one in STARTERS]),
            *([(_("A copy of"), own)] if own else []),
        ]

    def clean(self):
        chosen = super().clean()
        if chosen.get("is_next_wave") and "source" in chosen:
            page = self.questionnaires.get(chosen["source"])
            if page is None or len(page.specific.waves) > 1:
                self.add_error(
                    "is_next_wave", _("Only a copy of a questionnaire can be its next wave.")
                )
        if chosen.get("is_in_two_waves") and chosen.get("source") in self.questionnaires:
            self.add_error(
                "is_in_two_waves",
                _("Only a template makes two drafts. A copy can be the next wave instead."),
            )
        return chosen

    def beginning(self) -> dict:
        """Return what the new questionnaire begins with."""
        chosen = self.cleaned_data
        source = chosen["source"]
        if starter := BY_CODE.get(source):
            return {"contents": starter.items, "minutes": starter.minutes}
        page = self.questionnaires[source].get_latest_revision_as_object()
        return {
            "contents": [content_of(item) for item in page.items.all()],
            **{name: getattr(page, name) for name in COPIED},
            **({"earlier": self.questionnaires[source]} if chosen["is_next_wave"] else {}),
        }


def start(request, pk):
    """Ask what to start from, and make the draft."""
    consultation = get_object_or_404(ConsultationPage, pk=pk)
    if not consultation.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    asks = request.method == "POST"
    if not asks and (refusal := refusal_to_begin(consultation)):
        messages.error(request, refusal)
        return redirect("wagtailadmin_explore", consultation.pk)
    form = StartForm(request.POST if asks else None, questionnaires=questionnaires_of(request.user))
    if asks and form.is_valid():
        try:
            page = make_draft(form, below=consultation, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request, _("The draft is made. Change what you like, then publish it.")
            )
            return redirect("wagtailadmin_pages:edit", page.pk)
    context = {"page": consultation, "form": form}
    return render(request, "polls/admin/start.html", context, status=REFUSED if asks else 200)


def make_draft(form: StartForm, *, below: ConsultationPage, by) -> QuestionnairePage:
    chosen = form.cleaned_data
    begin = start_two_waves if chosen["is_in_two_waves"] else start_questionnaire
    return begin(below=below, by=by, title=chosen["title"], **form.beginning())


def questionnaires_of(user) -> list[QuestionnairePage]:
    """Return the newest questionnaires that somebody may edit, deliberative polls too."""
    newest = QuestionnairePage.objects.order_by("-latest_revision_created_at", "-pk")
    pages = newest[:MOST_TO_COPY]
    return [page for page in pages if page.permissions_for_user(user).can_edit()]


def bank(request, pk):
    """Show the bank beside one questionnaire: keep its questions, add others, let go of some."""
    page = get_object_or_404(QuestionnairePage, pk=pk).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if request.method == "POST":
        act(request, page)
        return redirect(request.path)
    draft = page.get_latest_revision_as_object()
    context = {
        "page": page,
        "items": draft.items.all(),
        "kept": BankedQuestion.objects.all(),
        "may_ask_of_event": isinstance(page, DeliberativePollPage) and not page.is_locked,
    }
    return render(request, "polls/admin/bank.html", context)


def act(request, page) -> None:
    """Do what the button that was pressed says, and tell what came of it."""
    chosen = request.POST.getlist("chosen")[:200]
    pks = [pk for pk in chosen if pk.isdecimal() and len(pk) < 12]
    try:
        if "keep" in request.POST:
            draft = page.get_latest_revision_as_object()
            done = keep_questions(page=draft, codes=chosen, by=request.user)
            text = _("Kept in the bank: %(n)d") % {"n": done}
        elif "add" in request.POST:
            done = add_questions(page=page, pks=pks, by=request.user)
            text = _("Added to the draft: %(n)d. They stand at the end.") % {"n": done}
        elif "evaluation" in request.POST and isinstance(page, DeliberativePollPage):
            done = add_evaluation(page=page, by=request.user)
            text = _("Added to the draft: %(n)d. They are asked with second answers.") % {"n": done}
        elif "delete" in request.POST:
            done = delete_questions(page=page, pks=pks, by=request.user)
            text = _("Taken out of the bank: %(n)d") % {"n": done}
        else:
            raise Refused(_("Nothing was done. Press one of the buttons."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, text)
