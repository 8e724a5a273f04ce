"""What people wrote, made safe to show. The only importer of bleach and nh3.

Words are stored as written and cleaned on their way out, so that a better cleaner improves old
pages too. In this order: caps, invisible characters, Markdown without HTML, bleach, nh3. Bleach
was asked for and no longer gets security fixes; nh3 is maintained and has the last word.
"""

import re
import unicodedata
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlsplit

import nh3
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# Uncapped, 160 kB of nested lists cost bleach four minutes of processor time.
MAX_CHARACTERS = 10_000
MAX_NESTING = 8
# Keeps cleaned texts in this process: cheaper than asking a shared cache for each of 200 posts, and
# gone with the process, so that a new cleaner never meets an old one's work.
KEPT = 1024

TAGS = frozenset({"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"})
SCHEMES = frozenset({"http", "https", "mailto"})
REL = "nofollow ugc noopener"

BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
ZERO_WIDTH = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2064\u206a-\u206f\u3164"
)
OTHER_UNSEEN = "\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
UNSEEN = re.compile(f"[{BIDI_CONTROLS}{ZERO_WIDTH}{OTHER_UNSEEN}{CONTROLS}]")
JOINERS = re.compile("[\u200c\u200d]+")
STACKED_MARKS = re.compile("([\u0300-\u036f]{3})[\u0300-\u036f]+")
# A bare address is a link only with its scheme: `readme.md` and `council.uk` stay words.
BARE_LINK = re.compile(r"(?<![\w@/])https?://[^\s<>\"'`\\{}|^]*[^\s<>\"'`\\{}|^.,;:!?)\]]", re.I)
LOOKS_LIKE_AN_ADDRESS = re.compile(r"(?:\w[\w-]*\.)+[a-z]{2,}|://|@", re.I)

HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d+)?", re.I)

# Markers of nested quotes and lists at the start of a line, beyond what a conversation needs.
_MARKER = r"(?:[ \t]*(?:>|[-+*](?=\s)|\d{1,9}[.)](?=\s)))"
DEEP_MARKERS = re.compile(f"^({_MARKER}{{{MAX_NESTING}}}){_MARKER}+", re.M)

_markdown = MarkdownIt(
    "commonmark", {"html": False, "breaks": True, "maxNesting": 2 * MAX_NESTING}
).disable(["image", "html_block", "html_inline", "heading", "lheading", "hr", "reference"])


def clean_post(text: str) -> SafeString:
    """Return a post as safe HTML: paragraphs, emphasis, lists, quotes and links; no images."""
    return mark_safe(_post(text[:MAX_CHARACTERS]))  # noqa: S308 - the point of this module


def plain_paragraphs(text: str, *, links: bool = True) -> SafeString:
    """Return chat words as safe paragraphs without markup; full addresses are links if wanted."""
    return mark_safe(_paragraphs(text[:MAX_CHARACTERS], links))  # noqa: S308 - as above


def inline_links(text: str) -> SafeString:
    """Return one line in which full addresses are links, to stand inside a sentence."""
    html = _twice_cleaned(escape(clean_line(text)), links=True)
    return mark_safe(html)  # noqa: S308 - as above


def clean_line(text: str) -> str:
    """Return a name or title as one line that hides nothing; plain text, to be escaped as any."""
    return " ".join(visible(str(text)[:MAX_CHARACTERS]).split())


def visible(text: str) -> str:
    """Take out what cannot be seen: direction overrides, zero-width and control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = JOINERS.sub(_joiner_that_joins, UNSEEN.sub("", text))
    return STACKED_MARKS.sub(r"\1", text)


def is_safe_address(address: str) -> bool:
    """Accept http, https and mailto to a named place, with no user or character hidden in it."""
    if visible(address) != address or re.search(r"[\s\\\u200c\u200d]", address):
        return False
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return False
    if parts.scheme not in SCHEMES:
        return False
    if parts.scheme == "mailto":
        return "@" in parts.path and not parts.netloc
    starts_in_full = address[len(parts.scheme) :].startswith("://")
    return starts_in_full and bool(HOST.fullmatch(parts.netloc))


@lru_cache(maxsize=KEPT)
def _post(text: str) -> str:
    return _twice_cleaned(_markdown.render(DEEP_MARKERS.sub(r"\1", visible(text))), links=True)


@lru_cache(maxsize=KEPT)
def _paragraphs(text: str, links: bool) -> str:
    paragraphs = re.split(r"\n\s*\n", visible(text).strip())
    html = "".join(f"<p>{escape(part.strip())}</p>" for part in paragraphs if part.strip())
    return _twice_cleaned(html.replace("\n", "<br>"), links=links)


def _twice_cleaned(html: str, *, links: bool) -> str:
    linkify = partial(
        LinkifyFilter,
        callbacks=[_check_link],
        url_re=BARE_LINK if links else re.compile(r"(?!)"),
        skip_tags={"pre", "code"},
    )
    once = Cleaner(
        tags=TAGS, attributes={"a": ["href"]}, protocols=SCHEMES, strip=True, filters=[linkify]
    ).clean(html)
    return nh3.clean(
        once,
        tags=set(TAGS),
        attributes={"a": {"href"}},
        url_schemes=set(SCHEMES),
        link_rel=REL,
        attribute_filter=_last_word,
    )


def _check_link(attrs: dict[Any, Any], new: bool = False) -> dict[Any, Any] | None:
    """Leave words where a link is unsafe, and show the true address where words pretend another."""
    href = attrs.get((None, "href"), "")
    if not is_safe_address(href):
        return None
    text = attrs.get("_text", "")
    if not new and text != href and LOOKS_LIKE_AN_ADDRESS.search(text):
        attrs["_text"] = href
    return attrs


def _last_word(tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or is_safe_address(value) else None


def _joiner_that_joins(match: re.Match[str]) -> str:
    """Keep a joiner between letters of scripts that need it, or in an emoji; never beside Latin."""
    text, at, end = match.string, match.start(), match.end()
    if at == 0 or end >= len(text):
        return ""
    sides = (text[at - 1], text[end])
    joins = all(ord(side) > 0x5FF and unicodedata.category(side)[0] in "LMS" for side in sides)
    return match.group()[0] if joins else ""
