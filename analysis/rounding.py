"""How numbers are rounded for people to read: half away from zero, never half to even."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

# Binary fractions carry noise in their last places: 0.145 * 100 is 14.499999999999998. Anything
# this close to a half is a half.
_NOISE = Decimal("1e-9")


def round_half_away(value: float, digits: int = 0) -> float:
    """Round to `digits` decimals; a half moves away from zero (0.5 to 1, -2.5 to -3).

    Noise under 1e-9 is ignored. Never answers minus zero. `value` must be finite.
    """
    step = Decimal(1).scaleb(-digits)
    clean = Decimal(repr(float(value))).quantize(_NOISE, rounding=ROUND_HALF_EVEN)
    return float(clean.quantize(step, rounding=ROUND_HALF_UP)) + 0.0


def percent(share: float, digits: int = 0) -> str:
    """Show a share (0 to 1) as per cent without its sign: 1/3 is "33", with one digit "33.3".

    Whole numbers are for the screen, one decimal for files. Totals are never forced to 100.
    """
    return f"{round_half_away(share * 100, digits):.{digits}f}"


def points(change: float, digits: int = 0) -> str:
    """Show a difference of two shares (-1 to 1) in percentage points: 0.535 is "+54", 0 is "0"."""
    rounded = round_half_away(change * 100, digits)
    return f"{rounded:+.{digits}f}" if rounded else f"{0:.{digits}f}"


def round_to_base(count: int, base: int = 5) -> int:
    """Round a count (0 or more) to the nearest multiple of `base`, a half upwards: 13 is 15."""
    return int((2 * count + base) // (2 * base)) * base
