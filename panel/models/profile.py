"""What members tell about themselves, if they want to: the questions, and answers under a key."""

from uuid import uuid4

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.language import reads_in_two_letters

PREFER_NOT = "-9"  # the code of "Prefer not to say", in every question and every export
FALLBACK = "en"


NATIONS = {"E": _("England"), "W": _("Wales"), "S": _("Scotland"), "N": _("Northern Ireland")}


class QuestionSet(models.Model):
    """One edition of a set of questions, as its source words it. Once loaded it never changes."""

    code = models.CharField(_("name"), max_length=30)
    edition = models.CharField(_("edition"), max_length=20)
    jurisdictions = models.CharField(max_length=4)  # first letters of GSS codes, such as "EW"
    valid_from = models.DateField(_("asked from"))
    source = models.URLField(_("source"), max_length=400)
    lowest_age = models.PositiveSmallIntegerField(_("lowest age"), default=0)
    content = models.JSONField()  # as `panel.question_sets` has checked it
    sha256 = models.CharField(max_length=64, unique=True)

    class Meta:
        default_permissions = ("view", "add")
        ordering = ["code", "valid_from"]
        verbose_name = _("set of questions")
        verbose_name_plural = _("sets of questions")
        constraints = [
            models.UniqueConstraint(fields=["code", "edition"], name="one_question_set_an_edition")
        ]

    def __str__(self):
        return f"{self.code} {self.edition}"

    @property
    def nations(self) -> str:
        """Name the countries whose councils ask this."""
        return ", ".join(str(NATIONS.get(letter, letter)) for letter in self.jurisdictions)

    @property
    def title(self) -> str:
        return in_our_language(self.content["title"])

    @property
    def language(self) -> str:
        """Return the language in which its reader meets it, such as "cy"."""
        read = reads_in_two_letters()
        return read if read in self.content["title"] else FALLBACK

    @property
    def why(self) -> str:
        """Say why the council asks."""
        return in_our_language(self.content["why"])

    @cached_property
    def questions(self) -> list["Question"]:
        return [Question(self, content) for content in self.content["questions"]]

    def question(self, code: str) -> "Question":
        return next(one for one in self.questions if one.code == code)

    @property
    def derived(self) -> dict | None:
        """Return the table by which a variable follows from the answers, if there is one."""
        return self.content.get("derived")

    def derive(self, answers: dict[str, str]) -> str:
        """Look the derived variable up; "" is missing, as it is for all that no row names."""
        given = [answers.get(code, "") for code in self.derived["from"]]
        return next((value for *row, value in self.derived["rows"] if row == given), "")

    @property
    def has_answers(self) -> bool:
        """Say whether anybody answered it: then nothing about it can be undone."""
        return ProfileAnswer.objects.filter(question_set=self).exists()

    def as_shown(self) -> str:
        """Return the words that a person was shown, for the record of what they chose."""
        lines = [str(self), self.why]
        for question in self.questions:
            lines.append(question.label)
            lines += [f"- {label}" for _code, label in question.options]
        return "\n".join(lines)


class Question:
    """One question of a set, in the language of who reads it."""

    def __init__(self, question_set: QuestionSet, content: dict):
        self.set = question_set
        self.content = content
        self.code: str = content["code"]
        self.only_if: dict[str, str] = content.get("only_if", {})

    @property
    def label(self) -> str:
        return in_our_language(self.content["label"])

    @property
    def hint(self) -> str:
        return in_our_language(self.content.get("hint", {}))

    @property
    def options(self) -> list[tuple[str, str]]:
        """Return codes and labels; "Prefer not to say" comes last, always."""
        own = [(option["code"], in_our_language(option)) for option in self.content["options"]]
        return [*own, (PREFER_NOT, in_our_language(PREFER_NOT_WORDS))]

    @property
    def choices(self) -> list:
        """Return the options under the headings of their groups, where they have any."""
        values = (self.set.derived or {}).get("values", {})
        groups: dict[str, list] = {}
        for option, pair in zip(self.content["options"], self.options, strict=False):
            groups.setdefault(option.get("group", ""), []).append(pair)
        if list(groups) == [""]:
            return self.options
        grouped = [(in_our_language(values[group]), pairs) for group, pairs in groups.items()]
        return [*grouped, self.options[-1]]

    @property
    def takes_words(self) -> bool:
        return any(option.get("words") for option in self.content["options"])

    def has_words(self, code: str) -> bool:
        """Say whether who chose this may add their own words."""
        return any(o.get("words") for o in self.content["options"] if o["code"] == code)

    def label_of(self, code: str) -> str:
        return dict(self.options)[code]

    def applies(self, answers: dict[str, str]) -> bool:
        """Say whether the question is asked at all after these answers."""
        return all(answers.get(code) == value for code, value in self.only_if.items())


PREFER_NOT_WORDS = {"en": "Prefer not to say", "cy": "Mae’n well gen i beidio â dweud"}


def in_our_language(words: dict[str, str]) -> str:
    """Return the words in the reader's language, or in English where it has none."""
    return words.get(reads_in_two_letters()) or words.get(FALLBACK, "")


class ProfileAnswer(models.Model):
    """One answer of one person to one question about themselves, under a key and without a time.

    When it was given stands in the log of choices; here it would lead back to whose it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)  # says no order
    key = models.CharField(max_length=26, editable=False)
    question_set = models.ForeignKey(QuestionSet, models.PROTECT, related_name="+")
    question = models.CharField(max_length=30)
    code = models.CharField(max_length=40)

    class Meta:
        default_permissions = ("view",)  # to count members by it; nobody sees anybody's
        verbose_name = _("answer about oneself")
        verbose_name_plural = _("answers about oneself")
        constraints = [
            models.UniqueConstraint(fields=["key", "question"], name="one_answer_about_oneself")
        ]
        indexes = [models.Index(fields=["question", "code"], name="profile_by_answer")]

    def __str__(self):
        return f"{self.question}: {self.code}"

    @property
    def in_words(self) -> str:
        """Say the answer as the edition words it that was asked."""
        return self.question_set.question(self.question).label_of(self.code)


class ProfileWords(models.Model):
    """What somebody wrote instead of a given answer; under another key, and never exported."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=26, editable=False)
    question = models.CharField(max_length=30)
    words = models.CharField(max_length=100)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["key", "question"], name="one_write_in_a_question")
        ]

    def __str__(self):
        return self.question
