"""How words are judged: reports, the queue, hiding under a rule, and the author's appeal."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Case, DateTimeField, Exists, F, Min, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.keys import name_of_account
from core.rates import allow
from core.refusals import Refused
from forums import chats
from forums.access import may_moderate
from forums.debate import refresh_activity
from forums.live import tell_room
from forums.models import (
    Appeal,
    Contribution,
    Post,
    ProposedQuestion,
    Question,
    Report,
    Rule,
    Statement,
)
from forums.telling import tell_of_appeal, tell_of_removal

# A held contribution is due as soon as a moderator is there; "usually within two hours".
HELD_FOR = timedelta(hours=2)
REPORTS_AN_HOUR = 10
Kind = Contribution.Kind


# ---- readers -------------------------------------------------------------------------------


@transaction.atomic
def report(
    *, contribution: Contribution, category: str, text: str = "", reporter=None, address: str = ""
) -> Report:
    """Take a reader's report and give it a reference; works without an account."""
    if category not in Report.Category.values:
        raise Refused(_("Choose what is wrong."))
    if not contribution.is_public:
        raise Refused(_("This is no longer shown, so there is nothing left to report."))
    person = reporter if reporter is not None and reporter.is_authenticated else None
    whose = name_of_account(person.pk) if person else f"address-{address}"
    if not allow(f"report:{whose}", REPORTS_AN_HOUR, 3600):
        raise Refused(_("You have sent 10 reports in an hour. Phone us if this cannot wait."))
    now = timezone.now()
    return Report.objects.create(
        contribution_id=contribution.pk,
        category=category,
        text=text.strip()[:1000],
        reporter=person,
        made_at=now,
        due_at=now + Report.time_allowed(category),
    )


# ---- the queue -----------------------------------------------------------------------------


def queue():
    """Return what is held or reported and not yet judged, the oldest due first."""
    open_reports = Report.objects.filter(contribution=OuterRef("pk"), state__in=Report.OPEN)
    first_due = (
        open_reports.order_by().values("contribution").annotate(first=Min("due_at")).values("first")
    )
    return (
        Contribution.objects.filter(hidden_at=None)
        .annotate(is_reported=Exists(open_reports), report_due=Subquery(first_due))
        .filter(Q(is_held=True) | Q(is_reported=True))
        # A declined or withdrawn question was judged by its state.
        .exclude(question__state__in=[Question.State.DECLINED, Question.State.WITHDRAWN])
        .exclude(question__state=Question.State.MERGED)
        # What the council itself says is read by whoever may publish the page.
        .exclude(statement__is_seed=True, is_held=True)
        .annotate(
            due_at=Case(
                When(report_due__isnull=False, then=F("report_due")),
                default=F("said_at") + HELD_FOR,
                output_field=DateTimeField(),
            )
        )
        .order_by("due_at", "pk")
    )


@transaction.atomic
def keep(*, contribution: Contribution, by) -> None:
    """Publish what was held; close its reports without action."""
    item = _judged(contribution, by)
    if item.kind == Kind.QUESTION:
        question = Question.objects.get(pk=item.pk)
        if question.state == Question.State.PENDING:
            chats.approve(question=question, by=by)
    elif item.is_held:
        item.is_held = False
        item.judged_at, item.judged_by = timezone.now(), by
        item.save(update_fields=["is_held", "judged_at", "judged_by"])
        _refresh_place(item)
    _settle_reports(item, by, Report.State.NO_ACTION)
    audit.record("forums.contribution.kept", on=item, by=by)


@transaction.atomic
def hide(*, contribution: Contribution, rule: Rule | None, by) -> None:
    """Take words away under a published rule; the author is told which and how to appeal."""
    if rule is None:
        raise Refused(_("Choose the rule that this breaks."))
    item = _judged(contribution, by)
    if item.kind == Kind.QUESTION:
        chats.hide(question=Question.objects.get(pk=item.pk), rule=rule, by=by)
    else:
        item.hidden_at, item.hidden_under = timezone.now(), rule
        item.judged_at, item.judged_by = item.hidden_at, by
        item.save(update_fields=["hidden_at", "hidden_under", "judged_at", "judged_by"])
        _refresh_place(item)
        tell_of_removal(item)
    _settle_reports(item, by, Report.State.ACTION)
    audit.record("forums.contribution.hidden", on=item, by=by, reason=str(rule), rule=rule.number)


@transaction.atomic
def judge_many(*, contributions: list[Contribution], rule: Rule | None, hides: bool, by) -> int:
    """Keep or hide several, all under one rule; all or none."""
    for contribution in contributions:
        if hides:
            hide(contribution=contribution, rule=rule, by=by)
        else:
            keep(contribution=contribution, by=by)
    return len(contributions)


