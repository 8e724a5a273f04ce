"""What happens with statements: people vote on them, one at a time, and add their own."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import audit
from core.html import clean_line
from core.rates import allow
from core.refusals import Refused
from forums.alike import most_alike, plain
from forums.models import Contribution, Statement, StatementsPage, StatementVote, Voice
from forums.models.statements import LONGEST_STATEMENT
from panel.models import CouncilSettings

STATEMENTS_A_DAY = 3
VOTES_A_MINUTE = 40
SHORTEST = 12


# ---- voting ----------------------------------------------------------------------------------


@transaction.atomic
def cast_vote(*, statement: Statement, voter: Any, vote: int) -> StatementVote:
    """Record what somebody thinks; a second vote replaces the first until the page closes."""
    page = statement.page
    if refusal := page.refusal_for(voter):
        raise Refused(refusal)
    if vote not in StatementVote.Vote.values:
        raise Refused(_("Choose agree, disagree or pass."))
    if not statement.is_public:
        raise Refused(_("This statement is no longer shown. Here is another."))
    if not allow(f"statement votes {voter.pk}", VOTES_A_MINUTE, 60):
        raise Refused(_("That was very quick. Wait a minute, then go on."))
    key, today = voter.key_for(page.subject), timezone.localdate()
    [cast] = put([StatementVote(statement=statement, key=key, vote=vote, cast_on=today)])
    return cast


def put(votes: list[StatementVote]) -> list[StatementVote]:
    """Store votes in one statement: the database decides which are first votes and which second."""
    return StatementVote.objects.bulk_create(
        votes,
        update_conflicts=True,
        unique_fields=["statement", "key"],
        update_fields=["vote", "cast_on"],
    )


@dataclass(frozen=True)
class Deck:
    """What one person has voted on, and the statement they are asked about next, if one is left."""

    statements: list[Statement]  # all that are public, the oldest first
    votes: dict[int, int]  # by statement
    following: Statement | None

    @property
    def done(self) -> int:
        return len(self.voted)

    @property
    def number(self) -> int:
        return self.done + 1

    @property
    def voted(self) -> list[tuple[Statement, int]]:
        """List the public statements with this person's vote."""
        return [(one, self.votes[one.pk]) for one in self.statements if one.pk in self.votes]


def deck_of(page: StatementsPage, user: Any) -> Deck:
    """Return where somebody stands among the statements, in two queries."""
    counted = page.statements.public().annotate(seen=Count("votes"))
    statements = list(counted.order_by("said_at", "pk"))
    key = user.key_for(page.subject) if user.is_authenticated else ""
    mine = page.votes.filter(key=key).values_list("statement", "vote") if key else ()
    votes = dict(mine)
    unseen = [one for one in statements if one.pk not in votes]
    return Deck(statements, votes, choose(unseen, seed=f"{key}{len(votes)}"))


def choose(unseen: list[Any], *, seed: str) -> Any:
    """Draw one statement, more likely one on which few have voted: new ones must be seen too.

    By the same chance until this person votes again, so that a reload shows what was there.
    """
    if not unseen:
        return None
    weights = [1 / (1 + one.seen) for one in unseen]
    return Random(seed).choices(unseen, weights)[0]  # noqa: S311 - no secret hangs on it


# ---- adding ----------------------------------------------------------------------------------


def alike(page: StatementsPage, text: str) -> list[Statement]:
    """Return what is there already and may say the same as a new statement."""
    return most_alike(text, [(one, one.text) for one in page.statements.public()])


@transaction.atomic
def add_statement(*, page: StatementsPage, author: Any, text: str) -> Statement:
    """Take a member's statement; it waits until a moderator has read it."""
    text = clean_line(text)
    if refusal := page.refusal_for(author):
        raise Refused(refusal)
    if not page.takes_statements:
        raise Refused(_("Statements cannot be added here."))
    refuse_text(text)
    written = page.statements.public() | page.statements.filter(author=author)
    if plain(text) in {plain(one) for one in written.values_list("text", flat=True)}:
        raise Refused(_("This statement is here already."))
    if not allow(f"statement:{author.pk}", STATEMENTS_A_DAY, 86_400):
        raise Refused(_("You have sent 3 statements today. You can send another tomorrow."))
    return Statement.objects.create(
        kind=Contribution.Kind.STATEMENT,
        page=page,
        author=author,
        text=text,
        is_nameless=True,
        is_held=True,
    )


