"""Whether a briefing gives both sides the same room."""

from dataclasses import dataclass

LEAST_PERCENT = 40


@dataclass(frozen=True)
class Balance:
    """The words for and against a proposal."""

    title: str
    words_for: int
    words_against: int

    @property
    def percent_for(self) -> int:
        total = self.words_for + self.words_against
        return round(100 * self.words_for / total) if total else 50

    @property
    def percent_against(self) -> int:
        return 100 - self.percent_for

    @property
    def is_fair(self) -> bool:
        """Return whether neither side has less than 40 of 100 words."""
        total = self.words_for + self.words_against
        return min(self.words_for, self.words_against) * 100 >= LEAST_PERCENT * total


def balances(proposals) -> list[Balance]:
    """Count the words on each side of every proposal of a briefing."""
    return [
        Balance(
            title=proposal.value["title"],
            words_for=count_words(proposal.value["reasons_for"]),
            words_against=count_words(proposal.value["reasons_against"]),
        )
        for proposal in proposals
    ]


def count_words(reasons) -> int:
    return sum(len(reason["text"].split()) for reason in reasons)
