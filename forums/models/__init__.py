"""Talking: topics and posts, live sessions with experts, and what moderators need to judge them."""

from forums.models.agenda import AgendaItem, AgendaOpening
from forums.models.complaints import Appeal, Report
from forums.models.contributions import Contribution, Rule, Voice
from forums.models.forums import ForumPage, Post, Topic
from forums.models.proposals import ProposedQuestion, QuestionRanking, QuestionsSent
from forums.models.questions import Question, Reply, Support
from forums.models.sessions import ExpertSessionPage, Mute, Room, RoomEvent, SessionExpert
from forums.models.statements import OpinionPicture, Statement, StatementsPage, StatementVote

__all__ = [
    "AgendaItem",
    "AgendaOpening",
    "Appeal",
    "Contribution",
    "ExpertSessionPage",
    "ForumPage",
    "Mute",
    "OpinionPicture",
    "Post",
    "ProposedQuestion",
    "Question",
    "QuestionRanking",
    "QuestionsSent",
    "Reply",
    "Report",
    "Room",
    "RoomEvent",
    "Rule",
    "SessionExpert",
    "Statement",
    "StatementVote",
    "StatementsPage",
    "Support",
    "Topic",
    "Voice",
]
