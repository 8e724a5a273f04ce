"""Answers as people send them: one question on a page, or several that share it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.forms import GovukForm
from polls.fields import answer_field, comment_field, worded_option, words_field
from polls.models import Item, QuestionnairePage
from polls.speaking import in_language_of
from polls.storing import name_of_words

HEADING = "answer"


def prefix_of(item: Item) -> str | None:
    """Return what tells a question's controls from others of its page; alone it needs nothing."""
    return item.code if item.shares_page else None


def id_of_control(item: Item) -> str:
    """Return the id of the first control in which a question is answered."""
    name = f"{item.code}-answer" if item.shares_page else "answer"
    return f"{name}-day" if item.kind == Item.Kind.DATE else name


class AnswerForm(GovukForm):
    """One item: its wording is legend and, alone on its page, heading; its hint stays beside it."""

    def __init__(self, *args, item, is_optional=False, is_heading=True, **kwargs):
        self.base_fields = {"answer": answer_field(item, is_optional=is_optional)}
        self.worded = worded_option(item)
        if self.worded:
            self.base_fields["words"] = words_field(self.worded)
        if item.has_comment:
            self.base_fields["words"] = comment_field()
        self.item = item
        self.heading = HEADING if is_heading else None
        super().__init__(*args, prefix=prefix_of(item), **kwargs)

    def clean(self):
        """Take somebody's own words only beside the answer that asks for them."""
        cleaned = super().clean()
        chosen = cleaned.get("answer") or []
        chosen = chosen if isinstance(chosen, list) else [chosen]
        if self.item.has_comment and cleaned.get("words") and not cleaned.get("answer"):
            self.add_error("words", _("Choose how you feel too, or empty this box"))
        if self.worded and cleaned.get("words") and str(self.worded.pk) not in chosen:
            self.add_error(
                "words",
                _("Your own words go with “%(answer)s”. Choose that too, or empty this line")
                % {"answer": self.worded.label},
            )
        return cleaned

    @property
    def answer(self):
        """Return the answer that was sent, once it is found valid."""
        return self.cleaned_data["answer"]

    @property
    def words(self):
        return self.cleaned_data.get("words", "")


class AnswersForm:
    """The questions of a page: a form for each, sent, checked and shown together.

    Each is in the language in which its question is asked.
    """

    def __init__(
        self,
        page: QuestionnairePage,
        items: Sequence[Item],
        data: Any = None,
        files: Any = None,
        *,
        initial: Mapping[int, Mapping[str, Any]],
        is_optional: bool = False,
    ) -> None:
        self.page = page
        self.title = items[0].page_heading if items[0].shares_page else ""
        # One question alone heads its page itself.
        self.has_title = len(items) > 1 or bool(self.title)
        self.forms = []
        for item in items:
            with in_language_of(page, item):
                form = AnswerForm(
                    data,
                    files,
                    item=item,
                    initial=initial.get(item.pk),
                    is_optional=is_optional,
                    is_heading=not self.has_title,
                )
            self.forms.append(form)

    @property
    def items(self) -> list[Item]:
        return [form.item for form in self.forms]

    @property
    def is_standard(self) -> bool:
        """Say whether a question is asked in its source's words; such a one stands alone."""
        return self.items[0].kind == "standard"

    @property
    def takes_files(self) -> bool:
        return any(item.is_file for item in self.items)

    @property
    def errors(self) -> bool:
        return any(form.errors for form in self.forms)

    @property
    def problems(self) -> list[dict]:
        """Return what is wrong, each with its control; of several questions, which it is about."""
        return [
            problem | {"text": self._with_question(form, problem["text"])}
            for form in self.forms
            for problem in form.problems
        ]

    def _with_question(self, form: AnswerForm, text: str) -> str:
        if len(self.forms) == 1 or text in form.non_field_errors():
            return text
        return _("“%(question)s” %(fault)s") % {"question": form.item.wording, "fault": text}

    def is_valid(self) -> bool:
        are_fit = [self._is_fit(form) for form in self.forms]  # each says what is wrong with it
        return all(are_fit)

    def _is_fit(self, form: AnswerForm) -> bool:
        with in_language_of(self.page, form.item):
            return form.is_valid()

    def add_error(self, words: str) -> None:
        """Say what is wrong with the whole."""
        self.forms[0].add_error(None, words)

    def given(self, *, leaves: bool = False) -> list[tuple[Item, Any, str]]:
        """Return each question with its answer and own words; not what is left empty for now."""
        return [
            (form.item, form.answer, form.words)
            for form in self.forms
            if not (leaves and form.answer in ("", []))
        ]


def initial_of(items: Sequence[Item], answers: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """Return what a draft holds of these questions, as their forms begin with it."""
    return {
        item.pk: {
            "answer": answers.get(str(item.pk)),
            "words": answers.get(name_of_words(item), ""),
        }
        for item in items
    }
