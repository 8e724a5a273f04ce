"""The chain under the log of what staff did: what breaks it, and what lawfully does not."""

import datetime as dt
import json

import pytest
import time_machine
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from core.audit import record, unname
from home import chain
from home.chain_text import as_ranges, canonical, fingerprint, from_ranges, salted
from home.checking import check, differs_from_noted
from home.models import AuditHead, AuditLink
from home.retention import run
from home.sealing import break_seals, seal_tables
from panel.holds import lift_hold, place_hold
from panel.joining import leave_panel
from tests.consultations.factories import make_consultation
from tests.panel.factories import make_council, make_membership, make_user

pytestmark = pytest.mark.django_db
NOBODY_BEFORE = "0" * 64


@pytest.fixture(autouse=True)
def council():
    return make_council(second_person_publishes=False)


@pytest.fixture
def officer():
    return make_user(email="nadia@example.org", first_name="Nadia", last_name="Karim")


def acts(officer, count=3):
    """Log some acts; return their links, the oldest first."""
    for number in range(count):
        record("panel.member_removed", on=make_membership(), by=officer, reason=f"Reason {number}")
    return list(AuditLink.objects.order_by("-number")[:count])[::-1]


def tampering():
    """Do what only somebody with the database's own password can."""
    break_seals(using="default")


def begin_anew():
    """Chain the log as it is now, as an upgrade does."""
    break_seals(using="default")
    AuditLink.objects.all().delete()
    AuditHead.objects.all().delete()
    chain.begin_chain(using="default")
    seal_tables(using="default")


@pytest.fixture
def nothing_before():
    for entries in (ModelLogEntry, PageLogEntry):
        entries.objects.all().delete()
    begin_anew()


# ---- how it is written ---------------------------------------------------------------------------


def test_each_act_is_a_link_whose_fingerprint_covers_the_one_before(officer):
    first, second = acts(officer, 2)
    told = json.loads(second.text)
    entry = ModelLogEntry.objects.latest("pk")

    assert second.digest == fingerprint(first.digest, second.text)
    assert (told["act"], told["by"], told["entry"]) == (
        "panel.member_removed",
        officer.pk,
        entry.pk,
    )
    assert told["on"] == f"panel.membership:{entry.object_id}"
    assert told["title"] == salted(second.title_salt, entry.label)
    assert told["details"] == salted(second.details_salt, '{"reason":"Reason 1"}')
    head = AuditHead.objects.get()
    assert (head.number, head.digest) == (second.number, second.digest)
    assert check().fault == ""


def test_a_fingerprint_is_one_that_any_tool_can_work_out():
    # printf '%064d\n{}' 0 | sha256sum
    assert fingerprint(NOBODY_BEFORE, "{}") == (
        "5649d09ed68c17156095d175eef152856c5b1a81c117c409c1e00f096aa6838e"
    )


def test_nothing_of_what_names_people_stands_in_the_chain(officer):
    record(
        "panel.member_removed", on=make_membership(), by=officer, reason="Quillon Ashby has moved"
    )
    texts = " ".join(AuditLink.objects.values_list("text", flat=True))
    for words in ("Quillon", "Nadia", "example.org", "has moved"):
        assert words not in texts


def test_what_the_cms_logs_is_chained_too():
    officer = make_user(is_superuser=True)
    page = make_consultation()
    before = AuditHead.objects.get().number
    page.save_revision(user=officer).publish(user=officer)
    log(instance=officer, action="wagtail.edit", user=officer)

    told = [json.loads(link.text) for link in AuditLink.objects.filter(number__gt=before)]
    assert {(one["log"], one["act"]) for one in told} == {
        ("page", "wagtail.publish"),
        ("model", "wagtail.edit"),
    }
    assert check().fault == ""


def test_an_act_that_is_undone_leaves_no_link(officer):
    before = AuditHead.objects.get().number
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        acts(officer)
        raise ZeroDivisionError
    assert AuditHead.objects.get().number == before == AuditLink.objects.count()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (
            {"b": 1.0, "a": [1e22, 0.5, None, True]},
            '{"a":[10000000000000000000000,0.5,null,true],"b":1}',
        ),
        ({"é": dt.date(2026, 11, 26)}, '{"\\u00e9":"2026-11-26"}'),
        ({7: "x"}, '{"7":"x"}'),
    ],
)
def test_details_are_written_in_one_way(value, text, officer):
    assert canonical(value) == text
    record("panel.member_removed", on=officer, by=officer, **{str(k): v for k, v in value.items()})
    assert check().fault == ""  # as the database gives them back


@given(st.sets(st.integers(1, 60)))
def test_ranges_are_read_as_they_were_written(numbers):
    assert from_ranges(as_ranges(list(numbers))) == numbers


