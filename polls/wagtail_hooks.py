"""What polls add to the CMS: words for log entries, ways to stages, templates and the bank."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import widgets

from consultations.models import ConsultationPage
from polls.assisting import MAY_ASSIST
from polls.keying import MAY_KEY
from polls.models import BriefingPage, DeliberativePollPage, QuestionnairePage
from polls.personal_sheets import MAY_PRINT, is_on_sheets
from polls.theming import CODE
from polls.views import correcting, reviewing, starting, trying


@hooks.register("register_log_actions")
def name_log_entries(actions):
    actions.register_action(
        "polls.open_stage", _("Open a stage early"), _("Opened a stage before its date")
    )
    actions.register_action(
        "polls.close_stage", _("Close a stage early"), _("Closed answers before their date")
    )
    actions.register_action(
        "polls.reopen_stage", _("Reopen a stage"), _("Let answers go on that were closed early")
    )
    actions.register_action(
        "polls.name_host", _("Name a host"), _("Named who moves the stages of a poll")
    )
    actions.register_action(
        "polls.remove_host", _("Take a host off"), _("Took the stages of a poll out of hands")
    )
    actions.register_action(
        "polls.questions_differ",
        _("Questions differ"),
        _("Found questions that are no longer as they were asked first"),
    )
    actions.register_action(
        "polls.put_back",
        _("Put questions back"),
        _("Put questions back as they were asked first"),
    )
    actions.register_action(
        "polls.correct", _("Correct the wording"), _("Corrected words that people are asked")
    )
    actions.register_action(
        "polls.words.judged", _("Judge an answer"), _("Judged what somebody wrote in an answer")
    )
    actions.register_action(
        "polls.words.name",
        _("Judge a printed name"),
        _("Decided whether a name stands above what somebody wrote"),
    )
    actions.register_action("polls.themes", _("Name themes"), _("Changed the themes of a question"))
    actions.register_action("polls.bank", _("Keep questions"), _("Kept questions in the bank"))
    actions.register_action(
        "polls.bank_delete", _("Delete banked questions"), _("Deleted questions from the bank")
    )
    actions.register_action(
        "polls.exclude_response",
        _("Leave responses out"),
        _("Left responses out of the figures"),
    )
    actions.register_action(
        "polls.put_back_response", _("Put a response back"), _("Let a response count again")
    )
    actions.register_action(
        "polls.draw_arms", _("Draw a comparison group"), _("Drew the comparison group by lot")
    )
    actions.register_action(
        "polls.draw_groups", _("Deal small groups"), _("Dealt people into small groups by lot")
    )
    actions.register_action(
        "polls.reviewer_named", _("Name a reviewer"), _("Named a reviewer of the briefing")
    )
    actions.register_action(
        "polls.reviewer_removed", _("Take a reviewer off"), _("Took a reviewer of the briefing off")
    )
    actions.register_action(
        "polls.reviewers_asked", _("Ask reviewers"), _("Asked reviewers to sign the briefing off")
    )
    actions.register_action(
        "polls.briefing_reviewed", _("Review a briefing"), _("A reviewer spoke of the briefing")
    )
    actions.register_action(
        "polls.name_facilitator", _("Name a facilitator"), _("Named who facilitates a small group")
    )
    actions.register_action(
        "polls.begin_batch", _("Begin a batch"), _("Began to enter answers that came offline")
    )
    actions.register_action(
        "polls.print_sheets", _("Print sheets"), _("Printed sheets for people who answer on paper")
    )
    actions.register_action(
        "polls.key_paper", _("Enter answers"), _("Entered answers for somebody")
    )
    actions.register_action(
        "polls.key_paper_again", _("Enter answers again"), _("Entered a paper a second time")
    )
    actions.register_action(
        "polls.settle_paper", _("Decide differences"), _("Decided how a paper is read")
    )
    actions.register_action(
        "polls.discard_second", _("Discard a reading"), _("Sent a paper to be entered again")
    )
    actions.register_action("polls.assist", _("Send a link"), _("Sent somebody a private link"))
    actions.register_action(
        "polls.answer_with", _("Answer with a member"), _("Began to answer with a member")
    )
    actions.register_action("polls.open_kiosk", _("Open a tablet"), _("Opened a shared tablet"))
    actions.register_action("polls.end_kiosk", _("End a tablet"), _("Ended a shared tablet"))
    actions.register_action(
        "polls.choose_late", _("Decide on late answers"), _("Decided whether late answers count")
    )


@hooks.register("register_admin_urls")
def register_addresses():
    return [
        path("questionnaires/start/<row:pk>/", starting.start, name="polls_start"),
        path("questionnaires/<row:pk>/bank/", starting.bank, name="polls_bank"),
        path("questionnaires/<row:pk>/correct/", correcting.correct, name="polls_correct"),
        path("questionnaires/<row:pk>/ways/", trying.paths, name="polls_paths"),
        path("briefings/<row:pk>/sign-off/", reviewing.sign_off, name="polls_sign_off"),
    ]


@hooks.register("register_page_header_buttons")
def lead_to_beginnings(page, user, view_name=None, next_url=None):
    """Offer templates on a consultation, and the bank on a questionnaire."""
    page = page.specific
    may = page.permissions_for_user(user)
    if isinstance(page, ConsultationPage) and may.can_add_subpage():
        yield widgets.Button(
            _("Start a questionnaire"),
            reverse("polls_start", args=[page.pk]),
            icon_name="form",
            priority=3,
        )
    if isinstance(page, QuestionnairePage) and may.can_edit():
        yield widgets.Button(
            _("Question bank"),
            reverse("polls_bank", args=[page.pk]),
            icon_name="folder-open-1",
            priority=70,
        )
        yield widgets.Button(
            _("Ways and test"),
            reverse("polls_paths", args=[page.pk]),
            icon_name="view",
            priority=65,
        )
    if isinstance(page, QuestionnairePage) and page.live and may.can_publish():
        yield widgets.Button(
            _("Correct the wording"),
            reverse("polls_correct", args=[page.pk]),
            icon_name="edit",
            priority=75,
        )


@hooks.register("register_page_header_buttons")
def lead_to_keying(page, user, view_name, next_url=None):
    """Offer to enter what came offline, to answer with a member, and to print sheets."""
    if not isinstance(page, QuestionnairePage) or not page.live:
        return
    if is_on_sheets(page) and user.has_perm(MAY_PRINT):
        yield widgets.Button(
            _("Sheets of paper"),
            reverse("polls:sheets", args=[page.pk]),
            icon_name="download",
            priority=64,
        )
    if not page.is_open_to_all and user.has_perm(MAY_ASSIST):
        yield widgets.Button(
            _("Answer with a member"),
            reverse("polls:caller", args=[page.pk]),
            icon_name="user",
            priority=66,
        )
    if user.has_perm(MAY_KEY):
        yield widgets.Button(
            _("Answers offline"),
            reverse("polls:keying", args=[page.pk]),
            icon_name="doc-full",
            priority=65,
        )


@hooks.register("register_page_header_buttons")
def lead_to_sign_off(page, user, view_name, next_url=None):
    if isinstance(page, BriefingPage) and page.permissions_for_user(user).can_edit():
        address = reverse("polls_sign_off", args=[page.pk])
        yield widgets.Button(_("Sign-off"), address, icon_name="check", priority=60)


@hooks.register("register_page_header_buttons")
def lead_to_stages(page, user, view_name, next_url=None):
    if not isinstance(page, DeliberativePollPage) or not page.live:
        return  # nothing can be opened early in what nobody can see
    if page.may_move_stages(user):
        yield widgets.Button(
            _("Stages"), reverse("polls:stages", args=[page.pk]), icon_name="date", priority=60
        )


@hooks.register("register_page_header_buttons")
def lead_to_themes(page, user, view_name, next_url=None):
    """Lead from a questionnaire to what people wrote, and what it is about."""
    page = page.specific
    if type(page) is QuestionnairePage and page.live and user.has_perm(CODE):
        yield widgets.Button(
            _("Themes"), reverse("polls:theming", args=[page.pk]), icon_name="tag", priority=66
        )
