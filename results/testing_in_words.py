"""What a chi-square test says, or why there is none, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from analysis.representativeness import GoodnessOfFit, Withheld
from analysis.significance import format_p


def test_in_words(test: GoodnessOfFit, groups: int) -> str:
    """Say how a test of so many groups came out."""
    if test.withheld is Withheld.NOBODY:
        return _("There are no members to compare.")
    if test.withheld is Withheld.TOO_FEW:
        return _(
            "Chi-square is withheld: in %(small)d of %(all)d groups fewer than 5 members would be "
            "expected, and there is no neighbour to count them with."
        ) % {"small": len(test.small), "all": groups}
    if test.withheld is Withheld.ONE_CELL:
        return _("Chi-square is withheld: too few members are expected to tell groups apart.")
    return _("Chi-square %(statistic).1f, degrees of freedom %(df)d, p %(p)s.") % {
        "statistic": test.statistic,
        "df": test.df,
        "p": _p_in_words(test.p),
    }


def _p_in_words(p: float | None) -> str:
    shown = format_p(p)
    return shown.replace("<", _("under ")) if shown.startswith("<") else shown
