"""What each ward's people answered to a plain questionnaire: nothing shown gives few people away.

As in `results.by_ward` wards that may not be shown are one row, "the others", which whoever
subtracts can see. A question is one table of wards by answers; its bottom line is what the results
show of everybody, so only questions of which these hide nothing have one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from analysis.comparison import USUAL_RULES
from analysis.disclosure import SUPPRESSED, Figure, Sensitivity, suppress_table
from analysis.published import PublishedTable
from panel.models import Ward
from polls.models import Answer, Item, Response
from results.answers import UNSURE
from results.by_ward import OTHERS, hidden_bases
from results.counts import who_counts
from results.grids import AnswerShare, share_of
from results.questionnaire_report import QuestionnaireReport
from results.reports import kept_while_unchanged, questionnaire_report_of, wards_of

UNKNOWN = 0  # the ward of those of whom it is not known
Counts = Mapping[int, Counter[str]]  # by ward, how many gave each answer


@dataclass(frozen=True)
class WardRow:
    """What the people of one ward answered, or of the others together; a base may be "c"."""

    ward: Ward | None
    n: Figure
    answers: tuple[AnswerShare, ...]

    @property
    def is_shown(self) -> bool:
        return any(one.share != SUPPRESSED for one in self.answers)


@dataclass(frozen=True)
class ByWard:
    """One question by ward: rows in the order of names, the others last, and everybody."""

    code: str
    kind: str
    wording: str
    rows: tuple[WardRow, ...]
    everybody: WardRow

    @property
    def shown(self) -> list[WardRow]:
        """Return the wards with figures of their own, and the others together."""
        return [row for row in self.rows if row.is_shown or row.ward is None]

    @property
    def together(self) -> list[WardRow]:
        """Return the wards that are among the others."""
        return [row for row in self.rows if not row.is_shown and row.ward]


@dataclass(frozen=True)
class Counted:
    """All questions that may be shown by ward, as they were counted, and wards that are hidden."""

    counts: Mapping[str, Counts]  # by code of the question
    without_base: Mapping[str, frozenset[int]]  # likewise
    of_few: frozenset[int]  # where few people answered at all, with company


def questions_by_ward(poll, report: QuestionnaireReport) -> list[Item]:
    """Choose the questions of one answer each, put to everybody, of which results hide nothing."""
    shown = {one.code for one in report.questions if one.n != SUPPRESSED and not one.hides}
    return [
        item
        for item in poll.items.prefetch_related("options").order_by("sort_order", "pk")
        if item.code in shown
        and (item.is_one_of or item.kind == Item.Kind.SCALE)
        and not item.asked_if
        and not item.has_prefer_not
        and item.sensitivity != Item.Sensitivity.SENSITIVE
    ]


def labels_of(item: Item) -> list[str]:
    """Name the answers of a question as its results do; two in the same words are one."""
    if item.kind == Item.Kind.SCALE:
        labels = ["against", "middle", "for"]
    else:
        labels = list(dict.fromkeys(option.label for option in item.options.all()))
    return [*labels, "unsure"] if item.has_dont_know else labels


def counted_by_ward(poll, threshold: int) -> Counted:
    """Count all such questions by ward in one query, and the people of each ward in another."""

    def build(threshold: int) -> Counted:
        items = questions_by_ward(poll, questionnaire_report_of(poll, threshold=threshold))
        known = {ward.pk for ward in wards_of(poll)}
        people: Counter[int] = Counter()
        counting = Response.objects.filter(who_counts(poll), page_id=poll.pk, withdrawn_at=None)
        for ward, n in counting.order_by().values_list("ward").annotate(n=Count("pk")):
            people[ward if ward in known else UNKNOWN] += n
        counts = {item.code: _counts(known) for item in items}
        by_pk = {item.pk: item for item in items}
        answers = Answer.objects.filter(item__in=items, response__in=counting, is_off_route=False)
        columns = ("item", "response__ward", "option__label", "number", "missing")
        for pk, ward, option, number, missing, n in (
            answers.order_by().values_list(*columns).annotate(n=Count("pk"))
        ):
            if label := _label(by_pk[pk], option, number, missing):
                counts[by_pk[pk].code][ward if ward in known else UNKNOWN][label] += n
        one_area = dict.fromkeys((*known, *([UNKNOWN] if people[UNKNOWN] else [])), "")
        few = hidden_bases([people], one_area, threshold)
        without_base = {
            code: few | hidden_bases([people, _bases(of_question)], one_area, threshold)
            for code, of_question in counts.items()
        }
        return Counted(counts, without_base, few)

    return kept_while_unchanged(poll, threshold, build, what="counted by ward")


def with_a_ward(poll, items: Sequence[Item], threshold: int) -> list[Item]:
    """Keep the questions that enough people answered in one ward at least."""
    counted = counted_by_ward(poll, threshold)
    return [
        item
        for item in items
        if any(
            n >= least_people(threshold)
            for ward, n in _bases(counted.counts[item.code]).items()
            if ward != UNKNOWN and ward not in counted.without_base[item.code]
        )
    ]


def least_people(threshold: int) -> int:
    """Return how many people of a ward a percentage of it needs."""
    return max(USUAL_RULES.percentage_public, threshold)


def _bases(counts: Counts) -> dict[int, int]:
    return {ward: said.total() for ward, said in counts.items()}


def _counts(known: Collection[int]) -> dict[int, Counter[str]]:
    return {ward: Counter() for ward in (*known, UNKNOWN)}


def _label(item: Item, option: str | None, number: int | None, missing: str) -> str:
    if missing:
        return "unsure" if int(missing) == UNSURE and item.has_dont_know else ""
    if item.kind != Item.Kind.SCALE:
        return option or ""
    if number is None:
        return ""
    return "against" if number < 5 else "middle" if number == 5 else "for"


def table_by_ward(poll, item: Item, threshold: int) -> ByWard | None:
    """Publish one question by ward; None where no ward may be shown."""

    def build(threshold: int) -> ByWard | None:
        counted = counted_by_ward(poll, threshold)
        labels, counts = labels_of(item), counted.counts[item.code]
        sensitivity = Sensitivity(item.sensitivity)
        table = tabulate(labels, counts, counted.without_base[item.code], threshold, sensitivity)
        if table is None:
            return None
        return ByWard(
            item.code,
            item.kind,
            item.wording,
            (*_rows_of(poll, item, counted, table, threshold),),
            WardRow(None, table.total, _shares(labels, table.column_totals, table.total)),
        )

    return kept_while_unchanged(poll, threshold, build, what=f"by ward {item.pk}")


def tabulate(
    labels: Sequence[str],
    counts: Counts,
    without_base: Collection[int],
    threshold: int,
    sensitivity: Sensitivity,
) -> PublishedTable | None:
    """Publish wards by answers under their totals: rows by number of ward, and one of the others.

    Wards of under 30 have no percentages, so they are among them, and the next smallest join until
    the others are 30, no answer was given by none of them (which would be none in each), and every
    total stands.
    """
    bases = {ward: n for ward, n in _bases(counts).items() if n}
    apart = sorted(
        (
            ward
            for ward, n in bases.items()
            if ward not in without_base and ward != UNKNOWN and n >= least_people(threshold)
        ),
        key=lambda ward: (bases[ward], ward),
    )
    together = set(bases) - set(apart)
    everybody = _sum(counts, bases, labels)
    while apart:
        others = _sum(counts, together, labels)
        if together and not _hides_its_wards(others, everybody, threshold, sensitivity):
            together.add(apart.pop(0))
            continue
        rows = {str(ward): [counts[ward][label] for label in labels] for ward in apart}
        if together:
            rows[OTHERS] = others
        table = suppress_table([*rows], labels, [*rows.values()], threshold, sensitivity)
        if SUPPRESSED not in (*table.row_totals, *table.column_totals, table.total):
            return table
        together.add(apart.pop(0))
    return None


def _sum(counts: Counts, wards: Collection[int], labels: Sequence[str]) -> list[int]:
    return [sum(counts[ward][label] for ward in wards) for label in labels]


def _hides_its_wards(
    others: list[int], everybody: list[int], threshold: int, sensitivity: Sensitivity
) -> bool:
    if sum(others) < max(USUAL_RULES.percentage_public, threshold):
        return False
    given = [here for here, all_of_it in zip(others, everybody, strict=True) if all_of_it]
    return sensitivity is Sensitivity.OPEN or 0 not in given


def _rows_of(
    poll, item: Item, counted: Counted, table: PublishedTable, threshold: int
) -> Iterator[WardRow]:
    """Give the rows of all wards; of those together no more than a base that may be seen."""
    hidden = tuple(AnswerShare(label, SUPPRESSED, SUPPRESSED) for label in table.columns)
    cells = dict(zip(table.rows, table.cells, strict=True))
    bases: dict[str, Figure] = dict(zip(table.rows, table.row_totals, strict=True))
    for ward in sorted(wards_of(poll), key=lambda ward: ward.name):
        row = str(ward.pk)
        if row in cells:
            yield WardRow(ward, bases[row], _shares(table.columns, cells[row], bases[row]))
        else:
            n = counted.counts[item.code][ward.pk].total()
            is_hidden = ward.pk in counted.without_base[item.code] or n < threshold
            yield WardRow(ward, SUPPRESSED if is_hidden else n, hidden)
    if OTHERS in cells:
        yield WardRow(None, bases[OTHERS], _shares(table.columns, cells[OTHERS], bases[OTHERS]))


def _shares(labels: Sequence[str], counts: Sequence[Figure], n: Figure) -> tuple[AnswerShare, ...]:
    return tuple(
        AnswerShare(label, count, share_of(count, n))
        for label, count in zip(labels, counts, strict=True)
    )
