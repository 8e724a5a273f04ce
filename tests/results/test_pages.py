"""Pages of results: who sees what, before, during and after."""

import datetime as dt
import io
import re
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from core.dates import short_day
from polls.models import Wave
from results.models import Export
from results.publication import MAY_PREVIEW
from tests.consultations.factories import make_closed_consultation, make_outcome
from tests.panel.factories import make_council, make_user, make_ward
from tests.polls.factories import (
    a_list,
    a_scale,
    make_member,
    make_officer,
    make_poll,
    make_questionnaire,
    move_to,
)
from tests.results.factories import answer_all, both, make_finished_poll, publish

pytestmark = pytest.mark.django_db
STAGES = ("not yet open", "before", "between", "after")
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def council():
    return make_council()


@pytest.fixture
def late_questionnaire():
    consultation = make_closed_consultation(results_due_on=timezone.localdate() - 3 * DAY)
    now = timezone.now()
    return make_questionnaire(parent=consultation, opens_at=now - 9 * DAY, closes_at=now - 7 * DAY)


def test_the_list_says_which_results_are_overdue(client, late_questionnaire):
    words = text_of(client.get("/results/"))
    due = short_day(timezone.localdate() - 3 * DAY)
    assert (
        f"Results overdue by 3 days {late_questionnaire.title} Results were due on {due}." in words
    )


@pytest.fixture
def wards():
    return [make_ward(name=name) for name in ("Ash", "Birch", "Cedar")]


@pytest.fixture
def poll(wards):
    """Closed, not published: Ash for, Cedar against."""
    return make_finished_poll(
        {wards[0]: (60, 20), wards[1]: (50, 50), wards[2]: (20, 60)},
        items=[
            a_scale(1, code="streets", wording="Close the streets"),
            a_scale(2, code="lanes", wording="Build cycle lanes"),
        ],
    )


def address(poll, name="poll", *more):
    return reverse(f"results:{name}", args=[poll.pk, *more])


def text_of(response):
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words)


def councillor():
    return make_user(email="rowan@bristol.example.org", first_name="Rowan")


def analyst():
    return make_officer(MAY_PREVIEW)


# ---- before, during and after


@pytest.mark.parametrize("who", [None, make_member, councillor])
@pytest.mark.parametrize("stage", [*STAGES, "closed"])
def test_nobody_sees_results_before_they_are_published(client, poll, stage, who):
    poll = move_to(poll, stage)
    if who:
        client.force_login(who())
    response = client.get(address(poll))
    page = text_of(response)

    assert response.status_code == 200
    assert "No results yet." in page
    assert "Clear rise" not in page
    assert "260" not in page
    assert client.get(address(poll, "public", "csv")).status_code == 404


@pytest.mark.parametrize("stage", STAGES)
def test_publishing_too_early_shows_nothing_while_people_answer(client, poll, stage):
    publish(move_to(poll, stage))

    assert "No results yet." in text_of(client.get(address(poll)))
    assert client.get(address(poll, "public", "csv")).status_code == 404


def test_the_promised_day_stands_where_results_will_be(client, poll):
    in_a_week = timezone.localdate() + dt.timedelta(days=7)
    type(poll).objects.filter(pk=poll.pk).update(report_at=in_a_week)

    page = text_of(client.get(address(poll)))

    assert f"They come by {short_day(in_a_week)}." in page


def test_results_come_by_themselves_on_the_day_of_the_report(client, poll):
    type(poll).objects.filter(pk=poll.pk).update(report_at=timezone.localdate())

    assert "Before and after: average answer" in text_of(client.get(address(poll)))


@pytest.mark.parametrize("stage", ["after", "closed"])
def test_who_may_export_has_a_preview_that_says_so(client, poll, stage):
    client.force_login(analyst())
    page = text_of(client.get(address(move_to(poll, stage))))

    assert "Preview. These results are not published." in page
    assert "Before and after: average answer" in page
    assert "Download CSV" not in page


def test_a_withdrawn_consultation_has_no_results(client, poll):
    from consultations.models import ConsultationPage

    publish(poll)
    ConsultationPage.objects.ancestor_of(poll).update(withdrawn_at=timezone.now())

    assert "There are no results." in text_of(client.get(address(poll)))
    assert client.get(address(poll, "public", "csv")).status_code == 404