@transaction.atomic
def undo(*, contribution: Contribution, by) -> None:
    """Put a contribution back in the queue as it was before one's own last decision."""
    item = _locked(contribution)
    if not may_moderate(by):
        raise Refused(_("Only moderators judge what people wrote."))
    if item.judged_by_id != by.pk:
        raise Refused(_("Only the moderator who decided can undo it. Others hear an appeal."))
    if item.hidden_at:
        _bring_back(item, by)
    elif item.kind == Kind.QUESTION:
        raise Refused(_("A question that was approved cannot go back. Remove it under a rule."))
    elif not item.reports.filter(settled_by=by).exists():
        item.is_held = True
        item.save(update_fields=["is_held"])
        _refresh_place(item)
    Report.objects.filter(contribution=item, settled_by=by).exclude(state__in=Report.OPEN).update(
        state=Report.State.IN_REVIEW, settled_at=None, settled_by=None
    )
    audit.record("forums.contribution.undone", on=item, by=by)


# ---- appeals -------------------------------------------------------------------------------


@transaction.atomic
def appeal(*, contribution: Contribution, by, text: str) -> Appeal:
    """Ask that somebody else look again at one's own hidden words."""
    item = _locked(contribution)
    if item.author_id != by.pk or not item.hidden_at:
        raise Refused(_("You can appeal when a moderator has removed something that you wrote."))
    if not text.strip():
        raise Refused(_("Say why we should look again."))
    if item.appeals.exists():
        raise Refused(_("You have appealed already. A different moderator decides."))
    try:
        with transaction.atomic():
            made = Appeal.objects.create(contribution=item, text=text.strip()[:1000])
    except IntegrityError as twice:
        raise Refused(_("You have appealed already. A different moderator decides.")) from twice
    item.reports.filter(state=Report.State.ACTION).update(state=Report.State.APPEALED)
    return made


def open_appeals(user):
    """Return the appeals that this moderator may decide: never those against their own decision."""
    return (
        Appeal.objects.filter(decided_at=None)
        .exclude(contribution__judged_by=user)
        .exclude(contribution__author=user)
        .select_related("contribution__hidden_under", "contribution__author__membership__ward")
        .select_related("contribution__post__topic__forum", "contribution__proposedquestion__forum")
        .order_by("made_at", "pk")
    )


@transaction.atomic
def decide_appeal(*, appeal: Appeal, by, uphold: bool, answer: str = "") -> Appeal:
    """Bring the words back, or confirm that they stay hidden; never by who hid them."""
    if not may_moderate(by):
        raise Refused(_("Only moderators decide appeals."))
    made = Appeal.objects.select_for_update().get(pk=appeal.pk)
    item = made.contribution
    if made.decided_at:
        raise Refused(_("This appeal has been decided already."))
    if by.pk in (item.judged_by_id, item.author_id):
        raise Refused(_("Somebody else has to decide this appeal."))
    made.decided_at, made.decided_by = timezone.now(), by
    made.was_upheld, made.answer = uphold, answer.strip()[:1000]
    made.save()
    if uphold and item.hidden_at:
        _bring_back(item, by)
        Contribution.objects.filter(pk=item.pk).update(is_held=False)
    item.reports.filter(state=Report.State.APPEALED).update(
        state=Report.State.CLOSED, settled_at=made.decided_at
    )
    tell_of_appeal(made)
    audit.record("forums.appeal.decided", on=item, by=by, upheld=uphold, reason=answer)
    return made


# ---- parts ---------------------------------------------------------------------------------


def _locked(contribution: Contribution) -> Contribution:
    return Contribution.objects.select_for_update().get(pk=contribution.pk)


def _judged(contribution: Contribution, by) -> Contribution:
    """Read it again, and refuse those who may not judge it and decisions that come second."""
    if not may_moderate(by):
        raise Refused(_("Only moderators judge what people wrote."))
    item = _locked(contribution)
    if item.author_id == by.pk:
        raise Refused(_("You wrote this. Somebody else has to judge it."))
    if item.is_held and Statement.objects.filter(pk=item.pk, is_seed=True).exists():
        raise Refused(_("Who may publish the page publishes the council’s own statements."))
    if item.hidden_at:
        raise Refused(
            _("Already removed by %(name)s.") % {"name": item.judged_by or _("a colleague")}
        )
    return item


def _bring_back(item: Contribution, by) -> None:
    if item.kind == Kind.QUESTION:
        chats.restore(question=Question.objects.get(pk=item.pk), by=by)
        return
    item.hidden_at = item.hidden_under = None
    item.judged_at, item.judged_by = timezone.now(), by
    item.save(update_fields=["hidden_at", "hidden_under", "judged_at", "judged_by"])
    _refresh_place(item)


def _refresh_place(item: Contribution) -> None:
    """Tell the topic of a post, or the room of a group, that what can be read in it changed."""
    if item.kind == Kind.PROPOSAL:
        proposal = ProposedQuestion.objects.get(pk=item.pk)
        tell_room(proposal.forum_id, proposal.circle, "questions")
    elif item.kind != Kind.STATEMENT:
        refresh_activity(Post.objects.get(pk=item.pk).topic)


def _settle_reports(item: Contribution, by, state: str) -> None:
    item.reports.filter(state__in=Report.OPEN).update(
        state=state, settled_at=timezone.now(), settled_by=by
    )
