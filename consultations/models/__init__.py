"""What is asked, of whom, when, and what came of it."""

from consultations.models.activities import (
    ActivityManager,
    ActivityPage,
    ActivityQuerySet,
    containers_of,
    prepare_all,
    together,
)
from consultations.models.approvals import Approval
from consultations.models.attendance import Attendance
from consultations.models.consultation import ConsultationPage, consultation_of
from consultations.models.indexes import ConsultationIndexPage, OutcomeIndexPage
from consultations.models.invitations import Invitation
from consultations.models.outcomes import OutcomePage
from consultations.models.parts import ChangeNote, ConsultationDocument, Option
from consultations.models.people import Follow
from consultations.models.proposals import ProposalChange
from consultations.models.purposes import HasPurpose
from consultations.models.segments import Interest, MembersByRule, Segment, SegmentMessage
from consultations.models.subjects import Audience, Subject
from consultations.status import Status

__all__ = [
    "Approval",
    "Attendance",
    "Audience",
    "ActivityManager",
    "ActivityPage",
    "ActivityQuerySet",
    "ChangeNote",
    "ConsultationDocument",
    "ConsultationIndexPage",
    "ConsultationPage",
    "Follow",
    "HasPurpose",
    "Interest",
    "Invitation",
    "MembersByRule",
    "Option",
    "OutcomeIndexPage",
    "OutcomePage",
    "ProposalChange",
    "Segment",
    "SegmentMessage",
    "Status",
    "Subject",
    "consultation_of",
    "containers_of",
    "prepare_all",
    "together",
]
