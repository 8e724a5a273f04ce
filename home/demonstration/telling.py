"""What the invented members told about themselves and are interested in, and two segments."""

from random import Random
from uuid import uuid4

from consultations.models import Interest, Segment, Subject
from home.demonstration.inserting import for_database, insert
from panel.models import Membership, ProfileAnswer, QuestionSet
from panel.models.profile import PREFER_NOT
from panel.profiles import ANSWERS

# Invented shares of those who answer, near enough to a city's to look at.
SHARES = {
    "sex": {"sex": {"female": 53, "male": 45, PREFER_NOT: 2}},
    "ethnicity": {
        "ethnicity": {
            "white-british": 74,
            "white-other": 8,
            "black-african": 4,
            "black-caribbean": 2,
            "asian-pakistani": 2,
            "asian-indian": 2,
            "mixed-white-black-caribbean": 2,
            "other-any": 2,
            PREFER_NOT: 4,
        }
    },
    "disability": {
        "condition": {"yes": 30, "no": 64, PREFER_NOT: 6},
        "effect": {"a-lot": 20, "a-little": 45, "not-at-all": 32, PREFER_NOT: 3},
    },
}


def load(members: list[Membership]) -> None:
    """Let two members of three answer some of what they may, and half choose what interests them."""
    random = Random("telling")
    rows = []
    for code, questions in SHARES.items():
        asked = QuestionSet.objects.get(code=code, jurisdictions__contains="E")
        for member in members[2:]:
            if random.random() < 0.66:
                rows += answers_of(random, member, asked, questions)
    insert(ProfileAnswer, ("id", "key", "question_set", "question", "code"), rows)
    subjects = list(Subject.objects.order_by("slug"))
    insert(
        Interest,
        ("user", "subject"),
        (
            (member.user_id, subject.pk)
            for member in members[2:]
            for subject in subjects
            if random.random() < 0.25
        ),
    )
    Segment.objects.create(name="Disabled members", rule={"profile": {"disabled": ["yes"]}})
    Segment.objects.create(
        name="Under 35 and interested in transport",
        rule={"age_bands": ["16-24", "25-34"], "subjects": ["transport"]},
    )


def answers_of(random: Random, member, asked: QuestionSet, questions) -> list[tuple]:
    """Return rows of what somebody told, of the questions that apply to them."""
    given = {
        question: random.choices(list(shares), list(shares.values()))[0]
        for question, shares in questions.items()
    }
    key = member.user.key_for(ANSWERS)
    return [
        (for_database(ProfileAnswer, "id", uuid4()), key, asked.pk, question, code)
        for question, code in given.items()
        if asked.question(question).applies(given)
    ]
