"""What the editor is told, in words, before a poll can be saved."""

from types import SimpleNamespace

from django.utils.translation import gettext as _

from core.editing import PageForm
from polls.branching import Asked, faults_in, numbers_of
from polls.codes import fill
from polls.completeness import faults_of, numbers_in
from polls.locks import (
    LOCKED_IN_ITEM,
    LOCKED_IN_OPTION,
    LOCKED_IN_ROW,
    Face,
    differences,
    easy_in,
    stored_faces,
)
from polls.neighbours import faults_of_pages
from polls.reviewed import state_of
from polls.standards import DISABILITY, FEELINGS, standard


def kept_forms(formset) -> list:
    """Return the rows that will be saved, in order, without those marked for deletion."""
    return list(formset.ordered_forms)


class QuickPollForm(PageForm):
    """The editor's form of a quick poll: question and answers are locked by the first vote."""

    def is_valid(self):
        return super().is_valid() and self._is_unchanged_since_first_vote()

    def _is_unchanged_since_first_vote(self) -> bool:
        if not self.instance.pk or not self.instance.ballots.exists():
            return True
        stored = type(self.instance)._default_manager.get(pk=self.instance.pk)
        if self.cleaned_data.get("question") != stored.question:
            self.add_error(
                "question", _("People have voted on this question, so its wording cannot change.")
            )
        was = [(choice.pk, choice.text) for choice in stored.choices.order_by("sort_order")]
        now = [
            (row.instance.pk, row.cleaned_data["text"])
            for row in kept_forms(self.formsets["choices"])
        ]
        if was != now:
            self.add_error(None, _("People have voted, so the answers cannot change."))
        return not self.errors


class QuestionnaireForm(PageForm):
    """The editor's form of a questionnaire: complete questions, locked by the first response."""

    def is_valid(self):
        if not super().is_valid():
            return False
        rows = kept_forms(self.formsets["items"])
        complete = [self._is_complete(row) for row in rows]
        return (
            all(complete)
            and self._has_distinct_codes(rows)
            and self._shares_pages(rows)
            and self._leads_somewhere(rows)
            and self._keeps_to_lock(rows)
        )

    def _is_complete(self, row) -> bool:
        """Check that a question has what its kind needs; in a draft it may still lack that."""
        if self.is_deferred_validation:
            return True
        options = [option.cleaned_data for option in parts_of(row, "options")]
        count = len(parts_of(row, "rows"))
        for name, fault in faults_of(dict(row.cleaned_data), options, count):
            row.add_error(name, fault)
        return not row.errors

    def _has_distinct_codes(self, rows) -> bool:
        codes = [row.cleaned_data["code"] for row in rows if row.cleaned_data.get("code")]
        for row in rows:
            if codes.count(row.cleaned_data.get("code")) > 1:
                row.add_error("code", _("Another question has this code. Each needs its own."))
            for part, fault in (
                ("options", _("Another answer has this code. Each needs its own.")),
                ("rows", _("Another row has this code. Each needs its own.")),
            ):
                say_of_doubles(parts_of(row, part), fault)
        return not any(
            form.errors
            for row in rows
            for form in (row, *row.formsets["options"].forms, *row.formsets["rows"].forms)
        )

    def _shares_pages(self, rows) -> bool:
        """Check which questions share a page; in a draft that may still be undecided."""
        if self.is_deferred_validation:
            return True
        for place, name, fault in faults_of_pages([row.cleaned_data for row in rows]):
            rows[place].add_error(name, fault)
        return not any(row.errors for row in rows)

    def _leads_somewhere(self, rows) -> bool:
        """Check that every rule names earlier questions and answers, and can be kept."""
        rows = in_their_places(rows)
        for place, fault in faults_in(self._asked(rows)).items():
            rows[place].add_error("asked_if", fault)
        return not any(row.errors for row in rows)

    def _asked(self, rows) -> list[Asked]:
        """Return the questions as they will be, with the codes that empty fields will get."""
        as_written = kept_forms(self.formsets["items"])
        codes = dict(zip(as_written, with_codes(as_written, "q"), strict=True))
        coded = [
            [codes[row] for row in rows],
            *(with_codes(parts_of(row, "options"), "") for row in rows),
        ]
        return [
            Asked(
                code=row.cleaned_data["standard"] or code,
                kind=row.cleaned_data["kind"],
                rule=row.cleaned_data["asked_if"],
                options=fixed_answers(row.cleaned_data) or tuple(options),
                has_dont_know=row.cleaned_data["has_dont_know"],
                is_asked_twice=len(self.instance.waves) > 1 and row.cleaned_data["is_paired"],
                numbers=numbers_of(row.cleaned_data["kind"], numbers_in(row.cleaned_data)),
                on_same_page=row.cleaned_data["on_same_page"],
            )
            for row, code, options in zip(rows, coded[0], coded[1:], strict=True)
        ]

    def _keeps_to_lock(self, rows) -> bool:
        if not self.instance.has_fixed_words:
            return True
        for sentence in differences(stored_faces(self.instance), [proposed(row) for row in rows]):
            self.add_error(None, sentence)
        return not self.errors


