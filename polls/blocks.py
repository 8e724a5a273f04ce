"""What a briefing is made of: proposals, each with reasons on both sides and their sources."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError


class ReasonBlock(blocks.StructBlock):
    """One reason, in the words of those who hold it, with the source of what it claims."""

    text = blocks.TextBlock(
        label=_("reason"),
        max_length=600,
        help_text=_("One reason, as its supporters would put it."),
    )
    source = blocks.CharBlock(
        label=_("source"),
        max_length=160,
        required=False,
        help_text=_("Who says so, and when: “Bristol City Council, traffic counts, May 2026”."),
    )
    url = blocks.URLBlock(label=_("link to the source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("reason")

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and not has_source(cleaned):
            raise StructBlockValidationError({"source": ValidationError(NO_SOURCE)})
        return cleaned


class ProposalBlock(blocks.StructBlock):
    """One proposal with the reasons for it and against it."""

    title = blocks.CharBlock(label=_("proposal"), max_length=120)
    summary = blocks.TextBlock(
        label=_("what it would mean"),
        max_length=600,
        help_text=_("Facts that both sides agree on: what, where, when, how much."),
    )
    reasons_for = blocks.ListBlock(ReasonBlock(), label=_("reasons for"), min_num=1)
    reasons_against = blocks.ListBlock(ReasonBlock(), label=_("reasons against"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("proposal")


NO_SOURCE = _("Say where this comes from, or who holds it.")
NO_PROPOSAL = _("Add at least one proposal, with the reasons for it and the reasons against it.")


class ProposalsBlock(blocks.StreamBlock):
    """The proposals of a briefing; a draft may be without, what is published may not."""

    proposal = ProposalBlock()

    def clean(self, value):
        if self.required and not self.is_deferred_validation and not len(value):
            raise StreamBlockValidationError(non_block_errors=[ValidationError(NO_PROPOSAL)])
        return super().clean(value)


class ReviewerBlock(blocks.StructBlock):
    """Somebody who read the briefing and found it fair."""

    name = blocks.CharBlock(label=_("name"), max_length=80)
    role = blocks.CharBlock(label=_("role or organisation"), max_length=120)

    class Meta:
        icon = "user"
        label = _("reviewer")


def has_source(reason: Any) -> bool:
    return bool(reason["source"].strip() or reason["url"])


def without_source(proposals: Any) -> list[str]:
    """Say of each proposal how many of its reasons name no source; nothing of those with all."""
    sentences = []
    for block in proposals:
        count = sum(
            not has_source(reason)
            for side in ("reasons_for", "reasons_against")
            for reason in block.value[side]
            if reason["text"].strip()
        )
        if count:
            words = ngettext(
                "“%(title)s”: %(n)d reason has no source.",
                "“%(title)s”: %(n)d reasons have no source.",
                count,
            )
            sentences.append(words % {"title": block.value["title"], "n": count})
    return sentences