def test_a_draft_is_nowhere(client, poll):
    type(poll).objects.filter(pk=publish(poll).pk).update(live=False)
    client.force_login(analyst())

    assert client.get(address(poll)).status_code == 404
    assert client.get(address(poll, "export_form")).status_code == 404
    assert poll.title not in text_of(client.get(reverse("results:index")))


# ---- what the page says


def test_the_page_of_a_finished_poll(client, poll):
    page = text_of(client.get(address(publish(poll))))

    # Everybody said 5, or 4, before; 130 said 8 and 130 said 2 afterwards.
    assert "Close the streets: no clear change." in page
    assert "The average was 4.7 before and 5.0 after." in page
    assert "Before 4.7, after 5.0" in page
    assert "Against 50%, middle 0%, for 50%" in page
    assert "50% of the people who took part are for it." in page
    assert "Support is clearly higher than in the rest in Ash." in page
    assert "It is clearly lower in Cedar." in page
    assert "There was no comparison group" in page
    assert "260 people gave first answers, 260 gave second ones, 260 did both." in page
    assert "Preview" not in page


def test_the_map_of_another_item_is_asked_for_by_code(client, poll):
    publish(poll)

    asked = client.get(address(poll) + "?item=lanes").context["by_ward"]
    nonsense = client.get(address(poll) + "?item=%22%3E%3Cscript%3E")

    assert asked.code == "lanes"
    assert b"<script>" not in nonsense.content
    assert nonsense.context["by_ward"].code == "streets"


def test_own_line_is_for_that_person_alone(client, poll):
    member, other = make_member(), make_member()
    answer_all(poll, [(None, "", both({"streets": 1}, {"streets": 10}))])
    poll.responses.filter(ward=None).update(key=member.key_for(poll.subject))
    publish(poll)

    client.force_login(member)
    mine = text_of(client.get(address(poll)))
    client.force_login(other)
    theirs = text_of(client.get(address(poll)))

    assert "Only you can see this" in mine
    assert "1 → 10" in mine
    assert "Only you can see this" not in theirs
    assert "1 → 10" not in theirs


def test_who_answered_once_has_no_line(client, poll):
    member = make_member()
    answer_all(poll, [(None, "", {Wave.BEFORE: {"streets": 1}})])
    poll.responses.filter(ward=None).update(key=member.key_for(poll.subject))
    client.force_login(member)

    assert "Only you can see this" not in text_of(client.get(address(publish(poll))))


def test_what_the_council_did(client, wards):
    consultation = make_closed_consultation()
    poll = publish(make_finished_poll({wards[0]: (30, 30)}, parent=consultation))

    waiting = text_of(client.get(address(poll)))
    make_outcome(consultation)
    done = text_of(client.get(address(poll)))

    assert "Decision by Transport Policy Committee" in waiting
    assert "Ten stay, four reopen." in done


def test_a_plain_questionnaire_has_shares_and_no_interval(client):
    page = make_questionnaire(
        [a_list("Keep", "Remove", code="option"), a_scale(1, code="safe")],
        opens_at=timezone.now() - dt.timedelta(days=9),
        closes_at=timezone.now() - dt.timedelta(days=2),
    )
    keep, remove = page.items.get(code="option").options.all()
    answer_all(
        page,
        [(None, "", {Wave.ONLY: {"option": keep, "safe": 8}})] * 30
        + [(None, "", {Wave.ONLY: {"option": remove, "safe": 2}})] * 20,
    )
    shown = text_of(client.get(address(publish(page))))

    assert "50 people responded." in shown
    assert "Per cent of the 50 people who responded." in shown
    assert "60%" in shown
    for word in ("interval of", "Clear", "higher", "residents think that"):
        assert word not in shown


def test_the_list_says_what_is_out_and_what_will_come(client, poll):
    publish(poll)
    make_poll("before", [a_scale(1)], title="Night buses")
    permits = make_poll("not yet open", [a_scale(1)], title="Permits")
    response = client.get(reverse("results:index"))

    assert [row["title"] for row in response.context["out"]] == ["The trial streets"]
    coming = {row["title"]: row["tag"] for row in response.context["coming"]}
    assert coming == {
        "Night buses": ("open", "Open"),
        "Permits": ("soon", f"Opens {short_day(permits.before_opens_at)}"),
    }


