"""The look holds: nothing of GOV.UK's own, nothing inline, light pages, readable colours."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.static_files import ManifestStorage
from core.templatetags import look
from tests.core import style_guide

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "core" / "static"
TEMPLATES = [
    path
    for path in ROOT.glob("**/*.html")
    if not {".venv", "var", "node_modules", "static", "tests", "docs"} & set(path.parts)
]
OURS = sorted((STATIC / "css").glob("*.css"))
VENDOR = STATIC / "vendor" / "govuk"

# ---- what may not be shipped -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["govuk-frontend.css", "govuk-frontend.mjs"])
def test_nothing_that_is_gov_uk_s_alone(name):
    text = (VENDOR / name).read_text().lower()
    for word in ("transport", "crest", "crown", "logotype", "sourcemapping", "url("):
        assert word not in text, word


def test_the_licences_stand_beside_what_they_cover():
    assert "MIT License" in (VENDOR / "LICENCE.txt").read_text()
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text()


def test_stylesheets_fetch_only_our_own_typefaces():
    for path in OURS:
        for address in re.findall(r"url\(\"?([^)\"]+)", path.read_text()):
            assert (path.parent / address).resolve().is_file(), f"{path.name}: {address}"


# ---- the stylesheets fit together ------------------------------------------------------------


def test_every_stylesheet_is_on_the_list_and_every_name_is_a_file():
    listed = {"tokens", "errors", *look.ALWAYS, *look.BY_PAGE, *look.MEDIA}
    assert {path.stem for path in OURS} == listed
    assert all(finders.find(f"css/{name}.css") for name in listed)


def test_every_token_that_is_used_is_set():
    text = "".join(path.read_text() for path in OURS)
    used = set(re.findall(r"var\((--[\w-]+)", text))
    assert used - set(re.findall(r"(--[\w-]+):", text)) == set()


def test_colours_are_tokens():
    """White, a few greys of maps, and what a print or a hover needs; all else has a name."""
    allowed = {
        "#fff",
        "#000",
        "#999",
        "#666",
        "#7f1a14",
        "#d5e0e3",
        "#e6ecee",
        "#b8c6c9",
        "#eaf0f1",
    }
    for path in OURS:
        if path.stem != "tokens":
            found = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text()))
            assert found <= allowed, path.name


def test_an_unknown_stylesheet_is_refused():
    with pytest.raises(look.template.TemplateSyntaxError, match="No such stylesheet: wrong"):
        look.styles("map", "wrong")


def test_a_page_that_names_stylesheets_gets_those():
    names = re.findall(r"css/([\w-]+)\.css", look.styles("voices", "finding"))
    assert names == ["finding", "voices"]
    assert re.findall(r"css/([\w-]+)\.css", look.styles()) == list(look.BY_PAGE)


def test_modules_import_each_other_under_hashed_names(tmp_path):
    """Otherwise a module would be fetched twice, and kept by browsers after it has changed."""
    storage = ManifestStorage(location=tmp_path, base_url="/static/")
    names = ["js/enhance.mjs", "vendor/govuk/govuk-frontend.mjs"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((STATIC / name).read_bytes())
    results = list(storage.post_process({name: (storage, name) for name in names}))
    assert [error for _name, _hashed, error in results if isinstance(error, Exception)] == []
    enhance, vendor = (storage.stored_name(name) for name in names)
    assert f'from "../{vendor}"' in (tmp_path / enhance).read_text()
    assert vendor != names[1]


# ---- contrast, as measured in the design -----------------------------------------------------


def tokens():
    text = (STATIC / "css" / "tokens.css").read_text()
    values = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", text))
    return values | {"white": "#ffffff"}


def luminance(colour):
    colour = colour.lstrip("#")
    colour = "".join(c * 2 for c in colour) if len(colour) == 3 else colour
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "white", 7),
        ("ink-2", "mist", 4.5),
        ("on-brand", "brand", 4.5),
        ("on-brand-2", "brand", 4.5),
        ("accent", "brand", 4.5),
        ("on-accent", "accent", 4.5),
        ("link", "white", 4.5),
        ("link", "mist", 4.5),
        ("link", "brand-tint", 4.5),
        ("voice", "voice-tint", 4.5),
        ("wait", "wait-tint", 4.5),
        ("good", "good-tint", 4.5),
        ("danger", "white", 4.5),
        ("focus", "ink", 3),
        ("line-strong", "white", 3),
        ("line-strong", "mist", 3),
        ("white", "data-for", 4.5),
        ("white", "data-against", 4.5),
        ("ink", "data-middle", 4.5),
        ("data-middle", "data-for", 3),
        ("data-middle", "data-against", 3),
        ("data-before", "white", 4.5),
        ("data-you", "voice-tint", 4.5),
        ("data-after", "voice-tint", 4.5),
        ("data-before", "voice-tint", 3),
    ],
)
def test_contrast(text, ground, least):
    colours = tokens()
    assert contrast(colours[text], colours[ground]) >= least


# ---- the templates ---------------------------------------------------------------------------


def test_no_template_has_anything_inline():
    bad = re.compile(r"\sstyle=|\son[a-z]+=[\"']|<style|<script(?![^>]*\bsrc=)|javascript:", re.I)
    assert [str(path) for path in TEMPLATES if bad.search(path.read_text())] == []


def test_no_template_asks_another_site_for_anything():
    bad = re.compile(r"<(?:script|link|img|iframe|source)[^>]+(?:src|href)=\"(?:https?:)?//", re.I)
    assert [str(path) for path in TEMPLATES if bad.search(path.read_text())] == []


def test_what_went_wrong_is_said_with_nothing_to_ask():
    page = render_to_string("500.html")
    assert "Something went wrong on our side" in page
    assert "phone the council" in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["404.html", "403.html", "403_csrf.html"])
def test_error_pages_stand_alone(name):
    page = render_to_string(name, {"exception": "Not for you"}, RequestFactory().get("/x/?a=<b>"))
    assert page.count("<h1>") == 1
    assert "<b>" not in page.replace("<b>Demonstration.</b>", "")


@pytest.mark.django_db
@pytest.mark.parametrize(("refused", "start"), [(True, "Error: Style"), (False, "Style")])
def test_a_refused_form_says_so_in_the_title(refused, start):
    title = re.search(r"<title>(.*?)</title>", style_guide.render(refused=refused))[1]
    assert title == f"{start} guide - Ask Bristol"


@pytest.mark.django_db
@pytest.mark.parametrize("base", ["base.html", "base_question.html"])
def test_a_page_may_give_nothing(base, rf):
    page = engines["django"].from_string(f'{{% extends "{base}" %}}').render({}, rf.get("/"))
    assert page.count('<main id="main">') == 1


@pytest.mark.parametrize(
    "name",
    [
        "tag",
        "cycle",
        "rows",
        "facts",
        "card",
        "outcome_row",
        "voice",
        "reply",
        "empty",
        "pagination",
        "check_answers",
        "receipt",
        "breadcrumbs",
    ],
)
def test_a_component_may_be_given_little(name):
    little = {"rows": [{"title": "A", "action": "Go"}], "facts": [{"label": "B"}], "steps": [{}]}
    assert render_to_string(f"components/{name}.html", little)


@pytest.mark.django_db
def test_the_menu_marks_where_you_are():
    page = style_guide.render()
    assert '<a href="/consultations/" aria-current="page">' in page
    assert page.count('class="nav"') == 1
    assert look.current({"request": RequestFactory().get("/wards/E05/")}, "/wards/") == (
        ' aria-current="true"'
    )
    topic = {"request": RequestFactory().get("/topics/1/carers/")}
    assert look.current(topic, "/consultations/", "/topics/") == ' aria-current="true"'
    assert look.current(topic, "/wards/") == look.current({}, "/wards/") == ""


@pytest.mark.django_db
def test_ids_are_unique():
    ids = re.findall(r'\sid="([^"]+)"', style_guide.render(refused=True))
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.django_db
def test_a_first_visit_weighs_little():
    """Everything that a page with every component fetches, as it goes over the wire."""
    page = style_guide.render()
    total = len(brotli.compress(page.encode()))
    for address in set(re.findall(r'(?:href|src)="/static/([^"]+)"', page)):
        content = (STATIC / address).read_bytes()
        total += len(content if address.endswith("woff2") else brotli.compress(content))
    assert total < 150_000, total
