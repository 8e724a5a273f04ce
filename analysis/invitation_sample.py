"""A stratified sample of people to invite, which anybody can draw again from what is stored.

In each stratum the members are put in the order of SHA-256 of the seed, the stratum and their id,
and the first so many are drawn. To whoever could not foresee the seed this is a simple random
sample without replacement; with the seed it is the same list on any machine, in any language, and
whatever order the frame came in. The caller makes the seed, from the system's secure randomness.

Ids, strata and seeds are text; probabilities are exact.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import ceil

from .apportionment import Exact, apportion
from .representativeness import exact_rate, invitations_needed

FORM = "folkmoot invitation sample 1"
SHORTEST_SEED = 16

Rate = Exact | float | str


@dataclass(frozen=True)
class BySize:
    """Invite so many, in proportion to the strata of the frame (largest remainder)."""

    size: int


@dataclass(frozen=True)
class ByCompletes:
    """Invite as many as should bring so many answers, spread in proportion to the strata.

    `rates` are the response rates expected in each stratum, over 0 and up to 1.
    """

    completes: int
    rates: Mapping[str, Rate]


@dataclass(frozen=True)
class ByRates:
    """Invite a given share of each stratum, over 0 and up to 1: the way to oversample."""

    rates: Mapping[str, Rate]


Allocation = BySize | ByCompletes | ByRates


@dataclass(frozen=True)
class Invited:
    """One member of the sample, their chance of being in it, and the weight that undoes it."""

    id: str
    stratum: str
    probability: Fraction

    @property
    def design_weight(self) -> float:
        """How many members of the frame this one stands for: 1 / probability."""
        return float(1 / self.probability)


@dataclass(frozen=True)
class Stratum:
    """What was drawn from one stratum.

    `lacking` is what a target of answers will miss although everybody is invited; 0 otherwise.
    """

    name: str
    frame: int
    drawn: int
    lacking: int = 0

    @property
    def probability(self) -> Fraction:
        """The chance of every member of the stratum, drawn or not."""
        return Fraction(self.drawn, self.frame)


@dataclass(frozen=True)
class InvitationSample:
    """The sample in the order of strata and ids, and the canonical text that proves it.

    `digest` is the SHA-256 of `text`, in hexadecimal.
    """

    invited: tuple[Invited, ...]
    strata: tuple[Stratum, ...]
    excluded: dict[str, int]
    text: str

    @property
    def digest(self) -> str:
        return sha256(self.text.encode()).hexdigest()


def draw_invitations(
    frame: Mapping[str, Sequence[str]],
    allocation: Allocation,
    *,
    seed: str,
    excluded: Mapping[str, int] | None = None,
    version: str = "",
) -> InvitationSample:
    """Draw from the frame, the ids by stratum of all who may be invited.

    `excluded` counts by reason those who were left out of the frame; `version` names the software.
    Every member of the frame must have a chance: ValueError, in words, where an allocation gives a
    stratum nothing or more than it has, where an id is there twice, or the seed is short.
    """
    strata = {name: sorted(ids) for name, ids in sorted(frame.items()) if len(ids)}
    _check(strata, seed)
    drawn, lacking = _numbers({name: len(ids) for name, ids in strata.items()}, allocation)
    found = tuple(
        Stratum(name, len(ids), drawn[name], lacking.get(name, 0)) for name, ids in strata.items()
    )
    invited = tuple(
        Invited(id, stratum.name, stratum.probability)
        for stratum in found
        for id in sorted(_first(strata[stratum.name], stratum.drawn, stratum.name, seed))
    )
    left_out = {reason: count for reason, count in sorted((excluded or {}).items()) if count}
    inputs = {
        "allocation": _described(allocation, strata),
        "excluded": left_out,
        "frame": strata,
        "seed": seed,
    }
    return InvitationSample(invited, found, left_out, _canonical(inputs, version, found, invited))


def draw_again(text: str) -> InvitationSample:
    """Draw from the inputs in a stored text. The result has the same text if nothing was touched.

    Raises ValueError for a text that is not of a sample.
    """
    stored = json.loads(text)
    if not isinstance(stored, dict) or stored.get("form") != FORM:
        raise ValueError("This is not the text of an invitation sample.")
    inputs = stored["inputs"]
    return draw_invitations(
        inputs["frame"],
        _allocation(inputs["allocation"]),
        seed=inputs["seed"],
        excluded=inputs["excluded"],
        version=stored["version"],
    )


# ---- how many of each ----------------------------------------------------------------------------


def _numbers(sizes: Mapping[str, int], allocation: Allocation) -> tuple[dict, dict]:
    """Give the number to draw from each stratum, and what a target of answers will lack there."""
    lacking: dict[str, int] = {}
    match allocation:
        case BySize(size):
            if size > sum(sizes.values()):
                raise ValueError(f"{size} cannot be invited from a frame of {sum(sizes.values())}.")
            drawn = apportion(size, sizes).seats
        case ByCompletes(completes, rates):
            drawn, lacking = _for_completes(sizes, completes, _rates(sizes, rates))
        case ByRates(rates):
            exact = _rates(sizes, rates)
            drawn = {name: int(size * exact[name] + Fraction(1, 2)) for name, size in sizes.items()}
    without = [name for name, number in drawn.items() if not number]
    if without:
        raise ValueError(
            f"Nobody would be invited from {', '.join(without)}, so its members would have no "
            "chance. Merge it with another stratum, invite more, or give it a higher rate."
        )
    return drawn, lacking


def _for_completes(
    sizes: Mapping[str, int], completes: int, rates: Mapping[str, Fraction]
) -> tuple[dict[str, int], dict[str, int]]:
    drawn, lacking = {}, {}
    for name, wanted in apportion(completes, sizes).seats.items():
        needed = invitations_needed(wanted, rates[name]) or 0
        drawn[name] = min(needed, sizes[name])
        lacking[name] = max(0, ceil(wanted - drawn[name] * rates[name]))
    return drawn, lacking


def _rates(sizes: Mapping[str, int], rates: Mapping[str, Rate]) -> dict[str, Fraction]:
    missing = sorted(set(sizes) - set(rates))
    if missing:
        raise ValueError(f"There is no rate for {', '.join(missing)}.")
    exact = {name: exact_rate(rates[name]) for name in sizes}
    for name, rate in exact.items():
        if not rate:
            raise ValueError(f"The rate of {name} is 0, so its members would have no chance.")
    return exact


# ---- who -----------------------------------------------------------------------------------------


def _first(ids: Sequence[str], number: int, stratum: str, seed: str) -> list[str]:
    """Take the first ids in the order that the seed gives them."""
    return sorted(ids, key=lambda id: (_place(seed, stratum, id), id))[:number]


def _place(seed: str, stratum: str, id: str) -> bytes:
    """Hash a list, not a sum of texts: "1" of "12" must not meet "11" of "2"."""
    return sha256(_compact([seed, stratum, id]).encode()).digest()


def _check(strata: Mapping[str, Sequence[str]], seed: str) -> None:
    if len(seed) < SHORTEST_SEED:
        raise ValueError(
            f"A seed has {SHORTEST_SEED} characters or more, or somebody could try them all."
        )
    if not strata:
        raise ValueError("The frame is empty: nobody may be invited.")
    seen: set[str] = set()
    for ids in strata.values():
        for id in ids:
            if id in seen:
                raise ValueError(f"{id} is in the frame twice. Everybody has one chance.")
            seen.add(id)


# ---- the text ------------------------------------------------------------------------------------


def _canonical(inputs: dict, version: str, strata: Sequence[Stratum], invited) -> str:
    """Write inputs and result in one form only: sorted names, no spaces, fractions as "3/10"."""
    result = {
        "invited": [[member.stratum, member.id, str(member.probability)] for member in invited],
        "strata": {
            stratum.name: {
                "drawn": stratum.drawn,
                "frame": stratum.frame,
                "lacking": stratum.lacking,
                "probability": str(stratum.probability),
            }
            for stratum in strata
        },
    }
    return _compact({"form": FORM, "inputs": inputs, "result": result, "version": version})


def _compact(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _described(allocation: Allocation, strata: Mapping[str, Sequence[str]]) -> dict:
    def of(rates: Mapping[str, Rate]) -> dict[str, str]:
        return {name: str(exact_rate(rates[name])) for name in strata}

    match allocation:
        case BySize(size):
            return {"kind": "size", "size": size}
        case ByCompletes(completes, rates):
            return {"completes": completes, "kind": "completes", "rates": of(rates)}
        case ByRates(rates):
            return {"kind": "rates", "rates": of(rates)}


def _allocation(stored: Mapping) -> Allocation:
    if stored["kind"] == "size":
        return BySize(stored["size"])
    if stored["kind"] == "completes":
        return ByCompletes(stored["completes"], stored["rates"])
    return ByRates(stored["rates"])
