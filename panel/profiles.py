"""What a member tells about themselves: stored under a key, changed and deleted by them alone.

A person can be turned into the key of their answers, for their own page and to count; nobody is
found from an answer. What they wrote in their own words stands under another key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core.keys import name_of_account, participation_key
from core.refusals import Refused
from panel import consent
from panel.erasures import Kind, digest_of_told, note_erasure
from panel.messages.answers_taken_back import let_go_of_messages
from panel.models import (
    AgeBand,
    CouncilSettings,
    Membership,
    ProfileAnswer,
    ProfileWords,
    QuestionSet,
    User,
)
from panel.models.profile import PREFER_NOT, in_our_language
from panel.question_sets import sets_in_force
from panel.told_in_draws import forget_in_draws

ANSWERS, WORDS = "profile", "profile-words"  # what the keys of the two tables are made with


def profile_key(user_pk: int) -> str:
    """Return the key under which an account's answers about themselves are stored."""
    return participation_key(ANSWERS, name_of_account(user_pk))


# ---- asking ------------------------------------------------------------------------------------


def sure_age(membership: Membership) -> int:
    """Return an age that this member has reached for certain."""
    if membership.age_band in ("", AgeBand.FROM_16):
        return CouncilSettings.load().minimum_age
    return int(membership.age_band.split("-")[0].rstrip("+"))


def sets_for(membership: Membership) -> list[QuestionSet]:
    """Return what this member may be asked, in order; some of it never of who may be under 16."""
    age = sure_age(membership)
    return [one for one in sets_in_force() if one.lowest_age <= age]


def answers_of(user: User) -> dict[str, str]:
    """Return a person's own answers, by question."""
    rows = ProfileAnswer.objects.filter(key=user.key_for(ANSWERS))
    return dict(rows.values_list("question", "code"))


def told_by(user: User) -> dict[str, ProfileAnswer]:
    """Return a person's own answers by question, each with the edition that it was asked as."""
    rows = ProfileAnswer.objects.filter(key=user.key_for(ANSWERS)).select_related("question_set")
    return {answer.question: answer for answer in rows.order_by("question_set__code")}


def words_of(user: User) -> dict[str, str]:
    """Return what a person wrote in their own words, by question."""
    rows = ProfileWords.objects.filter(key=user.key_for(WORDS))
    return dict(rows.values_list("question", "words"))


# ---- answering ---------------------------------------------------------------------------------


@transaction.atomic
def answer(
    *,
    membership: Membership,
    question_set: QuestionSet,
    answers: Mapping[str, str],
    words: Mapping[str, str],
) -> None:
    """Store the answers to one set in place of earlier ones, and note that it was a choice."""
    if membership.refusal:
        raise Refused(membership.refusal)
    if question_set not in sets_for(membership):
        raise Refused(_("This question is not asked of you."))
    user = membership.user
    given = {
        question.code: answers[question.code]
        for question in question_set.questions
        if answers.get(question.code) and question.applies(dict(answers))
    }
    if not given:
        return
    forget_rows(user, question_set)
    ProfileAnswer.objects.bulk_create(
        ProfileAnswer(
            key=user.key_for(ANSWERS), question_set=question_set, question=question, code=code
        )
        for question, code in given.items()
    )
    ProfileWords.objects.bulk_create(
        ProfileWords(key=user.key_for(WORDS), question=question.code, words=words[question.code])
        for question in question_set.questions
        if words.get(question.code) and question.has_words(given.get(question.code, ""))
    )
    let_go_of_messages(user)
    told = set(given.values()) != {PREFER_NOT}
    consent.note_change(
        user=user,
        purpose=consent.Purpose.EQUALITY,
        about=str(question_set),
        choice=consent.Choice.GIVEN if told else consent.Choice.REFUSED,
        shown=question_set.as_shown(),
    )


@transaction.atomic
def take_back(*, user: User, question_set: QuestionSet) -> bool:
    """Delete a person's answers to one set; say whether there were any."""
    had_any = forget_rows(user, question_set) > 0
    if had_any:
        let_go_of_messages(user)
        note_taken_back(user, str(question_set), _("Delete this answer"))
    return had_any


@transaction.atomic
def take_all_back(*, user: User) -> None:
    """Delete all that a person told about themselves; no count after this moment holds it."""
    mine = ProfileAnswer.objects.filter(key=user.key_for(ANSWERS)).select_related("question_set")
    names = {str(answer.question_set) for answer in mine}
    forget(user)
    for name in sorted(names):
        note_taken_back(user, name, _("Delete all my answers about myself"))


def forget(user: User) -> None:
    """Delete the rows without a word in the log: for who leaves, whose log goes as well."""
    ProfileAnswer.objects.filter(key=user.key_for(ANSWERS)).delete()
    ProfileWords.objects.filter(key=user.key_for(WORDS)).delete()
    forget_in_draws(user)
    let_go_of_messages(user)


def forget_rows(user: User, question_set: QuestionSet) -> int:
    """Delete the answers to one set, also where a draw went by them."""
    questions = [question.code for question in question_set.questions]
    forget_in_draws(user, [variable.name for variable in variables([question_set])])
    ProfileWords.objects.filter(key=user.key_for(WORDS), question__in=questions).delete()
    mine = ProfileAnswer.objects.filter(key=user.key_for(ANSWERS), question__in=questions)
    return mine.delete()[0]


def note_taken_back(user: User, about: str, shown: str) -> None:
    note_erasure(Kind.TOLD, digest_of_told(user, about))
    consent.note_change(
        user=user,
        purpose=consent.Purpose.EQUALITY,
        about=about,
        choice=consent.Choice.WITHDRAWN,
        shown=shown,
    )


# ---- counting ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Variable:
    """One thing that members may be counted by: derived where a table says so, else as asked."""

    name: str
    title: str
    values: tuple[tuple[str, str], ...]  # codes and words; "prefer not to say" is no group


def variables(sets: Iterable[QuestionSet] | None = None) -> list[Variable]:
    """Return what members may be counted by under the sets that are asked now."""
    found = []
    for one in sets_in_force() if sets is None else sets:
        if table := one.derived:
            # In the order in which their rows end: PostgreSQL keeps lists as they were, not names.
            ends = {value: place for place, (*_given, value) in enumerate(table["rows"])}
            values = [
                (code, in_our_language(table["values"][code]))
                for code in sorted(table["values"], key=lambda code: ends.get(code, len(ends)))
            ]
            found.append(Variable(table["name"], in_our_language(table["title"]), tuple(values)))
        else:
            found += [
                Variable(question.code, one.title, tuple(question.options[:-1]))
                for question in one.questions
            ]
    return found


def keys_with(name: str, values: Iterable[str], *, of: Collection[str] | None = None) -> set[str]:
    """Return the keys whose answers give a variable one of these values; `of` is as in `told`."""
    wanted = set(values)
    return {key for key, value in told(name, of=of).items() if value in wanted}


def told(name: str, *, of: Collection[str] | None = None) -> dict[str, str]:
    """Return by key the value that its answers give a variable; who did not tell has none.

    An answer counts by the table of the edition that was asked: none is mapped to another's. `of`
    looks at some keys alone.
    """
    found: dict[str, str] = {}
    for one in QuestionSet.objects.all():
        rows = ProfileAnswer.objects.filter(question_set=one)
        if of is not None:
            rows = rows.filter(key__in=of)
        table = one.derived
        if table and table["name"] == name:
            given: dict[str, dict[str, str]] = defaultdict(dict)
            asked = rows.filter(question__in=table["from"])
            for key, question, code in asked.values_list("key", "question", "code").iterator():
                given[key][question] = code
            derived = {key: one.derive(answers) for key, answers in given.items()}
            found |= {key: value for key, value in derived.items() if value}
        elif not table and name in {question.code for question in one.questions}:
            answers = rows.filter(question=name).exclude(code=PREFER_NOT)
            found |= dict(answers.values_list("key", "code"))
    return found
