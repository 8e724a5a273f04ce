"""What a person said, supported, reported and appealed against, and where they were muted."""

from typing import Any

from django.utils.translation import gettext as _

from core.own_data import Fact, Section
from forums.models import (
    Appeal,
    Contribution,
    Mute,
    ProposedQuestion,
    QuestionRanking,
    Reply,
    Report,
    StatementsPage,
    StatementVote,
    Support,
)


def sections_of(user: Any) -> list[Section]:
    """Return a person's words and acts in debates and live sessions."""
    return [
        words_of(user),
        replies_of(user),
        supports_of(user),
        votes_on_statements(user),
        reports_of(user),
        appeals_of(user),
        mutes_of(user),
        rankings_of(user),
    ]


def words_of(user: Any) -> Section:
    written = (
        Contribution.objects.filter(author=user)
        .select_related(
            *("post__topic", "question__session", "statement__page", "hidden_under"),
            "proposedquestion__forum",
        )
        .order_by("said_at", "pk")
    )
    rows = [
        [
            Fact("kind", _("Kind"), row.get_kind_display()),
            Fact("where", _("Where"), place_of(row)),
            Fact("text", _("Text"), row.text),
            Fact("first_text", _("Text before you changed it"), row.first_text),
            Fact("said_at", _("Written"), row.said_at),
            Fact("edited_at", _("Changed"), row.edited_at),
            Fact("is_nameless", _("Shown without your name"), row.is_nameless),
            Fact("is_held", _("Waiting for a moderator"), row.is_held),
            Fact("hidden_at", _("Removed"), row.hidden_at),
            Fact("hidden_under", _("Removed because it"), str(row.hidden_under or "")),
        ]
        for row in written
    ]
    return Section("contributions", _("What you wrote for others to read"), rows)


def place_of(contribution: Contribution) -> str:
    """Name the topic or the session in which something was said."""
    if hasattr(contribution, "post"):
        return contribution.post.topic.title
    if hasattr(contribution, "question"):
        return contribution.question.session.title
    if hasattr(contribution, "proposedquestion"):
        return contribution.proposedquestion.forum.title
    if hasattr(contribution, "statement"):
        return contribution.statement.page.title
    return ""


def replies_of(user: Any) -> Section:
    replies = Reply.objects.filter(author=user).select_related("question__session")
    rows = [
        [
            Fact("where", _("Where"), reply.question.session.title),
            Fact("text", _("Text"), reply.text),
            Fact("written_at", _("Written"), reply.written_at),
            Fact("published_at", _("Published"), reply.published_at),
        ]
        for reply in replies
    ]
    return Section("replies", _("Answers you gave as an expert or an officer"), rows)


def supports_of(user: Any) -> Section:
    supports = Support.objects.filter(user=user).select_related("question").order_by("given_at")
    rows = [
        [
            # Somebody else's words are theirs: once they are removed, the number alone is left.
            Fact(
                "question",
                _("Question"),
                row.question.text if row.question.is_public else f"{row.question_id}",
            ),
            Fact("given_at", _("Supported"), row.given_at),
        ]
        for row in supports
    ]
    return Section("supports", _("Questions of others that you supported"), rows)


def votes_on_statements(user: Any) -> Section:
    pages = {user.key_for(page.subject): page for page in StatementsPage.objects.all()}
    votes = StatementVote.objects.filter(statement__page__in=pages.values(), key__in=pages)
    rows = [
        [
            Fact("where", _("Where"), pages[row.key].title),
            Fact(
                "statement",
                _("Statement"),
                row.statement.text if row.statement.is_public else f"{row.statement_id}",
            ),
            Fact("vote", _("Your vote"), row.get_vote_display()),
            Fact("cast_on", _("Cast"), row.cast_on),
        ]
        for row in votes.select_related("statement").order_by("cast_on", "pk")
    ]
    return Section("statement_votes", _("Statements you voted on"), rows)


def reports_of(user: Any) -> Section:
    rows = [
        [
            Fact("reference", _("Reference"), report.reference),
            Fact("category", _("What is wrong"), report.get_category_display()),
            Fact("text", _("What you added"), report.text),
            Fact("made_at", _("Sent"), report.made_at),
            Fact("state", _("State"), report.get_state_display()),
        ]
        for report in Report.objects.filter(reporter=user).order_by("made_at")
    ]
    return Section("reports", _("What you reported"), rows)


def appeals_of(user: Any) -> Section:
    rows = [
        [
            Fact("about", _("About"), appeal.contribution.text),
            Fact("text", _("What you wrote"), appeal.text),
            Fact("made_at", _("Sent"), appeal.made_at),
            Fact("was_upheld", _("We changed the decision"), appeal.was_upheld),
            Fact("answer", _("Our answer"), appeal.answer),
        ]
        for appeal in Appeal.objects.filter(contribution__author=user).select_related(
            "contribution"
        )
    ]
    return Section("appeals", _("Decisions you appealed against"), rows)


def mutes_of(user: Any) -> Section:
    rows = [
        [
            Fact("where", _("Where"), mute.session.title),
            Fact("reason", _("Reason"), mute.reason),
            Fact("at", _("Since"), mute.at),
        ]
        for mute in Mute.objects.filter(user=user).select_related("session")
    ]
    return Section("mutes", _("Sessions in which you may not ask"), rows)


def rankings_of(user: Any) -> Section:
    rankings = QuestionRanking.objects.filter(user=user)
    rows = [
        [
            Fact("where", _("Where"), ranking.forum.title),
            Fact("first", _("Most of all"), wording_of(ranking.first)),
            Fact("second", _("Then"), wording_of(ranking.second)),
            Fact("third", _("And then"), wording_of(ranking.third)),
            Fact("ranked_at", _("Ranked"), ranking.ranked_at),
        ]
        for ranking in rankings.select_related("forum", "first", "second", "third")
    ]
    return Section("rankings", _("Questions of your group that you ranked"), rows)


def wording_of(proposal: ProposedQuestion | None) -> str:
    """Return a question's words while others may read them, else its number alone."""
    if proposal is None:
        return ""
    return proposal.text if proposal.is_public else f"{proposal.pk}"
