"""Making the printed questionnaire from the same questions that are answered online."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.dates import day
from panel.models import AgeBand, CouncilSettings
from polls.coding import Code, codes_of
from polls.editions import edition_now
from polls.fields import worded_option
from polls.models import Item, QuestionnairePage, RespondentType, Wave
from polls.personal_sheets import Printed
from polls.printed.routing import END, for_whom, leap_after
from polls.saying import ends_of
from polls.speaking import in_language_of, language_of, translate

HERE = Path(__file__).parent
KEPT_FOR = 60 * 60
VERSION = 6  # raise it when the same questions look different
BLANK: dict[str, Any] = {"only": "", "rows": [], "ends": "", "unit": "", "parts": [], "words": ""}
BLANK |= {"part": "", "is_in_part": False, "is_in_english": False}
BOXES = {
    Item.Kind.SCALE: "scale",
    Item.Kind.MATRIX: "grid",
    Item.Kind.GAP: "gap",
    Item.Kind.RANKING: "ranking",
    Item.Kind.DATE: "date",
    Item.Kind.NUMBER: "typed",
    Item.Kind.POSTCODE: "typed",
    Item.Kind.PLACE: "typed",
    Item.Kind.SHORT: "line",
    Item.Kind.TEXT: "text",
    Item.Kind.FILE: "attached",
}


def printed(page: QuestionnairePage, *, address: str) -> bytes:
    """Return the questionnaire as a tagged PDF (PDF/UA-1), made once for each published state.

    It is in the format that the page is read in (`page.read_in`). `address` is where it is answered
    online. Fonts are ours alone, so that it looks the same on every machine.
    """
    language = language_of(page)
    words = page.last_published_at, page.version
    state = (VERSION, page.pk, *words, address, page.read_in, language)
    name = "printed-" + "-".join(str(part).replace(" ", "T") for part in state)
    made = cache.get(name)
    if made is None:
        with in_language_of(page):
            made = compiled(data_of(page, address=address))
        cache.set(name, made, KEPT_FOR)
    return made


def printed_sheets(
    page: QuestionnairePage, wave: str, sheets: Sequence[Printed], *, address: str
) -> bytes:
    """Return a sheet for each person of a round, each with a page that stays at home.

    They are in the format that the page is read in. Names stand on that page alone. Nothing of this
    is kept.
    """
    with in_language_of(page):
        data = data_of(page, address=address, wave=wave)
        data["keep"] = page_to_keep(page, wave)
        data["sheets"] = [{"name": sheet.name, "code": sheet.code} for sheet in sheets]
        return compiled(data)


def page_to_keep(page: QuestionnairePage, wave: str) -> dict[str, list[str]]:
    """Return what the page to keep says before and after what an officer wrote."""
    closes = page.wave_closes_at(wave)
    before = [
        _("This page is yours. Keep it, and send back the others."),
        _(
            "Do not write your name on them. Your code stands there instead, so whoever reads your "
            "answers does not learn whose they are."
        ),
        *([_("Return them by %(day)s.") % {"day": day(closes, year=True)}] if closes else []),
    ]
    after = [
        _(
            "If you would rather answer by telephone, call us with this page at hand and say the "
            "code, not your name."
        ),
        _("You answer each round once, on paper or online. Whichever comes first counts."),
        _("To take your answers back, tell us the code."),
    ]
    return {"before": before, "after": after}


def compiled(data: dict[str, Any]) -> bytes:
    return typst.compile(
        str(HERE / "questionnaire.typ"),
        root=str(HERE),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
    )


def data_of(page: QuestionnairePage, *, address: str, wave: str = Wave.ONLY) -> dict[str, Any]:
    """Return all words of the paper, in its order."""
    council = CouncilSettings.load()
    stored = page.items.prefetch_related("options", "rows").order_by("sort_order", "pk")
    items = [item for item in stored if item.asked_in(wave)]
    translate(page, items)
    tongue, _dash, region = language_of(page).partition("-")
    consultation = page.consultation
    ways = lines_of(consultation.offline_ways) if consultation else []
    closes = page.wave_closes_at(wave) or (consultation and consultation.closes_at)
    until = [_("Return it by %(day)s.") % {"day": day(closes, year=True)}] if closes else []
    # Where a person's own code says it already, ward and age are not asked.
    asks_about_them = wave == Wave.ONLY
    after = len(items) + 1 if asks_about_them else END
    questions = [question_in_its_language(items, at, after) for at in range(len(items))]
    put_in_parts(questions, items)
    first = [who_answers()] if page.asks_respondent_type else []
    last = about_them(len(questions)) if asks_about_them else []
    return {
        "title": page.title,
        "round": str(Wave(wave).label) if wave != Wave.ONLY else "",
        "council": council.council_name,
        "edition": " · ".join([edition_now(page).name, *format_in_words(page)]),
        "lang": tongue,
        "region": region or None,
        "large": page.is_in_large_print or page.is_in_easy_read,
        "easy": page.is_in_easy_read,
        "introduction": lines_of(page.introduction_read),
        "how": [
            _("Online: %(address)s") % {"address": address.partition("://")[2]},
            _("On paper: tick the boxes with a pen. Leave out what you do not want to answer."),
            *until,
            *lacking_easy_words(items),
        ],
        "why": lines_of(page.why_we_ask_read),
        "qr": qr_of(address),
        "questions": [*first, *questions, *last],
        "end": ways,
        "keep": {},
        "sheets": [],
        "labels": {
            "page": _("Page"),
            "qr": _("QR code that leads to %(address)s") % {"address": address},
            "why": _("Why we ask, and who sees it"),
            "thanks": _("Thank you. How to return it"),
            "office": _("For the office:"),
            "batch": _("Batch"),
            "paper": _("Paper"),
            "received": _("Received"),
            "code": _("Code"),
            "for": _("For"),
            "yours": _("To keep"),
        },
    }


def lines_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def format_in_words(page: QuestionnairePage) -> list[str]:
    """Return what the foot says of the format; nothing of the usual one."""
    if page.is_in_easy_read:
        return [_("Easy read")]
    return [_("Large print")] if page.is_in_large_print else []


def lacking_easy_words(items: list[Item]) -> list[str]:
    """Say, once, that not all of a paper is in easy read; nothing where it is."""
    if not any(item.lacks_easy_words for item in items):
        return []
    return [_("Some questions have no easy words yet. They are in the usual words.")]


def qr_of(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()


def as_option(code: Code, leap: str = "") -> dict[str, str]:
    return {"code": code.typed, "label": code.label, "leap": leap}


def question_in_its_language(items: list[Item], at: int, after: int) -> dict[str, Any]:
    """Leave a standard question in the English of its source, with the site's words around it."""
    if items[at].kind != Item.Kind.STANDARD:
        return question_of(items, at, after)
    with override(settings.LANGUAGE_CODE):
        return question_of(items, at, after) | {"is_in_english": True}


