"""Where a briefing stands with its reviewers: which version each of them found fair, or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps

from core.one_form import hash_of
from polls.models.sign_off import SignOff

if TYPE_CHECKING:
    from polls.models import BriefingPage, DeliberativePollPage, Reviewer

FEWEST_INTERESTS = 2


def version_of(briefing: BriefingPage) -> str:
    """Return SHA-256 of what a briefing says: introduction, proposals, reasons and sources."""
    said = {
        "introduction": briefing.introduction,
        "proposals": [
            {
                "title": block.value["title"],
                "summary": block.value["summary"],
                "for": [_plain(reason) for reason in block.value["reasons_for"]],
                "against": [_plain(reason) for reason in block.value["reasons_against"]],
            }
            for block in briefing.proposals
        ],
    }
    return hash_of(said)


def _plain(reason) -> list[str]:
    return [str(reason[name] or "") for name in ("text", "source", "url")]


def draft_of(briefing: BriefingPage) -> BriefingPage:
    """Return the newest words of a briefing, published or not: those that are reviewed."""
    return briefing.get_latest_revision_as_object() if briefing.latest_revision_id else briefing


@dataclass(frozen=True)
class Reviewed:
    """A reviewer, with what they said of a version, if anything, and of an earlier one."""

    reviewer: Reviewer
    signature: SignOff | None
    earlier: SignOff | None


@dataclass(frozen=True)
class State:
    """Where a version of a briefing stands with its reviewers."""

    version: str
    reviewed: tuple[Reviewed, ...]

    @property
    def signed(self) -> list[Reviewed]:
        fair = SignOff.Verdict.FAIR
        return [one for one in self.reviewed if one.signature and one.signature.verdict == fair]

    @property
    def interests(self) -> set[str]:
        return {one.reviewer.interest.casefold().strip() for one in self.signed}

    @property
    def is_signed_off(self) -> bool:
        """Return whether all who were named found it fair, from two interests at least."""
        is_all = len(self.signed) == len(self.reviewed)
        return is_all and len(self.interests) >= FEWEST_INTERESTS

    @property
    def waiting(self) -> list[Reviewer]:
        return [one.reviewer for one in self.reviewed if one.signature is None]


def state_of(briefing: BriefingPage) -> State:
    """Return where these words of a briefing stand; give the draft, or what is published."""
    version = version_of(briefing)
    reviewed = []
    for reviewer in briefing.signers.prefetch_related("signatures"):
        by_version = {one.version: one for one in reviewer.signatures.all()}
        signature = by_version.pop(version, None)
        earlier = max(by_version.values(), key=lambda one: one.at, default=None)
        reviewed.append(Reviewed(reviewer, signature, earlier))
    return State(version, tuple(reviewed))


def is_signed_off(poll: DeliberativePollPage) -> bool:
    """Say whether what people will read between the rounds is signed off, as it stands in draft."""
    if not poll.path or not poll.pk:
        return False
    briefing = briefing_of(poll)
    return briefing is not None and state_of(draft_of(briefing)).is_signed_off


def briefing_of(poll: DeliberativePollPage) -> BriefingPage | None:
    """Return the briefing below a poll, published or not."""
    return apps.get_model("polls", "BriefingPage").objects.child_of(poll).first()
