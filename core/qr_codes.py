"""Addresses as codes that a phone reads."""

import segno
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe


def qr_code(address: str, *, scale: int = 0) -> SafeString:
    """Draw an address as SVG that a page can hold: no style, no script.

    `scale` is pixels a module; without it the drawing is as large as the place where it stands.
    """
    key = f"qr.{scale}.{address}"
    drawn = cache.get(key)
    if drawn is None:
        size = {"scale": scale} if scale else {"omitsize": True, "lineclass": None}
        drawn = segno.make(address, error="m").svg_inline(
            border=4 if scale else 2,
            dark="#000",
            light="#fff",
            svgclass=None,
            **size,
        )
        cache.set(key, drawn, 3600)
    return mark_safe(drawn)  # noqa: S308 - drawn by segno from an address that it encodes
