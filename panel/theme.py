"""A council's two colours, checked for contrast and turned into the theme's stylesheet.

Contrast is the ratio of relative luminances of WCAG 2.x, from 1 to 21.
"""

import colorsys
import hashlib
import re

WHITE = "#ffffff"
INK = "#14232b"
MIST = "#f0f4f4"
PALE = "#d7e4e7"  # quieter words on the brand, where they can be read
ADMIN_BAR = "#f6f6f8"  # over the lists of the CMS, the darkest that links stand on
ADMIN_TEXT = 4.6  # of 4.5 that are needed: its shades are told in whole degrees and per cents
HEX = re.compile(r"^#[0-9a-f]{6}$")


def channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mixed(colour: str, other: str, share: float) -> str:
    """Return `colour` with `share` (0 to 1) of `other` in it."""
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in pairs)


def luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        c = channel / 255
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours like "#0b3c49"."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def nearest_passing(colour: str, passes, towards: str) -> str:
    """Return the colour nearest to `colour`, on the way to `towards`, that passes."""
    steps = (mixed(colour, towards, step / 50) for step in range(51))
    return next((shade for shade in steps if passes(shade)), towards)


def brand_passes(brand: str) -> bool:
    """White words on the brand, and the brand as a control on white."""
    return contrast(WHITE, brand) >= 4.5


def accent_passes(accent: str, brand: str) -> bool:
    """Ink on the accent, and the accent as a sign on the brand."""
    return contrast(INK, accent) >= 4.5 and contrast(accent, brand) >= 3


def derived(brand: str, accent: str) -> dict[str, str]:
    """Return every colour that follows from the two that a council chooses, by its CSS name."""
    tint = mixed(brand, WHITE, 0.88)
    grounds = (WHITE, MIST, tint)
    return {
        "brand": brand,
        "accent": accent,
        "on-brand": WHITE,
        "on-brand-2": PALE if contrast(PALE, brand) >= 4.5 else WHITE,
        "brand-deep": mixed(brand, "#000000", 0.35),
        "brand-lift": mixed(brand, WHITE, 0.1),
        "brand-tint": tint,
        "link": nearest_passing(
            mixed(brand, WHITE, 0.12),
            lambda shade: all(contrast(shade, ground) >= 4.5 for ground in grounds),
            "#000000",
        ),
        "on-accent": INK,
        "accent-tint": mixed(accent, WHITE, 0.82),
        "kicker": accent if contrast(accent, brand) >= 4.5 else WHITE,
    }


def stylesheet(brand: str, accent: str) -> str:
    """Return the stylesheet that puts a council's colours over the default ones."""
    rules = "".join(f"--{name}:{value};" for name, value in derived(brand, accent).items())
    return f":root{{{rules}}}\n"


def admin_stylesheet(brand: str) -> str:
    """Return the stylesheet that gives the CMS's own screens the council's colour.

    Wagtail works out its shades from hue, saturation and lightness of two colours: its menu and
    headings, which carry white words, and its buttons and links, which carry or stand on white. The
    second is as light as it can be, so that a button stands out on the bar below a form; links
    stand on the grey bar above a list too.
    """
    rules = []
    lifted = nearest_passing(
        mixed(brand, WHITE, 0.4), lambda c: contrast(ADMIN_BAR, c) >= ADMIN_TEXT, brand
    )
    for name, colour in (("primary", brand), ("secondary", lifted)):
        red, green, blue = (channel / 255 for channel in channels(colour))
        hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
        rules += [
            f"--w-color-{name}-hue:{360 * hue:.1f};",
            f"--w-color-{name}-saturation:{100 * saturation:.1f}%;",
            f"--w-color-{name}-lightness:{100 * lightness:.1f}%;",
        ]
    return f":root{{{''.join(rules)}}}\n"


def fingerprint(brand: str, accent: str) -> str:
    """Return a short name that changes whenever the stylesheet does."""
    return digest(stylesheet(brand, accent))


def digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:12]
