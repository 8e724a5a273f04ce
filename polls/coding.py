"""Answers as staff type them from paper: figures and first letters, one box a question.

The same figures stand beside the answers on the printed questionnaire. `read` gives what a draft
keeps, so that paper and screen meet in one form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.forms import DONT_KNOW
from panel.models import Ward
from panel.outlines import mapped_wards
from panel.postcodes import Found, find_ward
from polls.models import Item
from polls.models.responses import Missing
from polls.numbers import Unfit, plain

UNSURE, PREFER_NOT = "d", "p"
SEPARATORS = re.compile(r"[\s,;]+")
DATE_SEPARATORS = re.compile(r"[\s./-]+")


@dataclass(frozen=True)
class Code:
    """One answer: what is typed for it, what a draft keeps, and its words."""

    typed: str
    value: str
    label: str


def codes_of(item: Any) -> list[Code]:
    """Return what can be typed for an item, or for each row of a grid; none of what is written.

    An answer's own code if all are figures, else its place in the list.
    """
    if item.kind in (Item.Kind.SCALE, Item.Kind.GAP):
        ends = {0: item.low_label, 5: item.middle_label, 10: item.high_label}
        codes = [Code(str(n), str(n), ends.get(n, "")) for n in range(11)]
    elif item.has_options or item.kind == Item.Kind.MATRIX:
        options = list(item.options.all())
        own = [option.code for option in options]
        numbers = own if are_figures(own) else [str(at) for at in range(1, len(own) + 1)]
        codes = [
            Code(number, str(option.pk), option.label)
            for number, option in zip(numbers, options, strict=True)
        ]
    else:
        codes = []
    if item.has_dont_know and item.has_figures:
        codes.append(Code(UNSURE, DONT_KNOW, _("I do not know")))
    if item.has_prefer_not:
        codes.append(Code(PREFER_NOT, Missing.PREFER_NOT.value, str(Missing.PREFER_NOT.label)))
    return codes


def are_figures(codes: Sequence[str]) -> bool:
    return len(set(codes)) == len(codes) and all(c.isascii() and c.isdecimal() for c in codes)


def value_of(typed: str, codes: Sequence[Code]) -> str:
    """Return the answer that a figure, a letter or the beginning of its words stands for."""
    folded = typed.casefold()
    if folded in ("dk", "?"):
        folded = UNSURE
    for code in codes:
        if code.typed == folded:
            return code.value
    named = [code for code in codes if folded and code.label.casefold().startswith(folded)]
    if len(named) == 1:
        return named[0].value
    known = ", ".join(code.typed for code in codes)
    raise Unfit(_("“%(typed)s” is no answer here. Type %(known)s") % _words(typed, known))


def _words(typed: str, known: str) -> dict[str, str]:
    return {"typed": typed[:20], "known": known}


def read(item: Any, typed: Mapping[str, str]) -> Any:
    """Return the answer of an item as a draft keeps it, "" if nothing was typed; raise Unfit.

    `typed` has what stands in its box under "", or in the boxes of a grid under the pks of rows.
    """
    sent = {part: text.strip() for part, text in typed.items() if text.strip()}
    if not sent:
        return ""
    if item.has_rows:
        return read_rows(item, sent)
    text, codes = sent[""], codes_of(item)
    if item.is_text:
        if len(text) > item.most_characters:
            raise Unfit(_("Too long: %(n)d characters fit here") % {"n": item.most_characters})
        return text
    if item.kind in (Item.Kind.MULTIPLE, Item.Kind.RANKING):
        return read_several(item, text, codes)
    if codes and (item.kind not in READ or text.casefold() in (UNSURE, "dk", "?", PREFER_NOT)):
        value = value_of(text, codes)
        is_number = item.kind == Item.Kind.SCALE and value.isdecimal()
        return int(value) if is_number else value
    return READ[item.kind](item, text)


def read_several(item: Any, text: str, codes: Sequence[Code]) -> Any:
    """Read answers with commas or spaces between; one that is written in words stands alone."""
    try:
        values = [value_of(text, codes)]
    except Unfit:
        values = [value_of(one, codes) for one in SEPARATORS.split(text) if one]
    if len(set(values)) != len(values):
        raise Unfit(_("The same answer stands here twice"))
    by_pk = {str(option.pk): option for option in item.options.all()}
    alone = [v for v in values if v not in by_pk or by_pk[v].is_exclusive]
    if alone and len(values) > 1:
        raise Unfit(_("One of these goes with no other. Leave it empty if the paper has both"))
    if alone and values[0] not in by_pk:
        return values[0]
    if not alone and (refusal := item.how_many(len(by_pk)).refusal_of(len(values))):
        raise Unfit(_("%(rule)s, or leave it empty if the paper has not") % {"rule": refusal})
    return values


def read_rows(item: Any, sent: Mapping[str, str]) -> dict[str, str]:
    codes, given = codes_of(item), {}
    for row in item.rows.all():
        text = sent.get(str(row.pk))
        try:
            if text and item.kind == Item.Kind.GAP:
                given.update(read_gap(str(row.pk), text, codes))
            elif text:
                given[str(row.pk)] = value_of(text, codes)
        except Unfit as unfit:
            raise Unfit(f"{row.label}: {unfit}") from None
    return given


def read_gap(row: str, text: str, codes: Sequence[Code]) -> dict[str, str]:
    """Read what was expected and what was experienced: two numbers, or “d”."""
    values = [value_of(one, codes) for one in SEPARATORS.split(text) if one]
    if values == [DONT_KNOW]:
        return {f"{row}-unknown": DONT_KNOW}
    if len(values) != 2 or DONT_KNOW in values:
        raise Unfit(_("Type two numbers: expected, then experienced"))
    return {f"{row}-expected": values[0], f"{row}-found": values[1]}


def read_number(item: Any, text: str) -> str:
    return plain(item.numbers.read(text))


def read_date(item: Any, text: str) -> str:
    parts = [part for part in DATE_SEPARATORS.split(text) if part]
    if len(parts) > 3:
        raise Unfit(_("Enter the date in figures, like 27 3 2026"))
    return item.days.read(dict(zip(("day", "month", "year"), parts, strict=False))).isoformat()


def read_place(item: Any, text: str) -> str:
    return find_place(text).code


def find_place(text: str) -> Ward:
    """Return the ward of a postcode, or of the beginning of a ward's name; raise Unfit."""
    wards = mapped_wards()
    named = [ward for ward in wards if ward.name.casefold().startswith(text.casefold())]
    exact = [ward for ward in named if ward.name.casefold() == text.casefold()]
    if len(exact or named) == 1:
        return (exact or named)[0]
    found = find_ward(text[:20])
    if isinstance(found, Found):
        return next((ward for ward in wards if ward.pk == found.ward.pk), found.ward)
    if named:
        names = ", ".join(ward.name for ward in named[:4])
        raise Unfit(_("Several wards begin like this: %(names)s") % {"names": names})
    raise Unfit(_("This is no postcode and no ward of ours. Leave it empty if nobody can tell"))


READ = {
    Item.Kind.NUMBER: read_number,
    Item.Kind.DATE: read_date,
    Item.Kind.POSTCODE: read_place,
    Item.Kind.PLACE: read_place,
}