def in_their_places(rows) -> list:
    """Return questions in the order in which they will stand: those on disability last."""
    return sorted(rows, key=lambda row: row.cleaned_data["standard"] in DISABILITY)


def fixed_answers(item) -> tuple[str, ...]:
    """Return the codes of answers that come with a question, if they do."""
    if item["kind"] == "feeling":
        return tuple(code for code, _label in FEELINGS)
    chosen = item["kind"] == "standard" and item["standard"]
    return tuple(code for code, _label in standard(chosen).options) if chosen else ()


def parts_of(row, name: str) -> list:
    """Return the "options" or "rows" of a question as the editor's form holds them."""
    return kept_forms(row.formsets[name])


def say_of_doubles(forms: list, fault: str) -> None:
    codes = [form.cleaned_data["code"] for form in forms if form.cleaned_data.get("code")]
    for form in forms:
        if codes.count(form.cleaned_data.get("code")) > 1:
            form.add_error("code", fault)


def with_codes(rows, prefix: str) -> list[str]:
    """Return the codes of rows, those that are still empty as they will be filled in."""
    coded = [SimpleNamespace(code=row.cleaned_data.get("code"), sort_order=0) for row in rows]
    fill(coded, prefix=prefix)
    return [row.code for row in coded]


def proposed(row) -> Face:
    """Return the item that a row of the editor's form would become."""
    return Face(
        pk=row.instance.pk,
        values={name: row.cleaned_data[name] for name in LOCKED_IN_ITEM},
        options=[
            (option.instance.pk, *(option.cleaned_data[name] for name in LOCKED_IN_OPTION))
            for option in parts_of(row, "options")
        ],
        rows=[
            (one.instance.pk, *(one.cleaned_data[name] for name in LOCKED_IN_ROW))
            for one in parts_of(row, "rows")
        ],
        easy=[
            words
            for kind, part in (
                ("item", row),
                *(("option", option) for option in parts_of(row, "options")),
                *(("row", one) for one in parts_of(row, "rows")),
            )
            for words in easy_in(kind, part.instance.pk, part.cleaned_data.__getitem__)
        ],
    )


class BriefingForm(PageForm):
    """The editor's form of a briefing: what people read while it runs is what was signed off."""

    def is_valid(self):
        if not super().is_valid():
            return False
        if not self.is_deferred_validation and self.instance.pk and is_unsigned_change(self):
            self.add_error(
                None,
                _(
                    "Reviewers have not signed off these words, and people can read them already. "
                    "Save a draft and ask the reviewers again, or say why not in the poll, under "
                    "“Why the briefing is not signed off”."
                ),
            )
        return not self.errors


def is_unsigned_change(form) -> bool:
    """Say whether a published briefing of a running poll would change past its reviewers."""
    draft = form.save(commit=False)
    poll = draft.poll
    if not draft.live or poll.unsigned_reason.strip() or not poll.has_opened:
        return False
    return not state_of(draft).is_signed_off