def test_ranges_are_short():
    assert as_ranges([9, 3, 7, 8]) == "3,7-9"


def test_one_more_act_costs_as_much_however_long_the_chain_is(officer, django_assert_num_queries):
    member = make_membership()
    record("panel.member_removed", on=member, by=officer)
    for _more in range(2):
        with django_assert_num_queries(6):  # three of the log itself; the head, the link, the head
            record("panel.member_removed", on=member, by=officer)
        acts(officer, 5)


# ---- what the database refuses -------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda: AuditLink.objects.update(text="{}"),
        lambda: AuditLink.objects.update(digest="0" * 64),
        lambda: AuditLink.objects.update(entry=7),
        lambda: AuditLink.objects.update(title_salt="f" * 32),
        lambda: AuditLink.objects.all().delete(),
        lambda: AuditHead.objects.update(number=0),
        lambda: AuditHead.objects.all().delete(),
        lambda: AuditHead.objects.create(pk=2),
        lambda: AuditHead.objects.update(cut_at=10**6),
    ],
)
def test_the_database_keeps_the_chain(officer, change):
    acts(officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
    assert check().fault == ""


# ---- what breaks it, by name ---------------------------------------------------------------------


def change_reason(links):
    ModelLogEntry.objects.filter(pk=links[1].entry).update(data={"reason": "Another"})
    return f"Entry {links[1].number} was changed in the log: panel.member_removed on"


def change_who(links):
    entry = ModelLogEntry.objects.filter(pk=links[1].entry)
    entry.update(user=make_user().pk)
    return f"Entry {links[1].number} was changed in the log"


def change_when(links):
    earlier = ModelLogEntry.objects.get(pk=links[1].entry).timestamp - dt.timedelta(days=1)
    ModelLogEntry.objects.filter(pk=links[1].entry).update(timestamp=earlier)
    return f"Entry {links[1].number} was changed in the log"


def rename_without_saying(links):
    ModelLogEntry.objects.filter(pk=links[1].entry).update(label="Somebody")
    return f"Entry {links[1].number} was changed in the log"


def delete_entry(links):
    ModelLogEntry.objects.filter(pk=links[1].entry).delete()
    return f"Entry {links[1].number} is gone from the log: panel.member_removed on"


def put_in_beside(links):
    entry = ModelLogEntry.objects.get(pk=links[1].entry)
    entry.pk = None
    entry.save()
    return "The log has an entry that was never recorded: panel.member_removed on"


def delete_link(links):
    tampering()
    AuditLink.objects.filter(pk=links[1].pk).delete()
    return f"Entry {links[1].number} is missing"


def rewrite_link(links):
    tampering()
    AuditLink.objects.filter(pk=links[1].pk).update(text=links[1].text.replace('"by":', '"by":1'))
    return f"Entry {links[1].number} is not what was written"


def rewrite_link_and_its_fingerprint(links):
    """The next one tells: it covers the old fingerprint."""
    tampering()
    text = links[1].text.replace('"by":', '"by":1')
    digest = fingerprint(links[0].digest, text)
    AuditLink.objects.filter(pk=links[1].pk).update(text=text, digest=digest)
    return f"Entry {links[1].number} was changed in the log"


def hide_the_newest(links):
    tampering()
    ModelLogEntry.objects.filter(pk=links[2].entry).delete()
    links[2].delete()
    return f"The chain ends with entry {links[1].number}, and its head names"


def take_a_salt_quietly(links):
    AuditLink.objects.filter(pk=links[1].pk).update(title_salt="")
    ModelLogEntry.objects.filter(pk=links[1].entry).update(label="Somebody")
    return f"Entry {links[1].number} was changed in the log"


def cut_quietly(links):
    tampering()
    AuditHead.objects.update(cut_at=links[0].number, cut_digest=links[0].digest)
    ModelLogEntry.objects.filter(pk=links[0].entry).delete()
    AuditLink.objects.filter(number__lte=links[0].number).delete()
    return f"Entries up to {links[0].number} are gone, and the chain does not say so."


def lose_the_head(links):
    tampering()
    AuditHead.objects.all().delete()
    return "The head of the chain is missing."


ATTACKS = [
    change_reason,
    change_who,
    change_when,
    rename_without_saying,
    delete_entry,
    put_in_beside,
    delete_link,
    rewrite_link,
    rewrite_link_and_its_fingerprint,
    hide_the_newest,
    take_a_salt_quietly,
    cut_quietly,
    lose_the_head,
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_first_broken_entry_is_named(officer, attack):
    links = acts(officer)
    words = attack(links)
    assert check().fault.startswith(words)


def test_who_rewrites_all_of_it_is_betrayed_by_what_was_noted_elsewhere(officer):
    links = acts(officer)
    noted = links[2].number, links[2].digest
    assert differs_from_noted(*noted) == ""
    tampering()
    # Hide the last act and its link, and wind the head back to match.
    ModelLogEntry.objects.filter(pk=links[2].entry).delete()
    links[2].delete()
    AuditHead.objects.update(number=links[1].number, digest=links[1].digest)
    assert check().fault == ""
    assert "Newer ones are gone" in differs_from_noted(*noted)
    acts(officer, 1)
    assert check().fault == ""
    assert "another fingerprint than was noted" in differs_from_noted(*noted)


# ---- what may happen lawfully --------------------------------------------------------------------


def test_erasing_a_person_leaves_the_chain_whole_and_is_counted(officer):
    member = make_membership(user=make_user(email="quillon@example.org"))
    log(instance=member.user, action="wagtail.edit", user=officer, title="quillon@example.org")
    log(instance=member.user, action="wagtail.edit", user=officer, title="quillon@example.org")
    acts(officer, 1)
    about = AuditLink.objects.get(entry=ModelLogEntry.objects.earliest("pk").pk, log="model")
    before = check()

    leave_panel(member.user)

    after = check()
    assert (before.fault, after.fault) == ("", "")
    assert (before.titles_erased, after.titles_erased) == (0, 2)
    assert after.number == before.number + 1  # the note that says so
    about.refresh_from_db()
    # Who knows the name cannot try it any more; the reason and the rest are still proved.
    assert about.title_salt == "" and about.details_salt != ""
    assert not ModelLogEntry.objects.filter(label__contains="quillon").exists()
    unname([member.user])
    assert check().number == after.number  # a second time has nothing to forget


def test_a_name_that_is_back_in_the_log_after_erasing_is_no_fault_but_the_rest_is(officer):
    member = make_membership()
    log(instance=member.user, action="wagtail.edit", user=officer)
    leave_panel(member.user)
    ModelLogEntry.objects.filter(object_id=str(member.user.pk)).update(action="wagtail.delete")
    assert "was changed in the log: wagtail.edit" in check().fault


def at(when):
    return time_machine.travel(when, tick=False)


def test_old_entries_go_and_the_chain_goes_on_from_the_fingerprint_of_the_last(
    officer, nothing_before
):
    with at("2020-03-15 12:00Z"):
        old = acts(officer)
    with at("2025-03-15 12:00Z"):
        young = acts(officer, 2)
    with at("2026-03-15 12:01Z"):
        run()
        report = check()
        assert report.fault == ""
        assert report.cut_at == old[-1].number
        assert AuditLink.objects.order_by("number").first() == young[0]
        assert differs_from_noted(old[0].number, "f" * 64) == ""  # its period is over
        assert differs_from_noted(old[2].number, old[2].digest) == ""
        assert differs_from_noted(young[1].number, young[1].digest) == ""
    with at("2031-03-15 12:01Z"):
        run()
        run()
        assert check().fault == ""


def test_what_a_hold_keeps_in_the_middle_keeps_the_links_after_it(officer, nothing_before):
    held = make_user(is_staff=True)
    with at("2020-03-15 12:00Z"):
        first = acts(officer, 2)
        kept = acts(held, 1)
        last = acts(officer, 2)
        hold = place_hold(kind="foi", reason="FOI 8", by=officer, person=held)
    with at("2026-03-15 12:01Z"):
        run()
        report = check()
        assert (report.fault, report.cut_at) == ("", first[-1].number)
        assert report.entries_let_go >= 2  # they wait, without salts, for the one that is held
        assert AuditLink.objects.get(pk=last[0].pk).details_salt == ""
        assert list(ModelLogEntry.objects.filter(user=held).values_list("pk", flat=True)) == [
            kept[0].entry
        ]
        ModelLogEntry.objects.filter(pk=kept[0].entry).update(data={})
        assert f"Entry {kept[0].number} was changed" in check().fault
        ModelLogEntry.objects.filter(pk=kept[0].entry).update(data={"reason": "Reason 0"})
        lift_hold(hold=hold, reason="Answered", by=officer)
        run()
        assert check().fault == ""
        assert check().cut_at > last[-1].number


def test_a_log_from_before_the_chain_is_chained_when_it_begins():
    officer = make_user(is_superuser=True)
    acts(officer)
    page = make_consultation()
    page.save_revision(user=officer).publish(user=officer)
    entries = ModelLogEntry.objects.count() + PageLogEntry.objects.count()
    begin_anew()
    chain.begin_chain(using="default")  # as each migration does

    assert AuditLink.objects.count() == entries == check().links
    times = [
        json.loads(text)["at"]
        for text in AuditLink.objects.order_by("number").values_list("text", flat=True)
    ]
    assert times == sorted(times)
