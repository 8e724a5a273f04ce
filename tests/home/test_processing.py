"""Whatever asks people for data names a purpose on record; the record prints and exports."""

import csv
import io

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from home.impact_assessment import impact_assessment
from home.processing import ensure_records
from home.processing_forms import FIELDS
from home.retention import RULES, change_period, rule_named
from home.roles import ROLES, ensure_roles
from home.usual_purposes import USUAL
from panel.models import ProcessingRecord
from polls.models import Item, QuestionnairePage
from tests.forums.factories import make_forum, make_session
from tests.panel.factories import make_council, make_user
from tests.polls.factories import a_list, a_scale, make_poll, make_questionnaire, make_quick_poll

pytestmark = pytest.mark.django_db
LIST, NEW = "/admin/processing/", "/admin/processing/add/"


@pytest.fixture(autouse=True)
def council():
    ensure_roles()
    return make_council()


@pytest.fixture
def admin(client):
    user = make_user(email="admin@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name="Administrators"))
    client.force_login(user)
    return user


def record_of(code):
    return ProcessingRecord.objects.get(code=code)


def told(**changes):
    """Return a purpose as an administrator types it."""
    return {
        "title": "Housing consultation",
        "purpose": "To hear tenants.",
        "people": "Tenants",
        "holds": "Their answers",
        "basis": "c",
        "basis_note": "Housing Act 1985, section 105",
        "condition": "",
        "policy_url": "",
        "recipients": "The housing service",
        "transfers": "None",
        "rules": ["answers"],
        "retention": "",
        "safeguards": "Keyed hashes",
    } | changes


# ---- what a page needs ---------------------------------------------------------------------------


def test_every_usual_purpose_is_there_and_lacks_nothing_but_a_policy_document():
    assert [one.code for one in ProcessingRecord.objects.all()] == [one["code"] for one in USUAL]
    lacking = {}
    for one in ProcessingRecord.objects.all():
        try:
            one.full_clean()
        except ValidationError as fault:
            lacking[one.code] = set(fault.message_dict)
        assert all(map(rule_named, one.rules)), one
    assert lacking == {"equality": {"policy_url"}}
    named = {code for one in ProcessingRecord.objects.all() for code in one.rules}
    assert {rule.code for rule in RULES} == named  # each rule of the schedule ends something here


def test_every_kind_of_page_that_asks_names_the_usual_purpose_of_its_kind():
    pages = (make_questionnaire(), make_poll(), make_quick_poll(), make_forum(), make_session())
    assert [page.purpose.code for page in pages] == [
        *("questionnaires", "questionnaires", "quick-polls", "debates", "debates")
    ]


def test_a_page_without_a_purpose_on_record_is_not_published():
    page = make_questionnaire()
    page.purpose = None
    revision = page.save_revision()
    QuestionnairePage.objects.update(purpose=None, live=False)
    ProcessingRecord.objects.filter(code="questionnaires").delete()
    with pytest.raises(ValidationError, match="Without one on record nobody may be asked"):
        revision.publish()
    assert not QuestionnairePage.objects.get(pk=page.pk).live
    ensure_records()  # as every upgrade does, for pages from before there were purposes too
    assert QuestionnairePage.objects.get(pk=page.pk).purpose.code == "questionnaires"
    revision.publish()
    assert QuestionnairePage.objects.get(pk=page.pk).live


def test_sensitive_questions_need_a_purpose_with_a_condition():
    plain = ProcessingRecord.objects.create(
        code="plain", is_for_pages=True, **(told() | {"rules": ["answers"]})
    )
    page = make_questionnaire([a_scale()], purpose=plain)
    page.items = [a_scale(), a_list(sensitivity=Item.Sensitivity.SENSITIVE)]
    with pytest.raises(ValidationError, match="is not for special categories"):
        page.save_revision().publish()
    with pytest.raises(ValidationError, match="is not for special categories"):
        make_questionnaire(
            [Item(kind="standard", standard="condition")], purpose=plain, title="Standard"
        )
    assert make_questionnaire([a_list(sensitivity=Item.Sensitivity.SENSITIVE)], title="Usual").live
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcessingRecord.objects.filter(pk=plain.pk).update(is_special=True)


# ---- the record itself ---------------------------------------------------------------------------


def test_an_administrator_adds_a_purpose_and_a_page_names_it(client, admin):
    assert client.post(NEW, told()).url == LIST
    added = record_of("housing-consultation")
    assert (added.rules, added.is_for_pages) == (["answers"], True)
    assert make_questionnaire(purpose=added).purpose == added
    page = client.get(LIST).text
    assert "Housing Act 1985, section 105" in page
    assert "Its policy document is missing" in page  # of equality monitoring
    again = client.post(NEW, told(title="Housing: consultation"))
    assert (again.status_code, "almost this name" in again.text) == (422, True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"purpose": ""}, "Enter what the data is for"),
        ({"basis": ""}, "Choose lawful basis"),
        ({"basis_note": ""}, "Name the law."),
        ({"is_special": "on"}, "Choose the condition."),
        ({"is_special": "on", "condition": "9g8"}, "an appropriate policy document"),
        ({"rules": [], "retention": ""}, "Say how long it is kept"),
        ({"policy_url": "javascript:alert(1)"}, "Begin with / or https://"),
        ({"rules": ["no-such"]}, "no-such"),
    ],
)
def test_what_the_law_asks_for_is_told_beside_its_field(client, admin, changes, words):
    before = ProcessingRecord.objects.count()
    answer = client.post(NEW, told(**changes))
    assert (answer.status_code, words in answer.text) == (422, True)
    assert 'value="Housing consultation"' in answer.text
    assert ProcessingRecord.objects.count() == before