@transaction.atomic
def add_seeds(*, page: StatementsPage, by: Any, texts: list[str]) -> list[Statement]:
    """Put the council's own statements in, all or none; what stands there already is left out.

    Where a second person publishes what the council says, nobody can vote on them before that.
    """
    known = {plain(text) for text in page.statements.values_list("text", flat=True)}
    fresh: dict[str, str] = {}
    for text in map(clean_line, texts):
        refuse_text(text)
        if plain(text) not in known:
            fresh.setdefault(plain(text), text)
    if not fresh:
        raise Refused(_("All of these are here already."))
    waits = CouncilSettings.load().second_person_publishes
    made = [
        Statement.objects.create(
            kind=Contribution.Kind.STATEMENT,
            page=page,
            author=by,
            is_held=waits,
            voice=Voice.COUNCIL,
            text=text,
            is_nameless=True,
            is_seed=True,
        )
        for text in fresh.values()
    ]
    audit.record("forums.statement.seeded", on=page, by=by, count=len(made))
    return made


def waiting_seeds(page: StatementsPage) -> QuerySet[Statement]:
    """Return the council's statements that wait until somebody else has read them."""
    return page.statements.waiting().filter(is_seed=True).order_by("pk")


def pages_to_read(user: Any) -> list[StatementsPage]:
    """List the pages on which statements wait for a second person, who may be this one."""
    waiting = Statement.objects.waiting().filter(is_seed=True).exclude(author=user)
    pages = StatementsPage.objects.filter(pk__in=waiting.values("page")).order_by("pk")[:20]
    return [page for page in pages if page.permissions_for_user(user).can_publish()]


@transaction.atomic
def publish_seeds(*, page: StatementsPage, pks: list[int], by: Any) -> list[Statement]:
    """Let people vote on statements of the council's, those that `by` read and did not write."""
    if not page.permissions_for_user(by).can_publish():
        raise Refused(_("Only who may publish this page publishes its statements."))
    found = list(waiting_seeds(page).select_for_update().filter(pk__in=pks))
    if not found:
        raise Refused(_("These are published already, or were taken out."))
    needs_another = CouncilSettings.load().second_person_publishes
    if needs_another and any(one.author_id == by.pk for one in found):
        raise Refused(_("You wrote some of these. Somebody else reads and publishes them."))
    for one in found:
        one.is_held, one.judged_at, one.judged_by = False, timezone.now(), by
        one.save(update_fields=["is_held", "judged_at", "judged_by"])
    audit.record("forums.statement.published", on=page, by=by, count=len(found))
    return found


@transaction.atomic
def drop_seed(*, statement: Statement, by: Any) -> None:
    """Delete a statement of the council's on which nobody has voted."""
    locked = Statement.objects.select_for_update().get(pk=statement.pk)
    if not locked.is_seed:
        raise Refused(_("What members wrote is judged by moderators, under a rule."))
    if locked.votes.exists():
        raise Refused(_("People have voted on this, so it stays. A moderator can remove it."))
    audit.record("forums.statement.dropped", on=locked.page, by=by, reason=locked.text)
    locked.delete()


def refuse_text(text: str) -> None:
    """Refuse what is no statement: too short or too long, or a question."""
    if len(text) < SHORTEST:
        raise Refused(_("Write a whole sentence that people can agree or disagree with."))
    if len(text) > LONGEST_STATEMENT:
        longer = len(text) - LONGEST_STATEMENT
        raise Refused(
            ngettext(
                "“%(text)s…” is %(n)d character too long. Use %(most)d or fewer.",
                "“%(text)s…” is %(n)d characters too long. Use %(most)d or fewer.",
                longer,
            )
            % {"text": text[:30], "n": longer, "most": LONGEST_STATEMENT}
        )
    if text.endswith("?"):
        raise Refused(_("This is a question. Say it as a sentence that people can agree with."))
