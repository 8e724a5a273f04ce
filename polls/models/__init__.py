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
from polls.models.words import CodedAnswer, JudgedWords, PublishingChoice, Theme

__all__ = [
    "Answer",
    "AssignedPlace",
    "Assignment",
    "Ballot",
    "BankedQuestion",
    "BriefingPage",
    "BriefingRead",
    "Choice",
    "CodedAnswer",
    "DeliberativePollPage",
    "Draft",
    "Facilitator",
    "Item",
    "JudgedWords",
    "Option",
    "PublishingChoice",
    "QuestionnairePage",
    "QuickPollPage",
    "Response",
    "Row",
    "StageOverride",
    "Theme",
    "Wave",
]