def question_of(items: list[Item], at: int, after: int) -> dict[str, Any]:
    """Return one question as the paper shows it, with its routing in words.

    `after` is the number of what follows the last of them.
    """
    item = items[at]
    codes = codes_of(item)
    kind = BOXES.get(Item.Kind(item.kind), "list")
    listed = codes
    if kind in ("scale", "gap"):
        listed = [code for code in codes if not code.typed.isdecimal()]
    by_pk = {str(option.pk): option.code for option in item.options.all()}
    may_lead = item.is_one_of

    def leap_from(code: Code) -> str:
        answer = by_pk.get(code.value, code.value)
        return leap_after(items, at, answer, last=after) if may_lead else ""

    options = [as_option(code, leap_from(code)) for code in listed]
    if kind == "gap":
        sides = [Code("", "", _("I expect")), Code("", "", _("I experience"))]
        options = [as_option(side) for side in sides] + options
    worded = worded_option(item)
    return {
        "number": at + 1,
        "is_in_english": False,
        "wording": item.wording,
        "kind": kind,
        "only": for_whom(items, at, last=after),
        "hint": " ".join(filter(None, (item.hint, how_to(item)))),
        "options": options,
        "rows": [row.label for row in item.rows.all()],
        "ends": ends_of(item),
        "unit": item.unit,
        "parts": [_("Day"), _("Month"), _("Year")],
        "words": words_of(item, worded),
    }


def put_in_parts(questions: list[dict[str, Any]], items: list[Item]) -> None:
    """Head the questions that share a page, where the page has a heading."""
    is_headed = False
    for question, item in zip(questions, items, strict=True):
        is_headed = is_headed if item.on_same_page else bool(item.page_heading)
        question["part"], question["is_in_part"] = item.page_heading, is_headed


def words_of(item: Item, worded: Any) -> str:
    """Return what stands before the line for own words; nothing where there is no such line."""
    if item.has_comment:
        return _("What makes you feel like that?")
    return f"{worded.label}:" if worded else ""


def how_to(item: Item) -> str:
    """Say how the question is answered on paper, where the boxes do not show it."""
    options = len(item.options.all())
    if item.kind == Item.Kind.MULTIPLE:
        limits = item.how_many(options).limits if item.fewest or item.most else ""
        return limits or _("Tick all that apply.")
    if item.kind == Item.Kind.RANKING:
        places = item.how_many(options).most
        return _("Write 1 beside what matters most to you, then 2, up to %(n)d.") % {"n": places}
    if item.kind == Item.Kind.GAP:
        return _("Write two numbers from 0 to 10 in each row.")
    if item.is_place:
        return _("Write a postcode or the name of a ward.")
    if item.is_file:
        return _("Attach it to this paper, with the number of this question on it.")
    return ""


def about_them(questions: int) -> list[dict[str, Any]]:
    """Return the two questions by which results are shown: where people live, and their age."""
    bands = [Code(str(at), band, str(band.label)) for at, band in enumerate(AgeBand, 1)]
    where = {
        "number": questions + 1,
        "wording": _("What is your postcode?"),
        "kind": "typed",
        "hint": _("We keep only the ward that it lies in. You need not answer."),
        "options": [],
    }
    age = {
        "number": questions + 2,
        "wording": _("How old are you?"),
        "kind": "list",
        "hint": _("You need not answer."),
        "options": [as_option(band) for band in bands],
    }
    return [BLANK | where, BLANK | age]


def who_answers() -> dict[str, Any]:
    """Return the question that stands before all others, without a number of its own."""
    types = [Code(str(at), one, str(one.label)) for at, one in enumerate(RespondentType, 1)]
    return BLANK | {
        "number": 0,
        "wording": _("I answer as"),
        "kind": "list",
        "hint": "",
        "options": [as_option(one) for one in types],
        "words": _("If for an organisation: its name, whom it represents, how views were gathered"),
    }
