"""For each table of ours: the rule that ends its rows, or why no clock does.

`tests/home/test_tables.py` holds that none is missing. A table that is added says here what becomes
of what it knows about people.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By rule: what it lets go of, wholly or of people in it.
UNDER_A_RULE: dict[str, tuple[str, ...]] = {
    "unfinished": ("panel.User", "account.EmailAddress", "mfa.Authenticator"),
    "removed": ("panel.User", "panel.Membership"),
    "over": ("panel.User", "panel.Membership"),
    "left": ("panel.User",),
    "promised": (
        *("polls.Response", "polls.PublishingChoice", "polls.BriefingRead"),
        *("polls.AssignedPlace", "polls.Signal", "consultations.Attendance"),
        "polls.PersonalSheet",
    ),
    "answers": (
        *("polls.Response", "polls.PublishingChoice", "polls.BriefingRead"),
        *("polls.AssignedPlace", "polls.Signal", "consultations.Attendance"),
        "polls.PersonalSheet",
    ),
    "votes": ("polls.Ballot",),
    "drafts": ("polls.Draft",),
    "statement_votes": ("forums.StatementVote",),
    "papers": ("polls.Paper",),
    "told": ("consultations.Follow", "panel.Message"),
    "messages": ("panel.Message",),
    "by_answers": ("panel.Message",),
    "bounces": ("panel.Bounce",),
    "chat_log": ("forums.Question", "forums.RoomEvent", "forums.Mute", "forums.Support"),
    "holds": ("panel.Hold",),
    "sessions": ("sessions.Session",),
    "tasks": ("django_tasks_database.DBTaskResult",),
    "looks": ("panel.LookedAt",),
    "data_requests": ("panel.DataRequest",),
    "calls": ("panel.VolunteerCall", "panel.Volunteer"),
    "seats": ("panel.SeatLetter", "panel.SeatOffer"),
    "told_draws": ("panel.DrawTold",),
    "other_pools": ("panel.OutsideDraw",),
    "data_complaints": ("panel.DataComplaint",),
    "breaches": ("panel.DataBreach",),
    "security": ("panel.SecurityEvent",),
    "audit_log": (
        "wagtailcore.ModelLogEntry",
        "wagtailcore.PageLogEntry",
        "home.ChainedModelEntry",  # the same tables as they are written
        "home.ChainedPageEntry",
        "home.AuditLink",
    ),
}

WITH_THE_PERSON = _("Goes at once when the person leaves, and sooner at their wish.")
WITH_ITS_ROW = _("Goes with the row that it belongs to.")
AS_PROOF = _(
    "Stays as the proof of a draw. Of who has left it leads to an emptied membership: no name, no "
    "address, no postcode."
)
UNDER_CODES = _(
    "Stays as the proof of a draw, under codes that were made of nothing and lead to nobody."
)
AS_WISHED = _("Stays, as a hash, so that a wish not to be written to outlives the account.")
IN_PUBLIC = _(
    "Was said in public and stays readable, under “a former member” once its author has left."
)
TILL_SENT = _("Goes when the round of talk ends in which it was given.")
OF_STAFF = _("Says what staff did in their role, and nothing of a member.")
NOBODY = _("Knows nobody.")

WITHOUT_A_CLOCK: dict[str | Promise, tuple[str, ...]] = {
    WITH_THE_PERSON: (
        "consultations.Interest",
        "panel.Consent",
        "panel.DateOfBirth",
        "panel.FormerWard",
        "panel.MobileNumber",
        "panel.MessageWishes",
        "panel.ProfileAnswer",
        "panel.ProfileWords",
    ),
    WITH_ITS_ROW: (
        "account.EmailConfirmation",
        "panel.ClockStop",
        "polls.Answer",
        "polls.CodedAnswer",
        "polls.JudgedWords",
        "polls.Organisation",
        "polls.SentFile",
    ),
    AS_PROOF: ("panel.Draw", "panel.DrawMember", "panel.Sample", "panel.SampleMember"),
    UNDER_CODES: ("polls.Assignment",),
    AS_WISHED: ("panel.DepartedAddress", "panel.Erasure", "panel.StoppedAddress"),
    IN_PUBLIC: (
        "forums.Contribution",
        "forums.Post",
        "forums.ProposedQuestion",
        "forums.Reply",
        "forums.Statement",
        "forums.Topic",
        # Why words were hidden is kept with them, for as long as they can be asked about.
        "forums.Appeal",
        "forums.Report",
    ),
    TILL_SENT: ("forums.QuestionRanking",),
    OF_STAFF: (
        "consultations.Approval",
        "consultations.Invitation",
        "consultations.SegmentMessage",
        "forums.AgendaOpening",
        "forums.QuestionsSent",
        "forums.SessionExpert",
        "panel.CouncilIdentity",
        "panel.Mailing",
        "panel.RetentionRun",
        "consultations.ProposalChange",
        "polls.Correction",
        "polls.Batch",
        "polls.Facilitator",
        "polls.Kiosk",
        "polls.LateChoice",
        "polls.Reviewer",
        "polls.SignOff",
        "polls.StageHost",
        "polls.StageOverride",
        "results.Export",
        "results.FrozenReport",
    ),
    NOBODY: (
        "consultations.Audience",
        "consultations.ChangeNote",
        "consultations.ConsultationDocument",
        "consultations.ConsultationIndexPage",
        "consultations.ConsultationPage",
        "consultations.Option",
        "consultations.OutcomeIndexPage",
        "consultations.OutcomePage",
        "consultations.Segment",
        "consultations.Subject",
        "forums.AgendaItem",
        "forums.ExpertSessionPage",
        "forums.ForumPage",
        "forums.OpinionPicture",
        "forums.Room",
        "forums.Rule",
        "forums.StatementsPage",
        "home.AuditHead",
        "home.HomePage",
        "home.PlainPage",
        "panel.AreaCount",
        "panel.BoundaryChange",
        "panel.CensusCount",
        "panel.CouncilSettings",
        "panel.Councillor",
        "panel.DeprivationScore",
        "panel.Division",
        "panel.InvitationBatch",
        "panel.InvitationCode",
        "panel.JoiningRefusal",
        "panel.LoadedFile",
        "panel.MemberImport",
        "panel.MessageSettings",
        "panel.Postcode",
        "panel.PopulationTable",
        "panel.PostcodeEdition",
        "panel.Property",
        "panel.ProcessingRecord",
        "panel.QuestionSet",
        "panel.RetentionPeriod",
        "panel.ShownText",
        "panel.SmallAreaCount",
        "panel.Ward",
        "panel.WardGroup",
        "panel.WardSuccession",
        "polls.BankedQuestion",
        "polls.BriefingPage",
        "polls.Choice",
        "polls.DeliberativePollPage",
        "polls.FirstAsked",
        "polls.Item",
        "polls.Option",
        "polls.QuestionnairePage",
        "polls.QuickPollPage",
        "polls.Round",
        "polls.Row",
        "polls.Theme",
        "results.GroupCount",
    ),
}

KEPT_IN_WORDS: tuple[tuple[str | Promise, str | Promise], ...] = (
    (
        _("What members told about themselves, numbers, choices, wishes, interests, former wards"),
        WITH_THE_PERSON,
    ),
    (_("Draws by lot and samples, with everybody’s chance"), AS_PROOF),
    (_("Draws of arms and groups in deliberative polls"), UNDER_CODES),
    (_("Addresses that stopped our mail, or left after an import"), AS_WISHED),
    (_("What people wrote in debates, and published questions and answers"), IN_PUBLIC),
    (_("Which questions to experts members of a small group ranked"), TILL_SENT),
    (_("Records of exports, reports, draws, invitations, messages and runs"), OF_STAFF),
)


def named() -> Iterator[str]:
    """Yield every table that is named, as often as it is."""
    for tables in (*UNDER_A_RULE.values(), *WITHOUT_A_CLOCK.values()):
        yield from tables