def test_an_empty_list_says_what_will_be_here(client):
    assert "No results yet." in text_of(client.get(reverse("results:index")))


# ---- files


@pytest.mark.parametrize("who", [None, make_member, councillor, analyst])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_anybody_may_have_the_public_file_once_it_is_out(client, poll, who, format):
    publish(poll)
    if who:
        client.force_login(who())
    response = client.get(address(poll, "public", format))

    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        names = {name for name in archive.namelist() if not name.startswith("report")}
        assert names == {
            "LICENCE.txt", "README.txt", "codebook.csv", f"data.{format}", "manifest.json",
        }  # fmt: skip
        assert "report.json" in archive.namelist()
    assert response["Content-Disposition"].startswith("attachment;")
    assert not Export.objects.exists()


def test_there_is_no_file_of_another_format(client, poll):
    publish(poll)
    client.force_login(analyst())

    assert client.get(address(poll, "public", "exe")).status_code == 404
    assert client.post(address(poll, "export", "exe"), {}).status_code == 404


@pytest.mark.parametrize("who", [make_member, councillor])
@pytest.mark.parametrize("audience", ["public", "pseudonymous", "identifiable"])
def test_files_for_analysts_are_refused_to_all_others(client, poll, who, audience):
    publish(poll)
    sent = {"audience": audience, "purpose": "To look"}

    assert client.post(address(poll, "export", "csv"), sent).status_code == 302  # to sign in
    client.force_login(who())
    assert client.get(address(poll, "export_form")).status_code == 403
    assert client.post(address(poll, "export", "csv"), sent).status_code == 403
    assert not Export.objects.exists()


def test_an_analyst_has_a_file_made_on_the_record(client, poll):
    person = analyst()
    client.force_login(person)
    response = client.post(
        address(poll, "export", "csv"), {"audience": "pseudonymous", "purpose": "Model of change"}
    )

    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert len(archive.read("data.csv").splitlines()) == 261
        assert "Model of change" in archive.read("README.txt").decode()
    export = Export.objects.get()
    assert (export.by, export.purpose, export.rows) == (person, "Model of change", 260)
    assert "Model of change" in text_of(client.get(address(poll, "export_form")))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"audience": "pseudonymous", "purpose": ""}, "Say what the file is for"),
        ({"purpose": "To look"}, "Choose which file you need"),
        ({"audience": "identifiable", "purpose": "To look"}, "There is none with names."),
        ({}, "Say what the file is for"),
    ],
)
def test_a_form_that_is_not_right_comes_back(client, poll, sent, words):
    client.force_login(analyst())
    response = client.post(address(poll, "export", "csv"), sent)

    assert response.status_code == 422
    assert words in text_of(response)
    assert not Export.objects.exists()


def test_no_public_file_is_made_while_people_answer(client, poll):
    client.force_login(analyst())
    response = client.post(
        address(move_to(poll, "after"), "export", "csv"), {"audience": "public", "purpose": "Early"}
    )

    assert response.status_code == 422
    assert "People still answer" in text_of(response)


# ---- cost


@pytest.mark.parametrize("n", [1, 3])
def test_queries_of_the_page_do_not_grow(client, n, django_assert_max_num_queries):
    wards = [make_ward(name=f"Ward {number}") for number in range(n)]
    items = [a_scale(number) for number in range(1, n + 2)]
    poll = publish(make_finished_poll(dict.fromkeys(wards, (40, 40)), items=items))
    client.force_login(make_member())
    client.get(address(poll))

    with django_assert_max_num_queries(12):
        client.get(address(poll))


@pytest.mark.parametrize("n", [1, 3])
def test_queries_of_the_list_do_not_grow(client, n, django_assert_max_num_queries):
    for number in range(n):
        publish(make_poll("closed", [a_scale(1)], title=f"Poll {number}", slug=f"poll-{number}"))
    client.get(reverse("results:index"))

    with django_assert_max_num_queries(8):
        client.get(reverse("results:index"))
