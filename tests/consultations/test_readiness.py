"""What a consultation needs before it is published, and what may not change once it is open."""

import datetime
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page, Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from consultations.models import (
    ChangeNote,
    ConsultationIndexPage,
    ConsultationPage,
    Option,
    OutcomeIndexPage,
)
from tests.consultations.factories import (
    a_consultation,
    an_outcome,
    from_now,
    make_closed_consultation,
    make_consultation,
    make_home,
)
from tests.panel.factories import make_council, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
REQUIRED = {
    "summary",
    "proposal",
    "can_change",
    "settled",
    "why",
    "audience",
    "decision_maker",
    "decision_by",
    "opens_at",
    "closes_at",
    "contact_name",
    "contact_email",
    "contact_phone",
    "offline_ways",
    "privacy_url",
}


@pytest.fixture
def officer(client):
    make_council(second_person_publishes=False)  # that is of test_approving.py
    user = make_user(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def form_data(page=None, options=None, notes=(), **fields):
    """Return what the officer's form sends for a page, empty where it has nothing."""
    stamp = "%Y-%m-%d %H:%M"
    data = {name: getattr(page, name, "") or "" for name in REQUIRED}
    data |= {
        "title": getattr(page, "title", "Cycle hangars"),
        "slug": getattr(page, "slug", "cycle-hangars"),
        "no_change_reason": "",
        "decision_maker_note": "",
        "short_notice_reason": "",
        "delay_reason": "",
        "wards": [],
        "documents": inline_formset([]),
        "change_notes": inline_formset(
            [{"noted_on": "2026-11-01", "text": text} for text in notes]
        ),
        "comments": inline_formset([]),
    }
    if page:
        data["opens_at"] = page.opens_at.strftime(stamp)
        data["closes_at"] = page.closes_at.strftime(stamp)
        data["decision_by"] = page.decision_by.isoformat()
    rows = page.options.all() if page and options is None else options or []
    data["options"] = inline_formset(
        [
            {
                "id": row.pk or "",
                "title": row.title,
                "text": row.text,
                "is_no_change": "on" if row.is_no_change else "",
            }
            for row in rows
        ],
        initial=len([row for row in rows if row.pk]),
    )
    data |= fields
    data["proposal"] = rich_text(data["proposal"])
    return nested_form_data(data)


def add_url():
    make_home()
    index = ConsultationIndexPage.objects.get()
    return reverse("wagtailadmin_pages:add", args=["consultations", "consultationpage", index.pk])


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_a_draft_may_have_nothing_but_a_title(client, officer):
    client.post(add_url(), form_data())
    page = ConsultationPage.objects.get()
    assert (page.title, page.live, page.status) == ("Cycle hangars", False, "draft")


def test_whoever_is_quicker_than_the_script_gets_an_address_all_the_same(client, officer):
    for _twice in range(2):
        client.post(add_url(), form_data(title="Cycle hangars", slug=""))
    slugs = ConsultationPage.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["cycle-hangars", "cycle-hangars-2"]


def test_publishing_names_every_missing_thing_beside_its_field(client, officer):
    answer = client.post(add_url(), form_data() | {"action-publish": "1"})
    assert set(answer.context["form"].errors) == REQUIRED | {"no_change_reason"}
    assert not ConsultationPage.objects.exists()


def test_what_is_missing_is_asked_for_by_its_name(client, officer):
    answer = client.post(add_url(), form_data(options=[Option()]) | {"action-publish": "1"})
    form = answer.context["form"]
    said = {name: faults[0] for name, faults in form.errors.items()}
    assert {name: said[name] for name in ("decision_maker", "contact_name", "summary")} == {
        "decision_maker": "Enter who decides",
        "contact_name": "Enter whom to ask",
        "summary": "Enter summary",
    }
    assert said["opens_at"] == "Enter a day for “opens”"
    assert said["decision_by"] == "Enter a day for “when they decide”"
    assert form.formsets["options"].forms[0].errors["title"] == ["Enter option"]
    assert "This field is required" not in answer.content.decode()


def test_a_draft_without_a_title_is_asked_for_it(client, officer):
    answer = client.post(add_url(), form_data(title=""))
    assert answer.context["form"].errors == {"title": ["Enter title"]}


def test_a_complete_consultation_is_published(client, officer):
    make_home()
    client.post(add_url(), form_data(a_consultation()) | {"action-publish": "1"})
    page = ConsultationPage.objects.get()
    assert (page.live, page.status, page.options.count()) == (True, "open", 2)


def test_less_than_28_days_needs_a_reason(client, officer):
    make_home()
    short = a_consultation(opens_at=from_now(days=-2), closes_at=from_now(days=20))
    answer = client.post(add_url(), form_data(short) | {"action-publish": "1"})
    assert answer.context["form"].errors == {
        "short_notice_reason": [
            "This is open for 23 days. Say why it is less than 28 days, or close later."
        ]
    }
    data = form_data(short, short_notice_reason="The grant ends.") | {"action-publish": "1"}
    client.post(add_url(), data)
    assert ConsultationPage.objects.get().live


def test_results_are_not_promised_for_after_the_decision_nor_before_the_close(client, officer):
    make_home()
    page = a_consultation(closes_at=from_now(days=30))
    page.decision_by = datetime.date(2099, 3, 2)

    def errors_with(results_due_on):
        data = form_data(page, results_due_on=results_due_on) | {"action-publish": "1"}
        return client.post(add_url(), data).context["form"].errors

    assert errors_with("2099-03-03") == {
        "results_due_on": [
            "They decide on Monday 2 March 2099. Promise results by then, so that those who decide "
            "have them."
        ]
    }
    early = page.closes_at.date().isoformat()
    assert errors_with(early) == {"results_due_on": ["Choose a day after it closes."]}
    data = form_data(page, results_due_on="2099-03-02") | {"action-publish": "1"}
    client.post(add_url(), data)
    assert ConsultationPage.objects.get().results_due == datetime.date(2099, 3, 2)


@pytest.mark.parametrize(("shortest", "is_refused"), [(28, False), (42, True)])
def test_the_council_says_how_few_days_need_a_reason(client, officer, shortest, is_refused):
    make_home()
    make_council(shortest_days=shortest)
    page = a_consultation(opens_at=from_now(days=-2), closes_at=from_now(days=30))
    answer = client.post(add_url(), form_data(page) | {"action-publish": "1"})
    assert ConsultationPage.objects.filter(live=True).exists() is not is_refused
    if is_refused:
        assert "less than 42 days" in str(answer.context["form"].errors)


def test_28_days_need_no_reason():
    make_consultation(opens_at=from_now(days=-7), closes_at=from_now(days=20))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"opens_at": from_now(days=30), "closes_at": from_now(days=2)}, "closes_at"),
        ({"decision_by": from_now(days=2).date()}, "decision_by"),
        ({"privacy_url": "javascript:alert(1)"}, "privacy_url"),
        ({"contact_email": "nadia"}, "contact_email"),
    ],
)
def test_dates_and_addresses_must_make_sense(fields, field):
    with pytest.raises(ValidationError) as refusal:
        make_consultation(**fields)
    assert field in refusal.value.message_dict


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_nothing_incomplete_goes_live_by_any_other_way(name):
    with pytest.raises(ValidationError) as refusal:
        make_consultation(**{name: None if name.endswith(("_at", "_by")) else ""})
    assert name in refusal.value.message_dict


