"""What an administrator fills in for a new edition of a set of questions: words in each language,
answer codes, nations, the day from which it is asked, and where the wording comes from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from panel.models import QuestionSet
from panel.models.profile import NATIONS

LANGUAGES = [(code.split("-")[0], label) for code, label in settings.LANGUAGES]
Words = dict[str, str]


class EditionForm(forms.Form):
    """A new edition of `base`: it begins as that one, with the same questions in the same order."""

    edition = forms.CharField(
        label=_("Edition"),
        max_length=20,
        help_text=_("A name of its own, such as EW-2031."),
        error_messages={"required": _("Give the edition a name")},
    )
    jurisdictions = forms.MultipleChoiceField(
        label=_("Asked in"),
        choices=list(NATIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say in which nations it is asked")},
    )
    valid_from = forms.DateField(
        label=_("Asked from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("From this day it takes the place of the edition before it, by itself."),
        error_messages={
            "required": _("Give the day from which it is asked"),
            "invalid": _("Give the day like 2031-03-21"),
        },
    )
    source = forms.URLField(
        label=_("Where the wording comes from"),
        max_length=400,
        assume_scheme="https",
        error_messages={
            "required": _("Give the address of the standard"),
            "invalid": _("Give an address that starts with https://"),
        },
    )
    lowest_age = forms.IntegerField(label=_("Lowest age"), min_value=0, max_value=99, initial=0)

    def __init__(self, *args, base: QuestionSet, **kwargs):
        self.base = base
        kwargs["initial"] = initial_of(base) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.add_words("title", _("Name of the set"))
        self.add_words("why", _("Why we ask"))
        for at, question in enumerate(base.content["questions"]):
            named = {"code": question["code"]}
            self.add_words(f"label_{at}", _now("Question “%(code)s”") % named)
            self.add_words(f"hint_{at}", _now("Hint to “%(code)s”") % named, required=False)
            self.add_lines(
                f"options_{at}",
                _now("Answers to “%(code)s”") % named,
                _now(
                    "One on each line: code | %(languages)s | group | words. Group is the heading "
                    "that it stands under, if there are any; the word “words” lets people add "
                    "their own. “Prefer not to say” comes by itself, last."
                )
                % {"languages": " | ".join(str(label) for _code, label in LANGUAGES)},
            )
        if base.derived:
            self.fields["derived_name"] = forms.CharField(
                label=_("What follows from the answers: name"),
                max_length=30,
                help_text=_("Of another nation it is another variable, under a name of its own."),
            )
            self.add_words("derived_title", _("What follows from the answers"))
            self.add_lines(
                "derived_values", _("Its values"), _("One on each line: code and words, as above.")
            )
            self.add_lines(
                "derived_rows",
                _("How it follows"),
                _(
                    "One on each line: answer codes with commas between = value. What no line "
                    "names is missing."
                ),
            )

    def add_words(self, name: str, label: Any, *, required: bool = True) -> None:
        for code, language in LANGUAGES:
            is_first = code == LANGUAGES[0][0]
            self.fields[f"{name}_{code}"] = forms.CharField(
                label=f"{label} ({language})",
                required=required and is_first,
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=600,
            )

    def add_lines(self, name: str, label: Any, hint: Any) -> None:
        self.fields[name] = forms.CharField(
            label=label, help_text=hint, widget=forms.Textarea(attrs={"rows": 8})
        )

    def clean(self):
        """Read the lines, each fault beside its field."""
        cleaned = super().clean() or {}
        for at in range(len(self.base.content["questions"])):
            self.read(f"options_{at}", read_option)
        if self.base.derived:
            self.read("derived_values", read_option)
            self.read("derived_rows", read_row)
        return cleaned

    def read(self, name: str, reader) -> None:
        if name not in self.cleaned_data:
            return
        lines = [line.strip() for line in self.cleaned_data[name].splitlines() if line.strip()]
        try:
            self.cleaned_data[name] = [reader(line) for line in lines]
        except forms.ValidationError as fault:
            self.add_error(name, fault)

    def words(self, name: str) -> Words:
        found = {code: self.cleaned_data[f"{name}_{code}"].strip() for code, _label in LANGUAGES}
        return {code: words for code, words in found.items() if words}

    @property
    def content(self) -> dict[str, Any]:
        """Return the set as a file would say it."""
        cleaned = self.cleaned_data
        questions = []
        for at, before in enumerate(self.base.content["questions"]):
            question = {name: before[name] for name in ("code", "only_if") if name in before}
            question |= {"label": self.words(f"label_{at}"), "options": cleaned[f"options_{at}"]}
            if hint := self.words(f"hint_{at}"):
                question["hint"] = hint
            questions.append(question)
        content = {
            "code": self.base.code,
            "title": self.words("title"),
            "why": self.words("why"),
            "questions": questions,
            **{name: cleaned[name] for name in ("edition", "jurisdictions", "valid_from")},
            **{name: cleaned[name] for name in ("source", "lowest_age")},
        }
        if self.base.derived:
            values = cleaned["derived_values"]
            content["derived"] = {
                "name": cleaned["derived_name"],
                "title": self.words("derived_title"),
                "from": self.base.derived["from"],
                "values": {value.pop("code"): value for value in map(dict, values)},
                "rows": cleaned["derived_rows"],
            }
        return content


class QuestionFileForm(forms.Form):
    """A set of questions as a file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("TOML, as described in panel/data/question_sets/README.md."),
        error_messages={"required": _("Choose a file")},
    )


