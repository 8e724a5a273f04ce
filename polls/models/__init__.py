"""Answering: quick polls, questionnaires and deliberative polls."""

from polls.models.assignment import AssignedPlace, Assignment, Facilitator
from polls.models.bank import BankedQuestion
from polls.models.briefing import BriefingPage, BriefingRead
from polls.models.deliberative import DeliberativePollPage
from polls.models.items import Item, Option, Row
from polls.models.overrides import StageOverride
from polls.models.questionnaire import QuestionnairePage
from polls.models.quick import Ballot, Choice, QuickPollPage
from polls.models.responses import Answer, Draft, Response, Wave
from polls.models.rounds import Round
from polls.models.sign_off import Reviewer, SignOff

__all__ = [
    "Answer",
    "AssignedPlace",
    "Assignment",
    "Ballot",
    "BankedQuestion",
    "BriefingPage",
    "BriefingRead",
    "Choice",
    "DeliberativePollPage",
    "Draft",
    "Facilitator",
    "Item",
    "Option",
    "QuestionnairePage",
    "QuickPollPage",
    "Response",
    "Reviewer",
    "Round",
    "Row",
    "SignOff",
    "StageOverride",
    "Wave",
]
