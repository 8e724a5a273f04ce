"""Answering: quick polls, questionnaires and deliberative polls."""

from polls.models.assignment import AssignedPlace, Assignment, Facilitator
from polls.models.bank import BankedQuestion
from polls.models.briefing import BriefingPage, BriefingRead
from polls.models.corrections import Correction
from polls.models.deliberative import DeliberativePollPage
from polls.models.files import SentFile
from polls.models.first_asked import FirstAsked
from polls.models.items import Item
from polls.models.keying import Batch, LateChoice, Paper
from polls.models.kiosks import Kiosk
from polls.models.offered import Option, Row
from polls.models.overrides import StageHost, StageOverride
from polls.models.questionnaire import QuestionnairePage
from polls.models.quick import Ballot, Choice, QuickPollPage
from polls.models.respondents import Organisation, RespondentType, Signal, WhoMayAnswer
from polls.models.responses import Answer, Draft, Response, Wave
from polls.models.rounds import Round
from polls.models.sheets import PersonalSheet
from polls.models.sign_off import Reviewer, SignOff
from polls.models.words import CodedAnswer, JudgedWords, PublishingChoice, Theme

__all__ = [
    "Answer",
    "AssignedPlace",
    "Assignment",
    "Ballot",
    "BankedQuestion",
    "Batch",
    "BriefingPage",
    "BriefingRead",
    "Choice",
    "CodedAnswer",
    "Correction",
    "DeliberativePollPage",
    "Draft",
    "Facilitator",
    "FirstAsked",
    "Item",
    "JudgedWords",
    "Kiosk",
    "LateChoice",
    "Option",
    "Organisation",
    "Paper",
    "PersonalSheet",
    "PublishingChoice",
    "QuestionnairePage",
    "QuickPollPage",
    "RespondentType",
    "Response",
    "Reviewer",
    "Round",
    "Row",
    "SentFile",
    "Signal",
    "SignOff",
    "StageHost",
    "StageOverride",
    "Theme",
    "Wave",
    "WhoMayAnswer",
]