def test_without_an_option_of_no_change_it_says_why():
    make_home()
    page = a_consultation()
    page.options = [option for option in page.options.all() if not option.is_no_change]
    with pytest.raises(ValidationError) as refusal:
        ConsultationIndexPage.objects.get().add_child(instance=page)
    assert set(refusal.value.message_dict) == {"no_change_reason"}


# ---- once it is open


def test_an_open_consultation_may_be_extended_with_a_note_and_never_cut_short(client, officer):
    page = make_consultation()
    closes_at = page.closes_at
    earlier = form_data(page, closes_at=(closes_at - timedelta(days=1)).strftime("%Y-%m-%d"))
    answer = client.post(edit_url(page), earlier | {"action-publish": "1"})
    assert answer.context["form"].errors == {
        "closes_at": ["You can extend an open consultation, not close it earlier."]
    }

    new_day = (closes_at + timedelta(days=7)).strftime("%Y-%m-%d")
    answer = client.post(
        edit_url(page), form_data(page, closes_at=new_day) | {"action-publish": "1"}
    )
    assert answer.context["form"].errors == {
        "closes_at": ["Add a note of this change, for the public, under Changes."]
    }

    data = form_data(page, closes_at=new_day, notes=["A week more, as asked."])
    client.post(edit_url(page), data | {"action-publish": "1"})
    page = ConsultationPage.objects.get()
    assert page.closes_at.date() == (closes_at + timedelta(days=7)).date()
    assert "A week more, as asked." in client.get(page.url).content.decode()


