"""Charts in templates: each tag draws a table with a picture column, or a map.

Rows are the dataclasses of `core.charts`; a figure that is kept back is the string "c" in them.
"""

from django import template

from core import charts

register = template.Library()


@register.inclusion_tag("components/charts/dumbbell.html")
def dumbbell_chart(rows, *, caption="", subtitle="", low="", high=""):
    """Before and after, `Shift` rows; `low` and `high` name the ends of the scale."""
    drawn = charts.dumbbells(list(rows))
    return {
        "rows": drawn,
        "caption": caption,
        "subtitle": subtitle,
        "low": low,
        "high": high,
        "has_intervals": any(row.after_band for row in drawn),
        "has_unclear": any(not row.is_clear and not row.is_hidden for row in drawn),
        "has_hidden": any(row.is_hidden for row in drawn),
    }


@register.inclusion_tag("components/charts/lasting.html")
def lasting_chart(rows, *, caption="", subtitle="", low="", high=""):
    """Before, after and months later, `Lasting` rows; `low` and `high` name the ends."""
    drawn = charts.courses(rows)
    return {
        "rows": drawn,
        "caption": caption,
        "subtitle": subtitle,
        "low": low,
        "high": high,
        "has_intervals": any(one.band for row in drawn for one in row.moments),
        "has_hidden": any(row.is_hidden for row in drawn),
    }


@register.inclusion_tag("components/charts/own_line.html")
def own_line_chart(rows, *, caption=""):
    """A person's own `OwnShift` rows beside everybody's; only ever for that person."""
    return {"rows": charts.own_lines(rows), "caption": caption}


@register.inclusion_tag("components/charts/own_line_mini.html")
def own_line_picture(shift):
    """One `OwnShift` as a small picture with its sentence for those who cannot see it."""
    return {"row": charts.own_lines([shift])[0]}


@register.inclusion_tag("components/charts/shares.html")
def shares_chart(rows, *, caption="", subtitle="", first="", against="", in_favour=""):
    """Against, middle and for, `Split` rows; `first` heads the first column."""
    drawn = charts.split_bars(rows)
    return {
        "rows": drawn,
        "caption": caption,
        "subtitle": subtitle,
        "first": first,
        "against": against,
        "in_favour": in_favour,
        "has_hidden": any(not row.parts for row in drawn),
    }


@register.inclusion_tag("components/charts/stacks.html")
def stacks_chart(rows, *, caption=""):
    """The rows of a grid, `Stack` rows: the shares of each add up, never an interval."""
    rows = list(rows)
    drawn = charts.stacked_bars(rows)
    return {
        "rows": drawn,
        "caption": caption,
        "key": charts.key_of(rows),
        "has_hidden": any(not row.parts for row in drawn),
    }


@register.inclusion_tag("components/charts/gaps.html")
def gaps_chart(rows, *, caption="", low="", high=""):
    """What people expected and experienced, `Shift` rows: the largest shortfall first."""
    drawn = charts.dumbbells(list(rows))
    shown = [row for row in reversed(drawn) if not row.is_hidden]
    return {
        "rows": [*shown, *(row for row in drawn if row.is_hidden)],
        "caption": caption,
        "low": low,
        "high": high,
        "has_intervals": any(row.interval for row in drawn),
    }


@register.inclusion_tag("components/charts/votes.html")
def vote_chart(rows, *, caption="", hide_caption=False):
    """An open vote, `Vote` rows: shares of those who voted, never an interval."""
    return {"rows": charts.vote_bars(rows), "caption": caption, "hide_caption": hide_caption}


@register.inclusion_tag("components/charts/ranked.html")
def ranked_chart(rows, city, *, caption="", first="", minimum=30, city_label="", figure=""):
    """Wards or groups by share, `Ranked` rows, with intervals and the city's line."""
    return {
        "plot": charts.dot_plot(rows, city=city, minimum=minimum),
        "caption": caption,
        "first": first,
        "minimum": minimum,
        "city_label": city_label,
        "figure": figure,
    }


@register.inclusion_tag("components/charts/beside.html")
def beside_chart(rows, here, *, rest="", caption=""):
    """A ward beside the rest of the city, `Beside` rows; `here` is the ward's name."""
    return {"rows": charts.beside_rows(rows), "here": here, "rest": rest, "caption": caption}


@register.inclusion_tag("components/charts/census.html")
def census_chart(rows, here, city, *, caption="", unit=""):
    """Who lives here, `Group` rows: a bar for the ward, a tick for the city."""
    drawn = charts.census_bars(rows)
    return {
        "rows": drawn,
        "here": here,
        "city": city,
        "caption": caption,
        "unit": unit,
        "has_people": any(row.people for row in drawn),
    }


@register.inclusion_tag("components/charts/represented.html")
def represented_chart(rows, *, caption="", first=""):
    """Who has a voice, `Represented` rows: a tick for residents, a dot for members."""
    return {"rows": charts.represented_rows(rows), "caption": caption, "first": first}


@register.inclusion_tag("components/charts/heard.html")
def heard_chart(rows, *, caption="", first=""):
    """Those who answered beside residents, `Heard` rows: a tick, a dot and the index."""
    return {"rows": charts.heard_rows(rows), "caption": caption, "first": first}


@register.inclusion_tag("components/charts/stands_for.html")
def stands_for_chart(rows, *, caption="", subtitle="", first=""):
    """Members beside residents with index, points and what is short, `StandsFor` rows."""
    drawn = charts.stands_for_rows(rows)
    return {"rows": drawn, "caption": caption, "subtitle": subtitle, "first": first}


@register.inclusion_tag("components/charts/index_table.html")
def index_chart(rows, *, caption="", subtitle="", first="", columns=()):
    """Groups by two things: rows of label, address and pairs of column and `StandsFor`."""
    return {
        "rows": charts.index_rows(rows),
        "caption": caption,
        "subtitle": subtitle,
        "first": first,
        "columns": columns,
    }


@register.inclusion_tag("components/charts/bars.html")
def bars_chart(rows, *, heads=(), caption="", subtitle="", first="", mark=""):
    """Plain bars, `Bar` rows: a length, and figures under `heads`; `mark` says what is marked."""
    return {
        "rows": charts.plain_bars(rows, heads),
        "heads": heads,
        "caption": caption,
        "subtitle": subtitle,
        "first": first,
        "mark": mark,
    }


@register.inclusion_tag("components/charts/map.html")
def draw_map(drawn, *, caption="", subtitle="", note=""):
    """A `WardMap` with its key."""
    return {"map": drawn, "caption": caption, "subtitle": subtitle, "note": note}
