"""What a deliberative poll is called: by the council's own name, never by a trademark (R3.1)."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from polls.models import DeliberativePollPage
from tests.panel.factories import make_council
from tests.polls.factories import make_poll

ROOT = Path(__file__).resolve().parents[2]
SHOWN = ("templates", "polls", "results", "home", "panel", "forums", "consultations", "docs")
TRADEMARK = re.compile(r"[Dd]eliberative [Pp]olling|[Dd]eliberative [Pp]olls?®|Deliberative Poll\b")


@pytest.mark.once
def test_the_trademark_stands_nowhere():
    """Look through all words that anybody may read, in templates, code and guides."""
    found = [
        path.name
        for app in SHOWN
        for path in (ROOT / app).rglob("*")
        if path.suffix in (".html", ".txt", ".py", ".md")
        and TRADEMARK.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Deliberative Poll", "deliberative polling", "people’s poll®"])
def test_a_council_cannot_take_the_trademark_as_its_name(name):
    council = make_council(method_name=name)
    with pytest.raises(ValidationError) as caught:
        council.full_clean()
    assert "method_name" in caught.value.message_dict


@pytest.mark.django_db
def test_a_councils_own_name_is_used(client):
    make_council(method_name="people’s debate")
    poll = make_poll("before")
    assert poll.card_label == "People’s debate"
    assert DeliberativePollPage.get_verbose_name() == "People’s debate"
    assert "questionnaire and people’s debate" in client.get("/results/").content.decode()
