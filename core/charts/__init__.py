"""Charts drawn on the server: plain figures in, rows ready to draw out. See `docs/look.md`."""

from .bars import Bar, plain_bars
from .heard import Heard, heard_rows
from .lasting import Lasting, Since, courses
from .maps import WardMap, box_of, ward_map
from .marks import SUPPRESSED
from .means import OwnShift, Shift, dumbbells, own_lines
from .people import (
    Group,
    Represented,
    StandsFor,
    census_bars,
    index_figure,
    index_rows,
    represented_rows,
    stands_for_rows,
)
from .shares import Beside, Ranked, Split, Vote, beside_rows, dot_plot, split_bars, vote_bars
from .stacks import Stack, key_of, stacked_bars

__all__ = [
    "SUPPRESSED",
    "Bar",
    "Beside",
    "Group",
    "Heard",
    "Lasting",
    "OwnShift",
    "Ranked",
    "Represented",
    "Shift",
    "Since",
    "Split",
    "Stack",
    "StandsFor",
    "Vote",
    "WardMap",
    "beside_rows",
    "box_of",
    "census_bars",
    "courses",
    "dot_plot",
    "dumbbells",
    "heard_rows",
    "index_figure",
    "index_rows",
    "key_of",
    "own_lines",
    "plain_bars",
    "represented_rows",
    "split_bars",
    "stacked_bars",
    "stands_for_rows",
    "vote_bars",
    "ward_map",
]
