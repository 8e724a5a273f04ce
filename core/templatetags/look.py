"""What templates need to dress a page: stylesheets, the place in the menu, rings for tags."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# Every page has these. The order is the cascade: later files may lean on earlier ones.
ALWAYS = ("ground", "top-foot", "buttons", "ring", "cards", "cycle", "forms", "tables")
# A page that names none of these gets them all; one that names some is lighter.
BY_PAGE = (
    "finding",
    "scale",
    "hero",
    "outcomes",
    "charts",
    "map",
    "voices",
    "queue",
    "panel",
    "ward",
    "moderation",
    "draws",
    "report",
)
MEDIA = {"print": "print", "forced-colours": "(forced-colors: active)"}

RINGS = {
    "soon": "",
    "open": "ring--half",
    "reading": "ring--half",
    "done": "ring--full",
    "late": "ring--half",
    "live": "ring--full",
    "you": "ring--full",
    "answered": "ring--full",
}


@register.simple_tag
def styles(*names: str) -> SafeString:
    """Link the named stylesheets of `core/static/css`; without names, all that pages may use."""
    unknown = set(names) - set(BY_PAGE)
    if unknown:
        raise template.TemplateSyntaxError(f"No such stylesheet: {', '.join(sorted(unknown))}")
    wanted = [name for name in BY_PAGE if not names or name in names]
    return format_html_join(
        "\n",
        '<link rel="stylesheet" href="{}">',
        ((static(f"css/{name}.css"),) for name in wanted),
    )


@register.simple_tag
def house_styles() -> SafeString:
    """Link the stylesheets that every page has."""
    return format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(f"css/{name}.css"),) for name in ALWAYS)
    )


@register.simple_tag
def special_styles() -> SafeString:
    """Link the stylesheets for paper and for forced colours, which come last."""
    return format_html_join(
        "\n",
        '<link rel="stylesheet" href="{}" media="{}">',
        ((static(f"css/{name}.css"), media) for name, media in MEDIA.items()),
    )


@register.simple_tag(takes_context=True)
def current(context, address: str, *others: str) -> str:
    """Mark a link of the menu: the page itself, or the part of the site that it is in.

    What belongs to a part and has an address elsewhere, such as a topic of a debate, is named too.
    """
    request = context.get("request")
    if request is None or not request.path.startswith((address, *others)):
        return ""
    return format_html(' aria-current="{}"', "page" if request.path == address else "true")


@register.filter
def ring_for(tone: str) -> str:
    """The ring that goes with a tag's tone: hollow before, half under way, solid after."""
    return RINGS.get(tone, "")


@register.filter
def steps_at(total: int, number: int) -> list[str]:
    """The state of each of `total` steps for somebody at step `number`."""
    return [
        "done" if step < number else "now" if step == number else "next"
        for step in range(1, total + 1)
    ]