# ---- lines ---------------------------------------------------------------------------------------


def read_option(line: str) -> dict[str, Any]:
    """Read "code | English | Welsh | group | words" as an answer; what is empty is left out."""
    code, *cells = [cell.strip() for cell in line.split("|")]
    words, more = cells[: len(LANGUAGES)], cells[len(LANGUAGES) :]
    takes_words = more[1:] == ["words"]
    if not (code and any(words[:1])) or len(more) > 2 or not (takes_words or not any(more[1:])):
        raise forms.ValidationError(
            _now("“%(line)s” is not a code and words with | between") % {"line": line[:80]}
        )
    option: dict[str, Any] = {"code": code}
    option |= {
        language: said for (language, _label), said in zip(LANGUAGES, words, strict=False) if said
    }
    if more and more[0]:
        option["group"] = more[0]
    return option | ({"words": True} if takes_words else {})


def read_row(line: str) -> list[str]:
    """Read "yes, a-lot = yes" as a row of the table."""
    answers, equals, value = line.rpartition("=")
    if not equals or not value.strip():
        raise forms.ValidationError(
            _now("“%(line)s” is not answer codes, =, and a value") % {"line": line[:80]}
        )
    return [*(code.strip() for code in answers.split(",")), value.strip()]


def initial_of(base: QuestionSet) -> dict[str, Any]:
    """Return what the form begins with: all of the edition before, but its name and day."""
    content = base.content
    found: dict[str, Any] = {
        "jurisdictions": list(base.jurisdictions),
        "source": base.source,
        "lowest_age": base.lowest_age,
    }
    _spread(found, "title", content["title"])
    _spread(found, "why", content["why"])
    for at, question in enumerate(content["questions"]):
        _spread(found, f"label_{at}", question["label"])
        _spread(found, f"hint_{at}", question.get("hint", {}))
        found[f"options_{at}"] = "\n".join(map(write_option, question["options"]))
    if derived := base.derived:
        found["derived_name"] = derived["name"]
        _spread(found, "derived_title", derived["title"])
        values = [{"code": code, **words} for code, words in derived["values"].items()]
        found["derived_values"] = "\n".join(map(write_option, values))
        found["derived_rows"] = "\n".join(
            f"{', '.join(answers)} = {value}" for *answers, value in derived["rows"]
        )
    return found


def _spread(found: dict[str, Any], name: str, words: Words) -> None:
    found |= {f"{name}_{code}": words.get(code, "") for code, _label in LANGUAGES}


def write_option(option: dict[str, Any]) -> str:
    cells = [option["code"], *(option.get(code, "") for code, _label in LANGUAGES)]
    more = [option.get("group", ""), "words" if option.get("words") else ""]
    while more and not more[-1]:
        more.pop()
    return " | ".join([*cells, *more])