def values_of(entry):
    values = {name: getattr(entry, name) for name in FIELDS}
    return {name: value for name, value in values.items() if value is not False}


def test_a_change_is_logged_with_what_it_said_and_read_by_everybody_at_once(client, admin):
    entry = record_of("equality")
    address = f"{LIST}{entry.pk}/"
    refused = client.post(address, values_of(entry))
    assert "an appropriate policy document" in refused.text
    change_period(rule=rule_named("answers"), number=9, reason="Shorter", by=admin)
    assert client.post(address, values_of(entry) | {"policy_url": "/policy/"}).url == LIST
    log = ModelLogEntry.objects.get(action="home.processing_changed")
    assert (log.user, log.data["before"]) == (admin, {"policy_url": ""})
    client.logout()
    public = client.get("/data-protection/").text
    assert 'href="/policy/"' in public
    assert "The same, where the page named no day: 9 months from the decision" in public
    assert public.count("<section id=") == len(USUAL)


def test_a_purpose_of_published_sensitive_questions_stays_special(client, admin):
    make_questionnaire([a_list(sensitivity=Item.Sensitivity.SENSITIVE)], title="On faith")
    entry = record_of("questionnaires")
    values = values_of(entry)
    del values["is_special"]
    answer = client.post(f"{LIST}{entry.pk}/", values)
    assert "“On faith” asks sensitive questions" in answer.text
    assert record_of("questionnaires").is_special


def test_the_record_leaves_as_a_table_that_runs_nothing(client, admin):
    ProcessingRecord.objects.create(code="x", **told(title="=1+1"))
    answer = client.get(f"{LIST}records.csv")
    assert "no-store" in answer.headers["Cache-Control"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == len(USUAL) + 1
    assert rows[1]["Lawful basis"].startswith("Public task: article 6(1)(e) (Localism Act 2011")
    assert rows[1]["Condition for special categories"].startswith("Statistics: article 9(2)(j)")
    assert rows[-1]["Purpose"] == "'=1+1"
    assert rows[0]["Controller"].startswith("Bristol City Council")


MAY = ("Administrators", "Data protection officers")


@pytest.mark.parametrize("role", [role for role in ROLES if role not in MAY])
def test_nobody_else_opens_or_changes_it(client, role):
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    entry = record_of("panel")
    for address in (LIST, NEW, f"{LIST}{entry.pk}/", f"{LIST}records.csv"):
        assert client.get(address).status_code in (302, 403), address
    for address in (NEW, f"{LIST}{entry.pk}/"):
        assert client.post(address, told()).status_code in (302, 403), address
    assert ProcessingRecord.objects.count() == len(USUAL)
    assert record_of("panel").basis == "e"


def test_the_impact_assessment_prints_from_it():
    make_council(data_protection_officer="Ada Wren, dpo@example.org")
    ProcessingRecord.objects.filter(code="draws").update(recipients="A | B\nand C")
    text = impact_assessment()
    assert "| Data protection officer | Ada Wren, dpo@example.org |" in text
    (row,) = [line for line in text.splitlines() if "A \\| B and C" in line]
    assert row.startswith("| Draws by lot and samples | Public task: article 6(1)(e) (Localism")
    faith = next(line for line in text.splitlines() if "religion EW-2021" in line)
    assert "Sch. 1 para. 8" in faith
    assert faith.endswith("Policy document: **TO BE WRITTEN**")
    bases = [line for line in text.splitlines() if "Answers and votes" in line]
    assert all("Public task: article 6(1)(e)" in line for line in bases)
