"""What people write comes out as words, whatever they tried to write."""

import json
import subprocess
import time
from pathlib import Path

import html5lib
import pytest

from core.html import (
    MAX_CHARACTERS,
    SCHEMES,
    TAGS,
    clean_line,
    clean_post,
    is_safe_address,
    plain_paragraphs,
    visible,
)

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent.parent
PAYLOADS = ROOT / "tests" / "data" / "xss"
REL = "nofollow ugc noopener"
WAYS = [clean_post, plain_paragraphs, lambda text: plain_paragraphs(text, links=False)]


def faults_of(html: str) -> list[str]:
    """Parse as a browser would and list whatever is outside the allow-list."""
    body = html5lib.parse(f"<body><div>{html}</div>", namespaceHTMLElements=False).find("body")
    elements = list(body.iter())[2:]
    faults = [f"<{element.tag}>" for element in elements if element.tag not in TAGS]
    for element in elements:
        for name, value in element.attrib.items():
            if (element.tag, name, value) == ("a", "rel", REL):
                continue
            if (element.tag, name) != ("a", "href") or not is_safe_address(value):
                faults.append(f"{element.tag} {name}={value!r}")
            elif value.split(":")[0] not in SCHEMES:
                faults.append(value)
    if len(body) != 1:
        faults.append("the words leave their box")
    return faults


def shipped_payloads():
    yield from (PAYLOADS / "payloadbox_even.txt").read_text("utf-8").split("\n")
    for entry in json.loads((PAYLOADS / "dompurify_even.json").read_text("utf-8")):
        yield entry["payload"]
    for entry in json.loads((PAYLOADS / "html5lib_sanitizer_even.json").read_text("utf-8")):
        yield entry["input"]


def test_no_shipped_payload_gets_through():
    payloads = [payload for payload in shipped_payloads() if payload]
    assert len(payloads) == 3295 + 112 + 36
    faults = {
        payload: found for payload in payloads for way in WAYS if (found := faults_of(way(payload)))
    }
    assert faults == {}


def test_no_html5sec_payload_gets_through(shared_data):
    entries = json.loads((shared_data / "xss" / "html5sec_even.json").read_text("utf-8"))
    assert len(entries) == 74
    faults = {
        entry["name"]: found
        for entry in entries
        for way in WAYS
        if (found := faults_of(way(entry["payload"])))
    }
    assert faults == {}


def test_the_check_itself_sees_what_is_wrong():
    assert faults_of('<p>fine</p><a href="https://a.org">x</a>') == []
    assert faults_of("<script>x</script>") == ["<script>"]
    assert faults_of('<p onclick="x">a</p>') == ["p onclick='x'"]
    assert faults_of('<a href="javascript:x">a</a>') == ["a href='javascript:x'"]
    assert faults_of("</div><p>out</p>") == ["the words leave their box"]


def test_a_post_keeps_its_shape():
    assert clean_post("Keep **the** planters\nplease\n\n- one\n- two\n\n> said she") == (
        "<p>Keep <strong>the</strong> planters<br>\nplease</p>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        "<blockquote>\n<p>said she</p>\n</blockquote>\n"
    )


def test_a_chat_line_is_never_markup():
    assert plain_paragraphs("**Is** it 3 < 4?\n- yes\n\n<b>no</b>") == (
        "<p>**Is** it 3 &lt; 4?<br>- yes</p><p>&lt;b&gt;no&lt;/b&gt;</p>"
    )


def test_full_addresses_become_links_that_give_no_credit():
    link = f'<a href="https://a.org/b" rel="{REL}">https://a.org/b</a>'
    assert plain_paragraphs("See https://a.org/b.") == f"<p>See {link}.</p>"
    assert clean_post("See https://a.org/b.") == f"<p>See {link}.</p>\n"
    assert plain_paragraphs("See https://a.org/b.", links=False) == "<p>See https://a.org/b.</p>"


@pytest.mark.parametrize("words", ["read readme.md first", "ask bristol.gov.uk", "a@b.org"])
def test_names_of_files_and_hosts_stay_words(words):
    assert clean_post(words) == f"<p>{words}</p>\n"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java\u200bscript:alert(1)",
        "//evil.org/a",
        "https:evil.org",
        "https://user:pw@evil.org/",
        "https://bank.com@evil.org/",
        "https://evil.org\\@bank.com",
        "data:text/html,x",
        "mailto:",
        "https://",
        "https://[evil",
        "https://a.org:99999999/",
        "/admin/",
    ],
)
def test_an_unsafe_address_is_no_link(address):
    assert not is_safe_address(address)
    assert "<a" not in clean_post(f"[press here](<{address}>)")


def test_an_address_loses_what_it_hides():
    assert not is_safe_address("\u202ehttps://a.org")
    assert clean_post("[here](<\u202ehttps://a.org>)") == (
        f'<p><a href="https://a.org" rel="{REL}">here</a></p>\n'
    )


def test_a_link_cannot_pretend_to_lead_elsewhere():
    assert clean_post("[https://bank.com](https://evil.org)") == (
        f'<p><a href="https://evil.org" rel="{REL}">https://evil.org</a></p>\n'
    )
    assert clean_post("[the report](https://a.org)") == (
        f'<p><a href="https://a.org" rel="{REL}">the report</a></p>\n'
    )


def test_an_image_becomes_a_link_at_most():
    assert "<img" not in clean_post("![x](https://a.org/x.png)")


def test_what_cannot_be_seen_is_taken_out():
    assert visible("user\u202etxt.exe\u2066\u200b\u00ad\ufeff\x00") == "usertxt.exe"
    assert clean_line("Ma\u200dya\n  Easton\u200f") == "Maya Easton"
    assert visible("a" + "\u0301" * 50) == "a" + "\u0301" * 3


@pytest.mark.parametrize("words", ["👨‍👩‍👧", "می‌خواهم", "Tŷ Bach", "Łukasz", "日本語"])
def test_every_script_keeps_its_letters(words):
    assert visible(words) == words


@pytest.mark.parametrize(
    "heavy",
    [
        "\n".join("  " * depth + "- a" for depth in range(400)),
        "- " * 80_000,
        ">" * 160_000,
        "\n".join("> " * depth + "- x" for depth in range(500)),
        "<ul><li>" * 20_000,
        "[" * 160_000,
        "*a_" * 50_000,
        "`" * 160_000,
        "[a](b" * 30_000,
        "http://" * 20_000,
        "&" * 160_000,
        "\n".join("- " * (line % 9) + "> " * (line % 7) + "x" for line in range(5000)),
    ],
    ids=lambda text: text[:12],
)
def test_costly_words_are_cheap(heavy):
    began = time.process_time()
    for way in WAYS:
        way(heavy)
    assert time.process_time() - began < 3


def test_words_beyond_the_cap_are_left_out():
    assert len(clean_post("word " * 10_000)) <= MAX_CHARACTERS + len("<p></p>\n")


def test_markers_deeper_than_a_conversation_needs_keep_their_words():
    assert "hello" in clean_post("> " * 30 + "hello")
    assert clean_post("> " * 30 + "hello").count("<blockquote>") == 8


def test_nobody_else_imports_the_cleaners():
    found = subprocess.run(
        ["git", "grep", "-lE", r"^\s*(import|from) (bleach|nh3)", "--", "*.py"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert set(found.stdout.split()) <= {"core/html.py"}
