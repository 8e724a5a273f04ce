"""Where a consultation stands, in words: its tag, a sentence, and the life cycle."""

from django.utils.translation import gettext as _

from consultations.status import Status
from consultations.words import until, when
from core import dates


def tag_of(page) -> tuple[str, str]:
    """Return tone and words of the tag that says where a consultation stands."""
    status = page.status
    if page.is_overdue:
        late = {"days": dates.late(page.due)}
        if status == Status.CLOSED:
            return ("late", _("Results overdue by %(days)s") % late)
        return ("late", _("Reply overdue by %(days)s") % late)
    tone = {
        Status.SCHEDULED: "soon",
        Status.DRAFT: "soon",
        Status.OPEN: "open",
        Status.RESULTS: "done",
        Status.OUTCOME: "done",
    }.get(status, "reading")
    words = str(Status(status).label)
    if status == Status.SCHEDULED:
        words = _("Opens %(day)s") % {"day": until(page.opens_at)}
    elif status == Status.OPEN:
        words = _("Open, %(left)s") % {"left": dates.left(page.closes_at)}
    elif status == Status.OUTCOME:
        words = _("Outcome published %(day)s") % {"day": dates.short_day(page.outcome.published_at)}
    return (tone, words)


def standing_sentence(page) -> str:
    """Say what happened and what comes next, while people cannot answer."""
    if page.status == Status.WITHDRAWN:
        sentence = _("We withdrew this on %(day)s. %(reason)s")
    elif page.status == Status.SCHEDULED:
        sentence = _("This opens %(opens)s. Follow it and we tell you what comes of it.")
    elif page.status == Status.OUTCOME:
        sentence = _("This closed %(closed)s.")
    elif page.status == Status.CLOSED and page.is_overdue:
        sentence = _("This closed %(closed)s. Results were due on %(due)s. %(reason)s")
    elif page.status == Status.CLOSED:
        sentence = _("This closed %(closed)s. Results come by %(due)s.")
    elif page.status == Status.RESULTS and page.is_overdue:
        sentence = _("This closed %(closed)s. A reply was due on %(due)s. %(reason)s")
    elif page.status == Status.RESULTS:
        sentence = _("This closed %(closed)s. We say what we do by %(due)s.")
    else:
        return ""
    return sentence % {
        "day": page.withdrawn_at and dates.day(page.withdrawn_at),
        "opens": page.opens_at and when(page.opens_at),
        "closed": page.closes_at and when(page.closes_at),
        "due": page.due and dates.day(page.due),
        "reason": page.withdrawn_reason if page.withdrawn_at else page.delay_reason,
    }


def steps_of(page) -> list[dict]:
    """Return the life cycle: each step with its date and its state."""
    if page.withdrawn_at or not (page.opens_at and page.closes_at):
        return []
    status, outcome = page.status, page.outcome if page.has_closed else None
    results_on = page.results_published_at
    middle = _("Open for responses")
    middle_note = dates.short_day(page.closes_at)
    if status == Status.OPEN:
        middle_note = _("Now, until %(day)s") % {"day": middle_note}
    elif page.has_closed:
        middle = _("Closed")
    else:
        middle_note = _("Until %(day)s") % {"day": middle_note}
    steps = [
        (_("Opened") if page.has_opened else _("Opens"), dates.short_day(page.opens_at)),
        (middle, middle_note),
        (_("Results published"), _on_or_by(results_on, page.results_due)),
        (_("Decision"), dates.short_day(page.decision_by) if page.decision_by else ""),
        (_("What we did"), _on_or_by(outcome and outcome.published_at, page.outcome_due)),
    ]
    states = _states(page, status)
    cycle = [
        {"label": label, "note": note, "state": state}
        for (label, note), state in zip(steps, states, strict=True)
    ]
    if outcome:
        cycle[4]["url"] = outcome.url
    return cycle


def _states(page, status: Status) -> list[str]:
    """Return for each step of the life cycle: done, now, next or late."""
    if status in {Status.SCHEDULED, Status.DRAFT}:
        return ["next"] * 5
    reached = {Status.OPEN: 1, Status.CLOSED: 2, Status.RESULTS: 3, Status.OUTCOME: 5}[status]
    if status == Status.RESULTS and page.decision_by and dates.days_left(page.decision_by) < 0:
        reached = 4
    states = ["done"] * reached + ["now"] + ["next"] * 4
    if page.is_overdue:
        states[2 if status == Status.CLOSED else 4] = "late"
    return states[:5]


def _on_or_by(moment, due) -> str:
    if moment:
        return dates.short_day(moment)
    if not due:
        return ""
    words = _("Was due %(day)s") if dates.days_left(due) < 0 else _("By %(day)s")
    return words % {"day": dates.short_day(due)}
