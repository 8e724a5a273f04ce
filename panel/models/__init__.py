"""People and places."""

from panel.models.census import CensusCount
from panel.models.council import CouncilSettings
from panel.models.people import AgeBand, JoiningRefusal, Membership, StoppedAddress, User
from panel.models.places import Councillor, Postcode, PostcodeEdition, Ward

__all__ = [
    "AgeBand",
    "CensusCount",
    "CouncilSettings",
    "Councillor",
    "JoiningRefusal",
    "Membership",
    "Postcode",
    "PostcodeEdition",
    "StoppedAddress",
    "User",
    "Ward",
]
