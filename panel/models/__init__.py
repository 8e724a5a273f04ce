"""People and places."""

from panel.models.births import DateOfBirth
from panel.models.bounces import Bounce
from panel.models.boundaries import BoundaryChange, FormerWard, WardGroup, WardSuccession
from panel.models.census import AreaCount, CensusCount
from panel.models.consents import Consent, ShownText
from panel.models.council import CouncilSettings
from panel.models.draws import Draw, DrawMember
from panel.models.erasures import Erasure
from panel.models.invitations import InvitationBatch, InvitationCode
from panel.models.loads import LoadedFile, MemberImport
from panel.models.looked import LookedAt
from panel.models.messages import Mailing, Message, MessageSettings
from panel.models.people import (
    AgeBand,
    DepartedAddress,
    JoiningRefusal,
    Membership,
    StoppedAddress,
    User,
)
from panel.models.places import Councillor, Division, Postcode, PostcodeEdition, Ward
from panel.models.profile import ProfileAnswer, ProfileWords, QuestionSet
from panel.models.requests import ClockStop, DataRequest
from panel.models.retention import Hold, RetentionPeriod, RetentionRun
from panel.models.samples import Sample, SampleMember
from panel.models.sign_on import CouncilIdentity
from panel.models.small_areas import DeprivationScore, SmallAreaCount
from panel.models.wishes import MessageWishes, MobileNumber

__all__ = [
    "AgeBand",
    "AreaCount",
    "Bounce",
    "BoundaryChange",
    "CensusCount",
    "ClockStop",
    "Consent",
    "CouncilIdentity",
    "CouncilSettings",
    "Councillor",
    "DataRequest",
    "DateOfBirth",
    "DepartedAddress",
    "DeprivationScore",
    "Division",
    "Draw",
    "DrawMember",
    "Erasure",
    "FormerWard",
    "Hold",
    "InvitationBatch",
    "InvitationCode",
    "JoiningRefusal",
    "LoadedFile",
    "LookedAt",
    "Mailing",
    "MemberImport",
    "Membership",
    "Message",
    "MessageSettings",
    "MessageWishes",
    "MobileNumber",
    "Postcode",
    "PostcodeEdition",
    "ProfileAnswer",
    "ProfileWords",
    "QuestionSet",
    "ShownText",
    "RetentionPeriod",
    "RetentionRun",
    "Sample",
    "SampleMember",
    "SmallAreaCount",
    "StoppedAddress",
    "User",
    "Ward",
    "WardGroup",
    "WardSuccession",
]
