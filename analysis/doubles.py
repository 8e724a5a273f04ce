"""Signs that answers were sent more than once. They prove nothing: people share what they share.

A network is shared by a library or a college, a browser by a household, and few questions have few
different answers. So nothing is left out by these signs; somebody looks, and says why.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Sign(StrEnum):
    """What several responses have in common."""

    BROWSER = "browser"
    BURST = "burst"  # the same answers, each soon after the one before
    NETWORK = "network"


# From so many on, responses that share it are shown. A household shares a network.
LEAST = {Sign.BROWSER: 2, Sign.BURST: 5, Sign.NETWORK: 3}
WITHIN = dt.timedelta(minutes=10)


def folded(text: str) -> str:
    """Return words without regard to capitals, spaces and punctuation."""
    return " ".join(re.findall(r"\w+", text.casefold()))


@dataclass(frozen=True)
class Sent:
    """One response: when it came, where from ("" if not known), and what was said, as one text."""

    id: str
    at: dt.datetime
    network: str
    browser: str
    said: str


@dataclass(frozen=True)
class Together:
    """Responses that share a sign, in the order in which they came; named by the first."""

    sign: Sign
    ids: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.sign}-{self.ids[0]}"


def find_doubles(sent: Iterable[Sent]) -> list[Together]:
    """Return the groups of responses that share a browser, a burst or a network, largest first."""
    in_order = sorted(sent, key=lambda one: (one.at, one.id))
    found = [
        *_sharing(Sign.BROWSER, [(one.browser, one) for one in in_order]),
        *_bursts(in_order),
        *_sharing(Sign.NETWORK, [(one.network, one) for one in in_order]),
    ]
    place = {sign: at for at, sign in enumerate(Sign)}
    return sorted(found, key=lambda group: (place[group.sign], -len(group.ids), group.ids))


def _sharing(sign: Sign, pairs: list[tuple[str, Sent]]) -> list[Together]:
    by_key: dict[str, list[str]] = defaultdict(list)
    for key, one in pairs:
        if key:
            by_key[key].append(one.id)
    return [Together(sign, tuple(ids)) for ids in by_key.values() if len(ids) >= LEAST[sign]]


def _bursts(in_order: list[Sent]) -> list[Together]:
    """Chain equal answers, each within ten minutes of the one before."""
    chains: dict[str, list[list[Sent]]] = defaultdict(list)
    for one in in_order:
        before = chains[one.said]
        if before and one.at - before[-1][-1].at <= WITHIN:
            before[-1].append(one)
        else:
            before.append([one])
    return [
        Together(Sign.BURST, tuple(one.id for one in chain))
        for of_one in chains.values()
        for chain in of_one
        if len(chain) >= LEAST[Sign.BURST]
    ]
