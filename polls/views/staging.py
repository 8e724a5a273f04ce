"""The briefing's "I have read this", and the officer's view of a poll's stages."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consultations.words import until
from core.forms import REFUSED
from core.refusals import Refused
from panel.models import Sample
from polls.assigning import arms_of, draw_arms, refusal_to_draw_arms
from polls.forms import FacilitatorForm, StageForm
from polls.grouping import deal_groups, groups_of, name_facilitator, refusal_to_deal
from polls.models import BriefingPage, DeliberativePollPage, StageOverride, Wave
from polls.opening import dated_stages, open_stage, rule_broken_by, stages_to_open
from polls.pairing import comparison_kept
from polls.putting_back import put_back
from polls.reading import mark_as_read


@require_POST
def read(request, pk):
    """Record that this person has read the briefing."""
    briefing = get_object_or_404(BriefingPage.objects.visible_to(request.user), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(briefing.url)
    try:
        mark_as_read(user=request.user, briefing=briefing)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(briefing.url)
    messages.success(request, _("Thank you. We have noted that you read the briefing."))
    return redirect(briefing.get_parent().url)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("polls.override_stage", raise_exception=True)
def stages(request, pk):
    """Show an officer the stages of a poll, and open one that waits."""
    poll = get_object_or_404(DeliberativePollPage.objects.visible_to(request.user), pk=pk)
    return show_stages(request, poll, is_sent=request.method == "POST")


def show_stages(request, poll, *, is_sent=False, facilitator_form=None):
    overrides = list(poll.overrides.select_related("by").order_by("opened_at"))
    poll.opened_early = {override.stage: override for override in overrides}
    waiting = [
        (
            stage,
            _("%(stage)s, due %(when)s")
            % {"stage": StageOverride.Stage(stage).label, "when": until(due)},
        )
        for stage, due in stages_to_open(poll).items()
    ]
    broken_rule = rule_broken_by(poll, Wave.AFTER) if Wave.AFTER in dict(waiting) else ""
    form = StageForm(request.POST if is_sent else None, stages=waiting, broken_rule=broken_rule)
    if is_sent and form.is_valid():
        try:
            override = open_stage(poll=poll, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("%(stage)s: open now.") % {"stage": override.get_stage_display()}
            )
            return redirect("polls:stages", poll.pk)
    for override in overrides:
        override.broken_rule = rule_broken_by(poll, override.stage, override.opened_at)
    context = {
        "page": poll,
        "form": form,
        "waiting": waiting,
        "overrides": overrides,
        "samples": samples_for(poll),
        "rows": dated_stages(poll),
        "is_moved": poll.follows_from_end(),
        "differences": poll.differing_pairs,
        "refusal_to_put_back": comparison_kept(poll).refusal_to_put_back,
        "arms": arms_of(poll),
        "refusal_to_draw": refusal_to_draw_arms(poll),
        "groups": groups_of(poll),
        "refusal_to_deal": refusal_to_deal(poll),
        "facilitator_form": facilitator_form or FacilitatorForm(poll=poll),
    }
    is_refused = form.errors or (facilitator_form and facilitator_form.errors)
    status = REFUSED if is_refused else 200
    return render(request, "polls/stages.html", context, status=status)


def samples_for(poll):
    """Return the samples of members who were drawn to be invited to this poll, the first first."""
    return Sample.objects.standing().without_text().filter(page_id=poll.pk).order_by("drawn_at")


@require_POST
@permission_required("polls.override_stage", raise_exception=True)
def draw(request, pk):
    """Draw the comparison group, once and for good."""
    return attempt(request, pk, draw_arms, _("The comparison group is drawn."))


@require_POST
@permission_required("polls.override_stage", raise_exception=True)
def deal(request, pk):
    """Deal those who deliberate into small groups, once and for good."""
    return attempt(request, pk, deal_groups, _("The groups are dealt."))


@require_POST
@permission_required("polls.override_stage", raise_exception=True)
def put_questions_back(request, pk):
    """Make the questions what they were when they were asked first."""
    return attempt(request, pk, put_back, _("The questions are as they were asked first."))


def attempt(request, pk, act, done):
    poll = get_object_or_404(DeliberativePollPage.objects.visible_to(request.user), pk=pk)
    try:
        act(poll=poll, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("polls:stages", poll.pk)


@require_POST
@permission_required("polls.override_stage", raise_exception=True)
def facilitate(request, pk):
    """Say who facilitates a small group."""
    poll = get_object_or_404(DeliberativePollPage.objects.visible_to(request.user), pk=pk)
    form = FacilitatorForm(request.POST, poll=poll)
    if form.is_valid():
        try:
            name_facilitator(poll=poll, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Their group knows who facilitates it."))
            return redirect("polls:stages", poll.pk)
    return show_stages(request, poll, facilitator_form=form)