@pytest.mark.parametrize("name", ["proposal", "can_change", "settled"])
def test_after_opening_the_proposal_changes_only_with_a_note(client, officer, name):
    page = make_consultation()
    changed = {name: "<p>Something else.</p>" if name == "proposal" else "Something else"}
    answer = client.post(edit_url(page), form_data(page, **changed) | {"action-publish": "1"})
    assert answer.context["form"].errors == {
        name: ["People are answering this. Add a public note of the change, under Changes."]
    }
    noted = form_data(page, notes=["We had the cost wrong."], **changed)
    client.post(edit_url(page), noted | {"action-publish": "1"})
    assert "Something else" in getattr(ConsultationPage.objects.get(), name)


def test_after_opening_options_change_only_with_a_note():
    page = make_consultation()
    page.options = [*page.options.all()][1:]
    with pytest.raises(ValidationError) as refusal:
        page.save()
    assert set(refusal.value.message_dict) == {"no_change_reason"}
    page.change_notes = [ChangeNote(text="The first option was dropped.")]
    page.save()
    assert [option.title for option in ConsultationPage.objects.get().options.all()] == [
        "No change"
    ]


def test_before_opening_everything_may_change():
    page = make_consultation(opens_at=from_now(days=2), closes_at=from_now(days=40))
    page.proposal, page.closes_at = "<p>New.</p>", from_now(days=35)
    page.save()
    assert ConsultationPage.objects.get().proposal == "<p>New.</p>"


def test_a_draft_of_a_live_page_is_saved_unchecked(client, officer):
    page = make_consultation()
    client.post(edit_url(page), form_data(page, proposal="", summary=""))
    page = ConsultationPage.objects.get()
    assert page.has_unpublished_changes
    assert page.summary == "Planters have kept through traffic off 14 streets. Should they stay?"


def test_an_older_version_does_not_take_back_that_results_were_published():
    page = make_closed_consultation()
    revision = page.save_revision()
    ConsultationPage.objects.update(results_published_at=from_now(days=-1))
    Revision.objects.get(pk=revision.pk).publish()
    assert ConsultationPage.objects.get().status == "results"


def test_publishing_on_schedule_makes_it_visible(client):
    make_home()
    page = a_consultation(go_live_at=from_now(days=1), live=False)
    ConsultationIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    assert client.get(page.url).status_code == 404
    with time_machine.travel(from_now(days=2)):
        call_command("publish_scheduled")
        assert client.get(page.url).status_code == 200


@pytest.mark.parametrize(
    "name", ["we_asked", "you_said", "we_did", "decision_url", "decided_on", "author"]
)
def test_an_outcome_is_not_published_with_a_field_empty(name):
    consultation = make_closed_consultation()
    outcome = an_outcome(**{name: None if name == "decided_on" else ""}, live=False)
    consultation.add_child(instance=outcome)
    with pytest.raises(ValidationError) as refusal:
        outcome.save_revision(clean=False).publish()
    assert set(refusal.value.message_dict) == {name}
    assert not Page.objects.get(pk=outcome.pk).live


def test_every_page_type_can_be_previewed(client, officer):
    page = make_consultation()
    data = form_data(page, summary="A summary that only the preview has.")
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(url, data).json()["is_valid"] is True
    answer = client.get(url)
    assert answer.status_code == 200
    assert "A summary that only the preview has." in answer.content.decode()


def test_a_page_with_nothing_but_a_title_can_be_previewed(client, officer):
    make_home()
    index = ConsultationIndexPage.objects.get()
    url = reverse(
        "wagtailadmin_pages:preview_on_add", args=["consultations", "consultationpage", index.pk]
    )
    assert client.post(url, form_data()).json()["is_valid"] is True
    answer = client.get(url)
    assert answer.status_code == 200
    assert "<h1>Cycle hangars</h1>" in answer.content.decode()


def test_an_outcome_can_be_previewed_before_it_is_saved(client, officer):
    page = make_closed_consultation()
    url = reverse(
        "wagtailadmin_pages:preview_on_add", args=["consultations", "outcomepage", page.pk]
    )
    names = ("we_asked", "you_said", "we_did", "decision_url", "decided_on", "author", "took_part")
    data = dict.fromkeys(names, "") | {"title": "What we did", "slug": "outcome"}
    data |= {"we_did": "Ten stay.", "comments": inline_formset([])}
    assert client.post(url, nested_form_data(data)).json()["is_valid"] is True
    assert "Ten stay." in client.get(url).content.decode()


@pytest.mark.parametrize("kind", [ConsultationIndexPage, OutcomeIndexPage])
def test_the_lists_can_be_previewed(kind):
    make_consultation()
    page = kind.objects.get()
    for mode, _label in page.preview_modes:
        assert page.make_preview_request(preview_mode=mode).status_code == 200
