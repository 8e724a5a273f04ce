"""What a moderator should look at twice; a flag never hides anything."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.html import visible

SIGNS = {
    _("postcode"): r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b",
    _("phone number"): r"(?<!\d)(?:\+44\s?|\(?0)(?:\d[\s()-]*){9,10}(?!\d)",
    _("e-mail address"): r"[\w.+-]+@[\w-]+\.[\w.-]+",
    _("link"): r"https?://\S+|\bwww\.\S+",
}
PATTERNS = {label: re.compile(pattern, re.IGNORECASE) for label, pattern in SIGNS.items()}
ANY = re.compile("|".join(f"(?:{pattern})" for pattern in SIGNS.values()), re.IGNORECASE)


def flags(text: str) -> list[str]:
    """Name what the text holds that may be personal or lead elsewhere."""
    return [str(label) for label, pattern in PATTERNS.items() if pattern.search(text)]


def marked(text: str) -> SafeString:
    """Return the words with those places marked, safe to show."""
    text, parts, at = visible(text), [], 0
    for found in ANY.finditer(text):
        parts.append((text[at : found.start()], found.group()))
        at = found.end()
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[at:])
