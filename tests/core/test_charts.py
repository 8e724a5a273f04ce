"""Charts show what is published, say it in words as well, and carry nothing that is kept back."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from core import charts
from core.charts import (
    Beside,
    Group,
    Heard,
    Lasting,
    OwnShift,
    Ranked,
    Represented,
    Shift,
    Since,
    Split,
    StandsFor,
    Vote,
    marks,
)
from core.charts.maps import with_room
from core.charts.marks import Axis
from tests.core.style_guide import WARDS, figures

TAGS = {
    "dumbbell": '{% dumbbell_chart shifts caption="Before and after" %}',
    "own": '{% own_line_chart own caption="You" %}',
    "mini": "{% own_line_picture own.0 %}",
    "shares": '{% shares_chart splits caption="Shares" %}',
    "votes": '{% vote_chart votes caption="Votes" %}',
    "ranked": '{% ranked_chart ranked city=0.61 caption="Wards" %}',
    "beside": '{% beside_chart beside here="Easton" caption="Agree" %}',
    "census": '{% census_chart census here="Easton" city="Bristol" caption="Age" %}',
    "represented": '{% represented_chart represented caption="Members" %}',
    "stands for": '{% stands_for_chart stands_for caption="Members" first="Age" %}',
    "heard": '{% heard_chart heard caption="Who answered" first="Age" %}',
    "bars": '{% bars_chart bars heads=bar_heads caption="Members" first="How they came" %}',
    "index": '{% index_chart matrix caption="Index" first="Ward" columns=columns %}',
    "map": '{% draw_map map caption="By ward" %}',
}


def draw(tag, **values):
    template = engines["django"].from_string("{% load charts %}" + TAGS[tag])
    return template.render(figures() | values)


def words(html):
    """What is read aloud: no pictures that are hidden from hearing."""
    seen = re.sub(r"<svg[^>]*aria-hidden.*?</svg>", " ", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", seen).split())


# ---- every chart -----------------------------------------------------------------------------


@pytest.mark.parametrize("tag", TAGS)
def test_every_chart_is_well_formed_and_keeps_to_the_policy(tag):
    html = draw(tag)
    ElementTree.fromstring(f"<div>{html}</div>")
    assert "style=" not in html
    assert "<script" not in html
    assert "#" not in re.sub(r"url\(#\w+-hatch\)|#fff|#8a979d", "", html), "colours are classes"


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag not in ("mini", "map")])
def test_every_chart_is_a_table_with_headed_rows(tag):
    table = ElementTree.fromstring(f"<div>{draw(tag)}</div>").find("table")
    assert table.find("caption").text.strip()
    assert all(cell.get("scope") == "col" for cell in table.iterfind("thead/tr/th"))
    rows = table.findall("tbody/tr")
    assert rows
    assert all([cell.get("scope") for cell in row.findall("th")] == ["row"] for row in rows)
    assert {len(row) for row in rows} == {len(table.findall("thead/tr/th"))}


@pytest.mark.parametrize("tag", TAGS)
def test_numbers_of_a_picture_have_a_point_in_every_language(tag, settings):
    settings.USE_THOUSAND_SEPARATOR = True
    settings.THOUSAND_SEPARATOR = "."
    settings.DECIMAL_SEPARATOR = ","
    for place in re.findall(r' (?:x|x1|x2|cx|width|viewBox|font-size)="([^"]*)"', draw(tag)):
        assert re.fullmatch(r"-?[\d.]+%?( -?[\d.]+){0,3}", place), place


# ---- nothing that is kept back ---------------------------------------------------------------

SECRET = 0.4174  # no axis puts any other figure of these tests here


def test_a_hidden_row_has_no_mark():
    html = draw("dumbbell", shifts=[Shift("Night buses", 4.174, "c", 9, (3.9, 4.4), (4, 5), 0.3)])
    row = html.split("<tbody>")[1].split("</tbody>")[0]
    assert "<svg" not in row
    assert not re.search(r"4\.1|4\.2|41|3\.9|0\.3|>9<", row)
    assert row.count(">c<") == 2
    assert "kept back" in html


def test_a_hidden_ward_leaves_no_trace_in_the_ranking():
    rows = [Ranked("Easton", 0.7, 60), Ranked("Filwood", SECRET, "c", (0.31, 0.52), "lower")]
    html = draw("ranked", ranked=rows)
    row = re.search(r"<tr><th scope=\"row\">Filwood.*?</tr>", html, re.S)[0]
    assert words(row) == "Filwood under 30 people c c"
    assert "<svg" not in row
    assert "<circle" not in row


def test_hidden_shares_have_no_bar():
    html = draw("shares", splits=[Split("Under 25", SECRET, "c", 0.3, 12)])
    row = html.split("<tbody>")[1]
    assert "<svg" not in row
    assert words(row.split("</tbody>")[0]) == "Under 25 c c"


def test_the_rest_is_hidden_with_the_ward():
    row = charts.beside_rows([Beside("Charge", "c", SECRET, (0.3, 0.5))])[0]
    assert row == charts.shares.BesideRow("Charge", "c", "c", is_hidden=True)


def test_a_hidden_group_has_no_dot_and_does_not_stretch_the_axis():
    shown = Represented("16 to 34", 0.4, 0.2, 14)
    alone, _hidden = charts.represented_rows([shown, Represented("65 and over", 0.1, 0.9, "c")])
    assert alone == charts.represented_rows([shown, Represented("65 and over", 0.1, "c", "c")])[0]
    html = draw("represented", represented=[shown, Represented("65+", 0.1, 0.9, "c")])
    assert html.split("<tbody>")[1].count("<circle") == 2  # the first row's, and the key's
    assert "90%" not in html


def test_hidden_votes_have_no_bar():
    html = draw("votes", votes=[Vote("Yes", 0.9, 40), Vote("No", SECRET, "c")])
    row = re.search(r'<tr><th scope="row">No<.*?</tr>', html, re.S)[0]
    assert "<svg" not in row
    assert words(row) == "No c c"


def test_everybody_s_line_is_left_out_where_it_is_hidden():
    (row,) = charts.own_lines([OwnShift("Buses", 9, 10, "c", SECRET)])
    assert (row.everyone, [line.name for line in row.lines]) == ("c", ["You"])
    assert row.sentence == "Buses: you moved from 9 to 10."


def test_a_hidden_ward_is_hatched_and_says_c():
    html = draw("map")
    paths = re.findall(r"<path (.*?) d=", html)
    assert paths == ['class="q5"', 'class="q2"', 'class="q1"', 'fill="url(#m1-hatch)"']
    assert re.findall(r"<text[^>]*>([^<]*)</text>", html) == ["c", "Northfield"]


# ---- what the figures say --------------------------------------------------------------------


def test_dumbbells_are_ordered_by_change_and_put_it_in_words():
    rows = charts.dumbbells(figures()["shifts"])
    assert [(row.label, row.change, row.interval, str(row.verdict)) for row in rows] == [
        ("School streets", "+1.2", "+1.0 to +1.4", "Clear rise"),
        ("Heavy vehicles", "+0.1", "−0.1 to +0.4", "No clear change"),
        ("Through routes", "−0.9", "−1.1 to −0.6", "Clear fall"),
        ("Night buses", "", "", ""),
    ]


def test_dumbbells_can_come_from_a_generator():
    assert len(charts.dumbbells(shift for shift in figures()["shifts"])) == 4


def test_dumbbell_stands_where_the_figures_are():
    (row,) = charts.dumbbells([Shift("All", 0, 10, 50, (0, 1), (9.5, 10.4), is_clear=True)])
    assert (row.ring_x, row.dot_x) == ("4%", "96%")
    assert (row.before_band, row.after_band) == (("4%", "9.2%"), ("91.4%", "4.6%"))
    assert (row.left_x, row.right_x) == ("4%", "96%")


def test_three_moments_stand_one_under_the_other_and_a_hidden_row_has_no_figure():
    last = Since(-1.2, (-1.5, -0.9), is_clear=True)
    rows = [
        Lasting("Buses", "c"),
        Lasting("Lanes", 40, (0, 10, 5), ((0, 1), (9, 10.4), None), Since(5, None), last),
    ]
    shown, hidden = charts.courses(rows)
    assert [(one.x, one.y, one.text) for one in shown.moments] == [
        ("4%", 15, "0.0"),
        ("96%", 41, "10.0"),
        ("50%", 67, "5.0"),
    ]
    # Averages stand past their band, and on the near side where they would leave the picture.
    assert [(one.text_x, one.is_left) for one in shown.moments] == [
        ("13.2%", False),
        ("86.8%", True),
        ("50%", False),
    ]
    assert shown.sentence == "Before 0.0, after 10.0, months later 5.0"
    assert (shown.since_before.verdict, shown.since_after.verdict) == (
        "No clear change",
        "Clear fall",
    )
    assert (shown.since_after.figure, shown.since_after.interval) == ("−1.2", "−1.5 to −0.9")
    assert (hidden.people, hidden.moments, hidden.since_before) == ("c", (), None)


def test_an_unclear_change_is_dotted():
    html = draw("dumbbell", shifts=[Shift("Heavy vehicles", 4.9, 5.0, 206)])
    assert html.split("<tbody>")[1].split("</tbody>")[0].count("stroke-dasharray") == 1
    assert "95% interval of the average" not in html


def test_parts_join_and_small_ones_have_no_figure_inside():
    (bar,) = charts.split_bars([Split("After", 0.17, 0.05, 0.78, 1206)])
    assert [(part.tone, part.x, part.width, part.text) for part in bar.parts] == [
        ("against", "0%", "17%", "17%"),
        ("middle", "17%", "5%", ""),
        ("for", "22%", "78%", "78%"),
    ]
    assert bar.sentence == "Against 17%, middle 5%, for 78%"
    assert bar.people == "1,206"


def test_ranking():
    plot = charts.dot_plot(figures()["ranked"], city=0.61)
    assert [(row.label, row.share, row.people, row.differs) for row in plot.rows] == [
        ("Northfield", "78%", "78", "higher"),
        ("Eastgate", "53%", "44*", ""),
        ("Southbrook", "33%", "46*", "lower"),
        ("Westmoor", "c", "c", ""),
    ]
    assert (plot.start, plot.start_x, plot.city_x, plot.end_x) == ("20%", "0%", "51.25%", "100%")
    assert "Chart from 20% to 100%" in words(draw("ranked"))


@pytest.mark.parametrize(("is_small", "said"), [(True, "44*"), (False, "44")])
def test_small_bases_are_starred(is_small, said):
    row = Ranked("Easton", 0.5, 44, is_small=is_small)
    assert charts.dot_plot([row], city=0.5).rows[0].people == said


def test_a_difference_is_named_only_where_it_is_clear():
    rows = charts.beside_rows(figures()["beside"])
    assert [(row.share, row.rest, row.verdict, row.by) for row in rows] == [
        ("78%", "61%", "Higher", "by 17 points"),
        ("42%", "57%", "Lower", "by 15 points"),
        ("38%", "49%", "No clear difference", ""),
        ("c", "c", "", ""),
    ]


def test_census_bars_share_one_axis():
    rows = charts.census_bars([Group("Young", 0.25, 0.5, 1000), Group("Old", 0.1, 0.05)])
    assert [(row.width, row.tick_x, row.people) for row in rows] == [
        ("41.67%", "83.33%", "1,000"),
        ("16.67%", "8.33%", ""),
    ]


def test_a_group_stands_where_its_shares_are_and_says_what_it_lacks():
    young, nobody = charts.stands_for_rows(
        [
            StandsFor("16 to 24", 0.1, 0.05, 1200, 49.6, -0.05, 1200, 40_000),
            StandsFor("Nobody yet", 0.2, None, 0, None, None, 3, None),
        ]
    )
    assert (young.tick_x, young.dot_x) == ("45.64%", "23.82%")
    assert (young.residents, young.share, young.number) == ("10.0%", "5.0%", "1,200")
    assert (young.index, young.points) == ("50", "−5.0")
    assert (young.short, young.invitations) == ("1,200", "40,000")
    assert (nobody.dot_x, nobody.share, nobody.index, nobody.invitations) == ("", "–", "–", "–")


def test_an_index_is_a_bar_to_the_middle_at_a_hundred_and_ends_at_two_hundred():
    group = StandsFor("", 0.1, 0.1, 9, 100, 0, 0, 0, is_small=True)
    ((bar, over),) = [
        row.bars
        for row in charts.index_rows(
            [("Ash", "", [("16", group), ("25", replace(group, index=340, is_small=False))])]
        )
    ]
    assert (bar.width, bar.is_under, over.width, over.index) == ("50%", False, "100%", "340")
    assert (bar.is_small, over.is_small) == (True, False)


def test_of_a_group_that_is_kept_back_nothing_is_drawn_but_its_residents():
    html = draw("heard", heard=[Heard("16 to 24", 0.5, SECRET, "c", 41.74, "under")])
    row = html.split("<tbody>")[1].split("</tbody>")[0]
    assert words(row) == "16 to 24 50.0% c c c"
    assert "<circle" not in row and "41" not in row
    compared_with_nothing = draw("heard", heard=[Heard("Women", None, 0.5, 20, None)])
    assert (
        words(compared_with_nothing.split("<tbody>")[1].split("</tbody>")[0]) == "Women – 50% 20 –"
    )


def test_nobody_at_all_still_draws():
    assert charts.heard_rows([]) == []
    assert charts.stands_for_rows([]) == []
    assert charts.census_bars([]) == []
    assert charts.represented_rows([]) == []
    assert charts.dot_plot([], city=0.5).rows == ()
    assert charts.dumbbells([]) == []


@pytest.mark.parametrize(
    ("share", "step"),
    [(0.449, "q2"), (0.4449, "q1"), (0.45, "q2"), (0.649, "q4"), (0.7451, "q5"), (1, "q5")],
)
def test_a_ward_is_shaded_by_the_figure_that_is_printed(share, step):
    drawn = charts.ward_map(WARDS, title="", values={"W1": share})
    assert drawn.areas[0].fill == step


def test_map_key_leaves_no_gap():
    key = charts.ward_map(WARDS, title="", values={"W1": 0.5}).key
    assert [step.text for step in key] == [
        "under 45%",
        "45 to 54%",
        "55 to 64%",
        "65 to 74%",
        "75% or more",
    ]


def test_a_pin_never_covers_a_name():
    home = replace(WARDS[0], outline="M0 0L100 0L100 100Z", centre_x=50, centre_y=50)
    next_door = replace(WARDS[1], outline="M0 0L10 0L10 10Z", centre_x=52, centre_y=53)
    drawn = charts.ward_map(
        [home, next_door], title="", label=[home.code], pins={next_door.code: "1"}
    )
    (name,), (pin,), size = drawn.labels, drawn.pins, float(drawn.size)
    assert float(pin.y) - float(name.y) > float(drawn.radius)
    alone = charts.ward_map([home, next_door], title="", label=[home.code]).labels[0]
    assert float(alone.y) == pytest.approx(50 + size / 3, abs=0.01)


def test_names_on_a_map_are_not_written_over_each_other():
    home = replace(WARDS[0], outline="M0 0L100 0L100 100Z", centre_x=50, centre_y=50)
    near = replace(WARDS[1], outline="M40 40L60 40L60 60Z", centre_x=52, centre_y=51)

    drawn = charts.ward_map([home, near], title="", label=[home.code, near.code])

    upper, lower = (float(label.y) for label in drawn.labels)
    assert lower - upper >= float(drawn.size)


def test_the_name_of_a_dark_ward_stands_above_it():
    home = replace(WARDS[0], outline="M0 0L100 0L100 100L0 100Z", centre_x=50, centre_y=50)
    dark = replace(WARDS[1], outline="M40 40L60 40L60 60L40 60Z", centre_x=50, centre_y=50)
    at_the_edge = replace(WARDS[1], outline="M40 0L60 0L60 20L40 20Z", centre_x=50, centre_y=10)

    def name_of(ward):
        return charts.ward_map(
            [home, ward], title="", highlight=[ward.code], label=[ward.code]
        ).labels[0]

    assert float(name_of(dark).y) < 40
    assert float(name_of(at_the_edge).y) > 20


def test_the_surroundings_of_wards_are_wider_than_tall():
    x, y, width, height = with_room((10, 10, 20, 60))
    assert (y, height, width) == (-5, 90, pytest.approx(108))
    assert x + width / 2 == 20


def test_map_is_named_and_shows_one_ward_apart():
    drawn = charts.ward_map(WARDS, title="Westmoor", highlight=["W4"], crop_to=["W4"], id="m2")
    assert [area.fill for area in drawn.areas] == ["q0", "q0", "q0", "qme"]
    html = draw("map", map=drawn)
    assert 'role="img" aria-labelledby="m2-title"' in html
    assert '<title id="m2-title">Westmoor</title>' in html
    assert "hatch" not in html


@pytest.mark.parametrize(
    ("outline", "box"),
    [
        ("M0,0L200,0 220,150 0,170Z", (0, 0, 220, 170)),
        ("M10 10l5 0 0 5z", (10, 10, 5, 5)),
        ("M10-5H30V7.5h-40Z", (-10, -5, 40, 12.5)),
        ("m1,1l1,1zm10,10l2,0z", (1, 1, 12, 10)),
    ],
)
def test_box_of_an_outline(outline, box):
    assert charts.box_of([outline]) == pytest.approx(box)


def test_box_without_outlines():
    assert charts.box_of(["", ""]) == (0, 0, 1, 1)


# ---- figures in words ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.285, "29%"), (0.005, "1%"), (0, "0%"), (1, "100%"), ("c", "c"), (0.0049, "0%")],
)
def test_share(value, text):
    assert marks.share(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1.24, "+1.2"), (-0.9, "−0.9"), (0.04, "0.0"), (-0.04, "0.0"), (0, "0.0")]
)
def test_signed(value, text):
    assert marks.signed(value) == text


@given(st.floats(-1e6, 1e6), st.floats(0, 20))
def test_nothing_is_drawn_outside_the_picture(value, margin):
    place = Axis(0, 10, margin).x(value)
    assert re.fullmatch(r"\d+(\.\d+)?%", place)
    assert margin - 0.01 <= float(place[:-1]) <= 100 - margin + 0.01


# ---- plain bars ------------------------------------------------------------------------------


def test_bars_share_one_axis_and_what_is_kept_back_has_none():
    long, short, hidden = charts.plain_bars(
        [
            charts.Bar("A", 200, ("200",), mark=100),
            charts.Bar("B", 50, ("50",)),
            charts.Bar("C", None, ("c",)),
        ],
        ["Members"],
    )
    assert (long.width, long.mark_x, short.width) == ("95.24%", "47.62%", "23.81%")
    assert (hidden.width, hidden.mark_x) == ("", "")
    assert long.figures == (("Members", "200"),)
    assert charts.plain_bars([], ["Members"]) == []
    (nobody,) = charts.plain_bars([charts.Bar("A", 0, ("0",))], ["Members"])
    assert nobody.width == "0%"
