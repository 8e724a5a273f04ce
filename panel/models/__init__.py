"""People and places."""

from panel.models.census import CensusCount
from panel.models.council import CouncilSettings
from panel.models.people import AgeBand, Membership, User
from panel.models.places import Councillor, Postcode, PostcodeEdition, Ward

__all__ = [
    "AgeBand",
    "CensusCount",
    "CouncilSettings",
    "Councillor",
    "Membership",
    "Postcode",
    "PostcodeEdition",
    "User",
    "Ward",
]
