"""The impact assessment says what the site is set to do, and marks what only people can say."""

import pytest
from django.contrib.auth.models import Group

from home.impact_assessment import DATA, impact_assessment, roles_with
from home.retention import RULES, change_period, rule_named
from home.roles import ensure_roles
from tests.panel.factories import make_council, make_membership, make_user

pytestmark = pytest.mark.django_db


def line_with(words, text):
    return next(line for line in text.splitlines() if words in line)


def test_it_is_filled_from_the_settings_of_today():
    make_council(minimum_age=14, suppression_threshold=12, months_to_anonymise=9)
    ensure_roles()
    make_membership()
    make_user().groups.add(Group.objects.get(name="Analysts"))
    change_period(rule=rule_named("drafts"), number=7, reason="Notice", by=make_user())
    text = impact_assessment()
    assert "| Controller | Bristol City Council |" in text
    assert "| Youngest age | 14 |" in text
    assert "| Members with an account today | 1 |" in text
    assert "| Analysts | 1 |" in text
    assert "None from fewer than 12 people" in text
    assert "usually 9 months after closing" in text
    assert "| 7 days | the end of the round |" in line_with("begun and never sent", text)
    assert all(str(rule.title) in text for rule in RULES)
    assert "What is your religion?" not in text
    assert "special category" in line_with("religion EW-2021", text)
    assert "&" not in text.replace(" & ", "")


def test_it_names_the_roles_that_can_open_each_kind_of_data():
    ensure_roles()
    assert roles_with(("panel.view_membership",)) == ["Administrators"]
    Group.objects.get(name="Experts").permissions.add(
        *Group.objects.get(name="Analysts").permissions.all()
    )
    text = impact_assessment()
    assert "Administrators, Analysts, Experts, Officers" in line_with("| Answers and votes |", text)
    assert all(str(data.title) in text for data in DATA)
    assert text.count("TO BE WRITTEN") > 15


def test_an_administrator_downloads_it(client):
    make_council()
    ensure_roles()
    user = make_user()
    user.groups.add(Group.objects.get(name="Administrators"))
    client.force_login(user)
    assert "/admin/retention/assessment/" in client.get("/admin/retention/").text
    answer = client.get("/admin/retention/assessment/")
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith("# Data protection impact assessment: Ask Bristol")
