"""The text that proves a draw: all that went in and came out, in one form, and its hash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import fsum
from typing import Any

from analysis.sortition.interchange import write_people, write_quotas
from analysis.sortition.lottery import Lottery
from analysis.sortition.public import (
    PublicLottery,
    count_appearances,
    read_panels,
    sha256_of,
    verify,
)
from analysis.sortition.quotas import Person, Selection, faults_of
from core.one_form import in_one_form
from panel.crossed import is_crossed
from panel.models import Draw
from panel.pool import Pool, people_of
from panel.population import AGE_BY_SEX
from panel.quotas import ALWAYS_KNOWN, quotas_of, rules_of
from panel.told_in_draws import NOT_SAID, TAKEN_BACK, Told, faults_of_told, told_in

FORM = "folkmoot sortition 1"
# Of a draw from a part of the members, or by answers about oneself: these stand as commitments.
FORM_OF_PARTS = "folkmoot sortition 2"
FILES = ("panel.csv", "people.csv", "quotas.csv", "draw.json")
FILES_OF_LIST = ("panels.txt", "people.csv", "quotas.csv", "draw.json")


def text_and_hash(
    draw: Draw,
    pool: Pool,
    lottery: Lottery,
    drawn: frozenset[str] = frozenset(),
    public: PublicLottery | None = None,
) -> tuple[str, str]:
    """Write a draw down, with sorted names and no spaces; panels are places in the pool, from 0.

    Of a public draw this is written before anybody is drawn, and never changed by the number.
    """
    people = sorted(pool.to_draw.people, key=lambda person: person.id)
    place = {person.id: at for at, person in enumerate(people)}
    inputs = {
        "algorithm": draw.algorithm,
        "excluded": draw.excluded,
        "gone": sorted(pool.gone),
        "one_per_household": draw.one_per_household,
        "pool": _rows(draw, people, pool.told),
        "quotas": draw.rules,
        "quotas_of_free_seats": rules_of(pool.to_draw.quotas),
        "reference": draw.reference,
        "round": draw.round,
        "free_seats": pool.to_draw.seats,
        "seated": _rows(draw, pool.staying, pool.told),
        "seats": draw.size,
        "seed": draw.seed,
        "test": draw.is_test,
    }
    form = FORM
    if draw.frame or draw.told:
        form = FORM_OF_PARTS
        inputs |= {
            "frame": draw.frame,
            "told": draw.told,
            "without_answer": draw.without_answer if draw.told else "",
        }
    result: dict[str, Any] = {
        "algorithm": lottery.algorithm,
        "drawn": sorted(drawn),
        "gini": lottery.gini,
        "highest": lottery.highest,
        "impossible": dict(lottery.impossible),
        "lowest": lottery.lowest,
        "panels": [
            [probability, sorted(place[code] for code in panel)]
            for panel, probability in sorted(lottery.panels.items())
        ],
        "probabilities": [lottery.probabilities[person.id] for person in people],
    }
    if public is not None:
        result["public"] = {
            "largest_deviation": public.largest_deviation,
            "panels_sha256": public.sha256,
            "thousandths": [count_appearances(public.panels)[person.id] for person in people],
        }
    whole = {"form": form, "inputs": inputs, "result": result, "version": draw.version}
    text = in_one_form(whole)
    return text, sha256_of(text)


def _rows(draw: Draw, people: Iterable[Person], told: Told) -> list[list[Any]]:
    """Write a row for each person: what is told of themselves as commitments, in their order."""
    return [
        [
            person.id,
            *(person.values[feature] for feature in ALWAYS_KNOWN),
            person.household,
            *([[told.commitment(person.id, name) for name in draw.told]] if draw.told else []),
        ]
        for person in sorted(people, key=lambda person: person.id)
    ]


def drawn_of(draw: Draw) -> list[str]:
    """Return the codes that were drawn, in order: by the text, or by the number from the list."""
    if draw.is_public:
        return list(verify(draw.panels_text, draw.panels_sha256, draw.number))
    return draw.stored["result"]["drawn"]


def faults_of_list(draw: Draw) -> list[str]:
    """Count the published panels again: their hash, and every rule for every panel."""
    inputs, result = draw.stored["inputs"], draw.stored["result"]
    if sha256_of(draw.panels_text) != result["public"]["panels_sha256"]:
        return ["The list of panels is not the one that was hashed."]
    people = people_of(draw, "pool")
    selection = Selection(
        people, quotas_of(draw.rules), inputs["free_seats"], inputs["one_per_household"]
    )
    panels = read_panels(draw.panels_text)
    faults = [fault for panel in sorted(set(panels)) for fault in faults_of(selection, panel)]
    found = count_appearances(panels)
    if [found[person.id] for person in people] != result["public"]["thousandths"]:
        faults.append("A member is not on as many panels of the list as the text says.")
    return faults


def faults_of_draw(draw: Draw) -> list[str]:
    """Count a drawn panel again from its text; nothing is said of one that holds.

    Of somebody whose answer is deleted since no quota over it is counted: they may be of any value.
    """
    if not draw.text_agrees:
        return ["The text is not the one that was hashed."]
    inputs, result = draw.stored["inputs"], draw.stored["result"]
    told = told_in(draw)
    people = people_of(draw, "pool", told)
    selection = Selection(
        people,
        quotas_of(inputs["quotas_of_free_seats"]),
        inputs["free_seats"],
        inputs["one_per_household"],
    )
    faults, chances, panels = faults_of_told(draw, told), [0.0] * len(people), []
    for probability, places in result["panels"]:
        panel = [people[at].id for at in places]
        panels.append(sorted(panel))
        faults += faults_of(selection, panel)
        for at in places:
            chances[at] += probability
    if abs(fsum(chances) - inputs["free_seats"]) > 1e-6:
        faults.append("The chances do not sum to the seats.")
    if any(
        abs(counted - kept) > 1e-9
        for counted, kept in zip(chances, result["probabilities"], strict=True)
    ):
        faults.append("A member's chance is not that of the panels that hold them.")
    if draw.is_public:
        faults += faults_of_list(draw)
    if not draw.is_drawn:
        return faults
    drawn = drawn_of(draw)
    if drawn not in panels:
        faults.append("The panel drawn is not one of the lottery.")
    seated = sorted([*drawn, *(person.id for person in people_of(draw, "seated", told))])
    if list(draw.members.seated().values_list("code", flat=True)) != seated:
        faults.append("The members on record are not those of the text.")
    return faults


def features_of(draw: Draw) -> tuple[str, ...]:
    """Name what is known of the people of a draw, in the order of its files and pages."""
    both = (AGE_BY_SEX,) if is_crossed(quotas_of(draw.rules)) else ()
    return (*ALWAYS_KNOWN, *draw.told, *both)


def with_gaps_named(draw: Draw, people: Iterable[Person]) -> list[Person]:
    """Say of answers that are deleted since that they are, and of an age that it was not told."""
    gaps = dict.fromkeys(features_of(draw), TAKEN_BACK)
    return [
        replace(p, values=gaps | {name: value or NOT_SAID for name, value in p.values.items()})
        for p in people
    ]


def names_of_files(draw: Draw) -> tuple[str, ...]:
    """Return the files that there are of a draw, those that people ask for first."""
    if draw.is_let_go:
        return ()
    if draw.is_drawn:
        return (*FILES, "panels.txt") if draw.is_public else FILES
    return FILES_OF_LIST if draw.is_worked_out else ()


def files_of(draw: Draw) -> dict[str, str]:
    """Write the files of a round, codes and categories and nothing else.

    Who sits, the CSV pair that an independent party can draw from, and the text that was hashed.
    """
    told, features = told_in(draw), features_of(draw)
    pool, seated = (
        with_gaps_named(draw, people_of(draw, part, told)) for part in ("pool", "seated")
    )
    drawn = set(drawn_of(draw)) if draw.is_drawn else set()
    panel = sorted(
        (*seated, *(person for person in pool if person.id in drawn)), key=lambda person: person.id
    )
    more = {"panels.txt": draw.panels_text} if draw.is_public else {}
    if draw.is_drawn:
        more["panel.csv"] = write_people(panel, features)
    return more | {
        "quotas.csv": write_quotas(quotas_of(draw.stored["inputs"]["quotas_of_free_seats"])),
        "people.csv": write_people(pool, features, with_households=draw.one_per_household),
        "draw.json": draw.text,
    }
