"""The briefing's "I have read this", and the page of a poll's stages for those who run it."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consultations.words import until
from core.dates import moment
from core.forms import REFUSED
from core.refusals import Refused
from panel.models import Sample
from polls.assigning import arms_of, draw_arms, refusal_to_draw_arms
from polls.closing import (
    answering_now,
    close_stage,
    reopen_stage,
    stages_to_close,
    stages_to_reopen,
)
from polls.grouping import deal_groups, groups_of, name_facilitator, refusal_to_deal
from polls.models import BriefingPage, DeliberativePollPage, StageOverride, Wave
from polls.models.waves import MAY_OPEN, by_act
from polls.opening import dated_stages, open_stage, rule_broken_by, stages_to_open
from polls.pairing import comparison_kept
from polls.putting_back import put_back
from polls.reading import mark_as_read
from polls.staging_forms import CloseForm, FacilitatorForm, OpenForm, ReopenForm


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


def movers_only(view):
    """Let in officers who may move stages and the hosts of this poll, and give the view the poll.

    Who may do neither gets a plain no.
    """

    @never_cache
    @wraps(view)
    def checked(request, pk):
        poll = find_poll(request, pk)
        if not poll.may_move_stages(request.user):
            raise PermissionDenied
        return view(request, poll)

    return checked


def find_poll(request, pk):
    return get_object_or_404(DeliberativePollPage.objects.visible_to(request.user), pk=pk)


# ---- moving stages -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@movers_only
def stages(request, poll):
    """Show the stages of a poll to those who move them, and open one that waits."""
    if request.method != "POST":
        return show_stages(request, poll)
    form = open_form(poll, request.user, request.POST)
    return decide(request, poll, form, open_stage, said_of(form, _("%s: open now.")))


@require_POST
@movers_only
def close(request, poll):
    """Close a round of answers before its date."""
    form = close_form(poll, request.POST)
    done = said_of(form, _("%s: closed before their date, as you decided."))
    return decide(request, poll, form, close_stage, done)


@require_POST
@permission_required(MAY_OPEN, raise_exception=True)
def reopen(request, pk):
    """Take back that a round of answers closed early."""
    poll = find_poll(request, pk)
    form = reopen_form(poll, request.POST)
    done = said_of(form, _("%s: open until their date."))
    return decide(request, poll, form, reopen_stage, done)


def decide(request, poll, form, act, done):
    """Act on what was sent and go back to the page; or show there what is wrong, all of it kept."""
    if form.is_valid():
        try:
            act(poll=poll, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("polls:stages", poll.pk)
    return show_stages(request, find_poll(request, poll.pk), **{form.on_page: form})


def said_of(form, words):
    """Put the name of the chosen stage into what is said once it is done."""
    labels = dict(StageOverride.Stage.choices)
    return words % labels.get(form.data.get("stage"), "")


def moved_already(poll, act, data):
    """Tell whoever chose a stage that was moved since their page was loaded by whom, and when."""
    done = poll.overridden[act].get(data.get("stage", ""))
    if done is None:
        return ""
    return _("%(stage)s: %(act)s already, by %(who)s at %(when)s. Nothing more was done.") % {
        "stage": done.get_stage_display(),
        "act": done.get_act_display(),
        "who": done.by or _("somebody who has left"),
        "when": moment(done.at),
    }


# ---- the page ------------------------------------------------------------------------------------


def show_stages(request, poll, **sent):
    """Show where a poll stands and what this person may do; `sent` is the form with faults."""
    overrides = list(poll.overrides.select_related("by").order_by("at"))
    poll.overridden = by_act(overrides)
    for override in overrides:
        override.broken_rule = (
            rule_broken_by(poll, override.stage, override.at)
            if override.act == StageOverride.Act.OPEN
            else ""
        )
    context = {
        "page": poll,
        "overrides": overrides,
        "rows": dated_stages(poll),
        "has_closed_first": poll.has_wave_closed(Wave.BEFORE),
        "is_moved": poll.follows_from_end(),
        "differences": poll.differing_pairs,
        "arms": arms_of(poll),
        "groups": groups_of(poll),
        "open_form": open_form(poll, request.user),
        "close_form": close_form(poll),
        "is_officer": request.user.has_perm(MAY_OPEN),
    }
    if context["is_officer"]:
        context |= for_officers(poll)
    status = REFUSED if sent else 200
    return render(request, "polls/stages.html", context | sent | {"sent": sent}, status=status)


def for_officers(poll):
    """Return what officers alone decide on the page of stages: draws, and what is taken back."""
    return {
        "samples": samples_for(poll),
        "refusal_to_put_back": comparison_kept(poll).refusal_to_put_back,
        "refusal_to_draw": refusal_to_draw_arms(poll),
        "refusal_to_deal": refusal_to_deal(poll),
        "reopen_form": reopen_form(poll),
        "facilitator_form": FacilitatorForm(poll=poll),
    }


def open_form(poll, by, data=None):
    """Return the form that opens a stage, with those that wait and that this person may open."""
    may_all = by.has_perm(MAY_OPEN)
    waiting = [
        (
            stage,
            _("%(stage)s, due %(when)s")
            % {"stage": StageOverride.Stage(stage).label, "when": until(due)},
        )
        for stage, due in stages_to_open(poll).items()
        if may_all or stage != Wave.LATER
    ]
    broken = rule_broken_by(poll, Wave.AFTER) if Wave.AFTER in dict(waiting) else ""
    moved = moved_already(poll, StageOverride.Act.OPEN, data or {})
    return OpenForm(data, stages=waiting, moved=moved, broken_rule=broken, makes_exceptions=may_all)


def close_form(poll, data=None):
    stages = stages_to_close(poll)
    choices = [
        (
            stage,
            _("%(stage)s, open until %(when)s")
            % {"stage": Wave(stage).label, "when": until(poll.wave_closes_at(stage))},
        )
        for stage in stages
    ]
    answering = {stage: answering_now(poll, stage) for stage in stages}
    moved = moved_already(poll, StageOverride.Act.CLOSE, data or {})
    return CloseForm(data, stages=choices, moved=moved, answering=answering, auto_id="close-%s")


def reopen_form(poll, data=None):
    choices = [
        (
            stage,
            _("%(stage)s, until %(when)s")
            % {"stage": Wave(stage).label, "when": until(poll.wave_is_to_close_at(stage))},
        )
        for stage in stages_to_reopen(poll)
    ]
    return ReopenForm(data, stages=choices, auto_id="reopen-%s")


def samples_for(poll):
    """Return the samples of members who were drawn to be invited to this poll, the first first."""
    return Sample.objects.standing().without_text().filter(page_id=poll.pk).order_by("drawn_at")


@require_POST
@permission_required(MAY_OPEN, raise_exception=True)
def draw(request, pk):
    """Draw the comparison group, once and for good."""
    return attempt(request, pk, draw_arms, _("The comparison group is drawn."))


@require_POST
@permission_required(MAY_OPEN, raise_exception=True)
def deal(request, pk):
    """Deal those who deliberate into small groups, once and for good."""
    return attempt(request, pk, deal_groups, _("The groups are dealt."))


@require_POST
@permission_required(MAY_OPEN, raise_exception=True)
def put_questions_back(request, pk):
    """Make the questions what they were when they were asked first."""
    return attempt(request, pk, put_back, _("The questions are as they were asked first."))


def attempt(request, pk, act, done):
    poll = find_poll(request, pk)
    try:
        act(poll=poll, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("polls:stages", poll.pk)


@require_POST
@permission_required(MAY_OPEN, raise_exception=True)
def facilitate(request, pk):
    """Say who facilitates a small group."""
    poll = find_poll(request, pk)
    form = FacilitatorForm(request.POST, poll=poll)
    done = _("Their group knows who facilitates it.")
    return decide(request, poll, form, name_facilitator, done)
