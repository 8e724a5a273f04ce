"""What the CMS must know: the words for what the log records."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import widgets

from forums.models import ExpertSessionPage, ForumPage, StatementsPage
from forums.views.forum import show_forum
from forums.views.session import show_session
from forums.views.statements import seeds, show_statements

ACTIONS = {
    "forums.question.pending": (_("Return to the queue"), _("Returned to the queue")),
    "forums.question.approved": (_("Approve question"), _("Approved question")),
    "forums.question.live": (_("Put question live"), _("Put question live")),
    "forums.question.answered": (_("Answer question"), _("Answered question")),
    "forums.question.declined": (_("Decline question"), _("Declined question")),
    "forums.question.merged": (_("Join questions"), _("Joined questions")),
    "forums.question.hidden": (_("Remove question"), _("Removed question")),
    "forums.question.withdrawn": (_("Withdraw question"), _("Withdrew question")),
    "forums.question.handed": (_("Hand question to an expert"), _("Handed question to an expert")),
    "forums.question.pinned": (_("Pin question"), _("Pinned question")),
    "forums.answer.written": (_("Write answer"), _("Wrote answer")),
    "forums.answer.published": (_("Publish answer"), _("Published answer")),
    "forums.answer.corrected": (_("Correct answer"), _("Corrected answer")),
    "forums.session.paused": (_("Pause session"), _("Paused session")),
    "forums.session.resumed": (_("Resume session"), _("Resumed session")),
    "forums.session.premoderated": (_("Set pre-moderation"), _("Set pre-moderation")),
    "forums.session.extended": (_("Extend session"), _("Extended session")),
    "forums.session.closed": (_("Close session"), _("Closed session")),
    "forums.session.muted": (_("Mute person"), _("Muted person")),
    "forums.session.unmuted": (_("Unmute person"), _("Unmuted person")),
    "forums.agenda.opened": (_("Open part of an agenda"), _("Opened a part of the agenda early")),
    "forums.group_questions.sent": (
        _("Send questions of a group"),
        _("Sent the questions of a group to the experts"),
    ),
    "forums.post.facilitated": (_("Post as facilitator"), _("Wrote as facilitator")),
    "forums.post.edited": (_("Change post as facilitator"), _("Changed a post as facilitator")),
    "forums.post.pinned": (_("Pin correction"), _("Pinned correction")),
    "forums.topic.closed": (_("Close topic"), _("Closed topic")),
    "forums.statement.seeded": (_("Add statements"), _("Added the council’s statements")),
    "forums.statement.published": (
        _("Publish the council’s statements"),
        _("Published the council’s statements"),
    ),
    "forums.statement.dropped": (_("Take a statement out"), _("Took out a statement")),
    "forums.contribution.kept": (_("Keep contribution"), _("Kept contribution")),
    "forums.contribution.hidden": (_("Hide contribution"), _("Hid contribution")),
    "forums.contribution.undone": (_("Undo decision"), _("Undid decision")),
    "forums.appeal.decided": (_("Decide appeal"), _("Decided appeal")),
}


@hooks.register("register_log_actions")
def register_actions(actions):
    for name, (label, done) in ACTIONS.items():
        actions.register_action(name, label, done)


@hooks.register("register_admin_urls")
def register_addresses():
    return [path("statements/<row:pk>/", seeds, name="forums_seeds")]


@hooks.register("register_page_header_buttons")
def lead_to_statements(page, user, view_name=None, next_url=None):
    """Offer an officer the council's own statements of a page."""
    if isinstance(page.specific, StatementsPage) and page.permissions_for_user(user).can_edit():
        yield widgets.Button(
            _("Statements"),
            reverse("forums_seeds", args=[page.pk]),
            icon_name="list-ul",
            priority=3,
        )


VIEWS = {
    ForumPage: show_forum,
    ExpertSessionPage: show_session,
    StatementsPage: show_statements,
}
for kind, view in VIEWS.items():
    kind.show = staticmethod(view)


# Innermost, so that Wagtail's own check of who may open a page has been made.
@hooks.register("on_serve_page", order=1000)
def serve_with_our_views(serve_next):
    """Give forums and sessions to their views, which know forms and names; models do not."""

    def serve(page, request, args, kwargs):
        if type(page) in VIEWS:
            return type(page).show(request, page)
        return serve_next(page, request, args, kwargs)

    return serve
