"""Sign-off of a briefing: what officers see in the CMS, and what a reviewer sees by their link."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.forms import REFUSED, GovukForm, TextAreaField
from core.refusals import Refused
from polls.models import BriefingPage, Reviewer, SignOff
from polls.reading import briefing_for
from polls.reviewed import draft_of, state_of, version_of
from polls.signing_off import add_reviewer, ask_reviewers, remove_reviewer, reviewer_of, sign


class ReviewerForm(forms.Form):
    """Somebody who is to review a briefing."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter a name")},
    )
    interest = forms.CharField(
        label=gettext_lazy("Interest they speak for"),
        max_length=120,
        help_text=gettext_lazy(
            "Such as “Traders of Church Road”. Both are published with what they sign."
        ),
        error_messages={"required": gettext_lazy("Enter the interest they speak for")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("Their link goes there. It is never shown."),
        error_messages={
            "required": gettext_lazy("Enter an e-mail address"),
            "invalid": gettext_lazy("Enter an e-mail address like name@example.org"),
        },
    )


class VerdictForm(GovukForm):
    """Whether a briefing is fair, and what should change."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Is it fair to both sides?"),
        choices=SignOff.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether it is fair")},
    )
    words = TextAreaField(
        label=gettext_lazy("What should change"),
        help_text=gettext_lazy("The council reads this. Needed only if it is not fair yet."),
        required=False,
        max_length=1000,
    )
    version = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean(self):
        cleaned = super().clean()
        is_unfair = cleaned.get("verdict") == SignOff.Verdict.UNFAIR
        if is_unfair and not cleaned.get("words", "").strip():
            self.add_error("words", _("Say what should change"))
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def sign_off(request, pk):
    """Show in the CMS who reviews a briefing and what they said of it as it stands."""
    briefing = get_object_or_404(BriefingPage, pk=pk)
    if not briefing.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    form = ReviewerForm(request.POST if "add" in request.POST else None)
    if request.method == "POST" and ("add" not in request.POST or form.is_valid()):
        try:
            messages.success(request, act(request, briefing, form))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(request.path)
    draft = draft_of(briefing)
    context = {"page": briefing, "form": form, "state": state_of(draft), "poll": briefing.poll}
    status = REFUSED if form.errors else 200
    return render(request, "polls/admin/sign_off.html", context, status=status)


def act(request, briefing, form) -> str:
    """Do what the button that was pressed says; return what came of it."""
    if "add" in request.POST:
        reviewer = add_reviewer(briefing=briefing, by=request.user, **form.cleaned_data)
        return _("%(who)s is to review it. Ask when the draft is ready.") % {"who": reviewer}
    if "remove" in request.POST:
        chosen = request.POST["remove"]
        if not chosen.isdecimal() or len(chosen) > 12:
            raise Http404
        reviewer = get_object_or_404(Reviewer, briefing=briefing, pk=chosen)
        remove_reviewer(reviewer=reviewer, by=request.user)
        return _("Taken off the list.")
    asked = ask_reviewers(briefing=briefing, by=request.user)
    return _("Reviewers asked: %(n)d") % {"n": asked}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, token):
    """Let a reviewer read the newest draft, and say whether it is fair."""
    reviewer = reviewer_of(token)
    if reviewer is None:
        raise Http404
    draft = draft_of(reviewer.briefing)
    version = version_of(draft)
    form = VerdictForm(
        request.POST if request.method == "POST" else None, initial={"version": version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            sign(reviewer=reviewer, **form.cleaned_data)
        except Refused as refusal:
            form = VerdictForm(initial={"version": version})
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you. The council has what you said."))
            return redirect(request.path)
    said = reviewer.signatures.filter(version=version).first()
    context = {
        "reviewer": reviewer,
        "briefing": draft,
        "poll": reviewer.briefing.poll,
        "shown": briefing_for(draft, f"reviewer-{reviewer.pk}"),
        "version": version,
        "said": said,
        "has_signed_earlier": reviewer.signatures.exclude(version=version).exists(),
        "form": form,
    }
    status = REFUSED if form.errors else 200
    answer = render(request, "polls/review.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer
