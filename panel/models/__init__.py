"""People and places."""

from panel.models.addresses import DepartedAddress, StoppedAddress
from panel.models.age_bands import AgeBand
from panel.models.births import DateOfBirth
from panel.models.bounces import Bounce
from panel.models.boundaries import BoundaryChange, FormerWard, WardGroup, WardSuccession
from panel.models.breaches import DataBreach
from panel.models.census import AreaCount, CensusCount, PopulationTable
from panel.models.complaints import DataComplaint
from panel.models.consents import Consent, ShownText
from panel.models.council import CouncilSettings
from panel.models.draws import Draw, DrawMember, DrawTold
from panel.models.erasures import Erasure
from panel.models.invitations import InvitationBatch, InvitationCode
from panel.models.loads import LoadedFile, MemberImport
from panel.models.looked import LookedAt
from panel.models.messages import Mailing, Message, MessageSettings
from panel.models.outside_draws import OutsideDraw
from panel.models.people import (
    JoiningRefusal,
    Membership,
    User,
)
from panel.models.places import Councillor, Division, Postcode, PostcodeEdition, Property, Ward
from panel.models.processing import ProcessingRecord
from panel.models.profile import ProfileAnswer, ProfileWords, QuestionSet
from panel.models.requests import ClockStop, DataRequest
from panel.models.retention import Hold, RetentionPeriod, RetentionRun
from panel.models.samples import Sample, SampleMember
from panel.models.seats import SeatLetter, SeatOffer
from panel.models.security import SecurityEvent
from panel.models.sign_on import CouncilIdentity
from panel.models.small_areas import DeprivationScore, SmallAreaCount
from panel.models.volunteers import Volunteer, VolunteerCall
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
    "DataBreach",
    "DataComplaint",
    "DataRequest",
    "DateOfBirth",
    "DepartedAddress",
    "DeprivationScore",
    "Division",
    "Draw",
    "DrawMember",
    "DrawTold",
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
    "OutsideDraw",
    "PopulationTable",
    "Postcode",
    "PostcodeEdition",
    "ProcessingRecord",
    "ProfileAnswer",
    "ProfileWords",
    "Property",
    "QuestionSet",
    "ShownText",
    "RetentionPeriod",
    "RetentionRun",
    "Sample",
    "SampleMember",
    "SeatLetter",
    "SeatOffer",
    "SecurityEvent",
    "SmallAreaCount",
    "StoppedAddress",
    "User",
    "Volunteer",
    "VolunteerCall",
    "Ward",
    "WardGroup",
    "WardSuccession",
]
