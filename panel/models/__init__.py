"""People and places."""

from panel.models.boundaries import BoundaryChange, FormerWard, WardGroup, WardSuccession
from panel.models.census import CensusCount
from panel.models.council import CouncilSettings
from panel.models.loads import LoadedFile
from panel.models.people import AgeBand, JoiningRefusal, Membership, StoppedAddress, User
from panel.models.places import Councillor, Postcode, PostcodeEdition, Ward

__all__ = [
    "AgeBand",
    "BoundaryChange",
    "CensusCount",
    "CouncilSettings",
    "Councillor",
    "FormerWard",
    "JoiningRefusal",
    "LoadedFile",
    "Membership",
    "Postcode",
    "PostcodeEdition",
    "StoppedAddress",
    "User",
    "Ward",
    "WardGroup",
    "WardSuccession",
]
