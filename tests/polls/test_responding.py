"""Answering: one response a person a wave, complete, under a key, with a receipt shown once."""

import re
import threading

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from core.refusals import Refused
from panel.models import AgeBand, Membership, User
from polls.models import Answer, Draft, Item, Response
from polls.responding import hash_receipt, save_answers, submit_response, withdraw_response
from polls.saying import answers_in_words
from polls.storing import Unanswered
from tests.polls.factories import (
    a_list,
    a_scale,
    answers_to,
    make_member,
    make_poll,
    make_questionnaire,
    move_to,
    some_items,
)

pytestmark = pytest.mark.django_db


def stored(response) -> list[tuple]:
    """Each answer as (code, number, label, text, missing)."""
    rows = response.answers.order_by("item__sort_order", "option__sort_order")
    return [
        (a.item.code, a.number, a.option and a.option.label, a.text, a.missing)
        for a in rows.select_related("item", "option")
    ]


def test_every_kind_of_answer_is_stored_as_given():
    page = make_questionnaire(
        [
            a_scale(),
            a_scale(2),
            a_list(),
            a_list("Trees", "Benches", "Bays", kind=Item.Kind.MULTIPLE),
            Item(kind=Item.Kind.TEXT, wording="Anything else?", is_required=False),
            Item(kind=Item.Kind.TEXT, wording="Why?", is_required=False),
        ]
    )
    member = make_member(age_band=AgeBand.FROM_25)
    scale, unsure, single, multiple, empty, words = page.items.order_by("sort_order")
    trees, _benches, bays = multiple.options.order_by("sort_order")

    response = submit_response(
        user=member,
        page=page,
        wave="only",
        answers={
            scale.pk: 0,
            unsure.pk: "dk",
            single.pk: str(single.options.get(label="Change").pk),
            multiple.pk: [str(bays.pk), str(trees.pk)],
            empty.pk: "",
            words.pk: "  dk ",
        },
    )

    assert stored(response) == [
        ("q1", 0, None, "", ""),
        ("q2", None, None, "", "-8"),
        ("q3", None, "Change", "", ""),
        ("q4", None, "Trees", "", ""),
        ("q4", None, "Bays", "", ""),
        ("q5", None, None, "", "-6"),
        ("q6", None, None, "dk", ""),
    ]
    assert (response.ward, response.age_band) == (member.membership.ward, "25-34")
    assert response.key == member.key_for(f"questionnaire-{page.pk}")


@pytest.mark.parametrize("wrong", [None, "", [], 11, -1, "x", "5.5", [1, 2], {"a": 1}])
def test_answer_that_the_item_does_not_allow_is_refused(wrong):
    page, member = make_questionnaire(some_items(1)), make_member()
    with pytest.raises(Unanswered, match="still needs an answer"):
        submit_response(user=member, page=page, wave="only", answers=answers_to(page, wrong))
    assert Response.objects.count() == 0


def test_option_of_another_item_is_refused():
    page, member = make_questionnaire([a_list(), a_list("A", "B", wording="And?")]), make_member()
    first, second = page.items.order_by("sort_order")
    foreign = second.options.first().pk
    with pytest.raises(Unanswered):
        submit_response(
            user=member, page=page, wave="only", answers={first.pk: foreign, second.pk: foreign}
        )


def test_second_sending_is_refused_and_changes_nothing():
    page, member = make_questionnaire(), make_member()
    first = submit_response(user=member, page=page, wave="only", answers=answers_to(page, 3))
    with pytest.raises(Refused, match="You sent your answers on"):
        submit_response(user=member, page=page, wave="only", answers=answers_to(page, 9))
    assert [a[1] for a in stored(first)] == [3, 3, 3]


def test_draft_is_gone_once_sent():
    page, member = make_questionnaire(some_items(1)), make_member()
    item = page.items.get()
    save_answers(user=member, page=page, wave="only", given=[(item, 4, "")])
    save_answers(user=member, page=page, wave="only", given=[(item, 6, "")])
    assert Draft.objects.get().answers == {str(item.pk): 6}
    submit_response(user=member, page=page, wave="only", answers=Draft.objects.get().answers)
    assert Draft.objects.count() == 0


def test_second_answers_keep_place_and_age_of_the_first():
    member, poll = make_member(age_band=AgeBand.FROM_16), make_poll("before")
    first = submit_response(user=member, page=poll, wave="before", answers=answers_to(poll, 3))
    Membership.objects.filter(user=member).update(
        ward=make_member().membership.ward, age_band=AgeBand.FROM_25
    )
    member = User.objects.get(pk=member.pk)
    poll = move_to(poll, "after")
    second = submit_response(user=member, page=poll, wave="after", answers=answers_to(poll, 8))
    assert second.key == first.key
    assert (second.ward_id, second.age_band) == (first.ward_id, "16-24")


def test_unpaired_items_are_asked_in_the_second_round_only():
    poll = make_poll("before", [a_scale(), a_scale(2, wording="Was it fair?", is_paired=False)])
    member = make_member()
    both, after_only = poll.items.order_by("sort_order")
    first = submit_response(user=member, page=poll, wave="before", answers={both.pk: 2})
    assert [a[0] for a in stored(first)] == ["q1"]
    poll = move_to(poll, "after")
    with pytest.raises(Unanswered, match="Was it fair"):
        submit_response(user=member, page=poll, wave="after", answers={both.pk: 2})
    second = submit_response(
        user=member, page=poll, wave="after", answers={both.pk: 2, after_only.pk: 9}
    )
    assert [a[0] for a in stored(second)] == ["q1", "q2"]


# ---- who may


def refusal(user, page, wave) -> str:
    try:
        submit_response(user=user, page=page, wave=wave, answers=answers_to(page, 5))
    except Refused as refused:
        return str(refused)
    return ""


def test_who_may_send_first_answers_in_each_stage():
    member, resident = make_member(), User.objects.create_user("resident@example.org")
    paused = make_member(status=Membership.Status.PAUSED, paused_until="2100-01-01")
    for stage, words in [
        ("not yet open", "First answers open on"),
        ("between", "Second answers are for|First answers closed"),
        ("after", "First answers closed|Second answers are for"),
        ("closed", "First answers closed"),
    ]:
        assert re.match(words, refusal(member, make_poll(stage), "before")), stage
    poll = make_poll("before")
    assert refusal(resident, poll, "before").startswith("This is for members of the panel.")
    assert refusal(paused, poll, "before") == ""
    assert refusal(member, poll, "before") == ""
    assert refusal(member, poll, "before").startswith("You gave your first answers on")


def test_who_may_send_second_answers_in_each_stage():
    member, late = make_member(), make_member()
    poll = make_poll("before")
    assert refusal(member, poll, "after").startswith("Second answers are for those who gave first")
    submit_response(user=member, page=poll, wave="before", answers=answers_to(poll, 5))
    for stage, words in [
        ("before", "Second answers open on"),
        ("between", "Second answers open on"),
        ("closed", "Second answers closed"),
    ]:
        assert refusal(member, move_to(poll, stage), "after").startswith(words), stage
    poll = move_to(poll, "after")
    assert refusal(late, poll, "after").startswith("Second answers are for those who gave first")
    assert refusal(member, poll, "after") == ""
    assert refusal(member, poll, "after").startswith("You gave your second answers on")


def test_who_left_the_panel_may_still_finish():
    member, poll = make_member(), make_poll("before")
    submit_response(user=member, page=poll, wave="before", answers=answers_to(poll, 5))
    Membership.objects.all().update(
        status=Membership.Status.LEFT, left_at=timezone.now(), postcode=""
    )
    member = User.objects.get(pk=member.pk)
    assert refusal(member, move_to(poll, "after"), "after") == ""
    assert refusal(member, make_poll("before"), "before").startswith("This is for members")


def test_unpublished_page_and_unknown_wave_take_no_answers():
    member, page = make_member(), make_questionnaire()
    assert refusal(member, page, "before") == "There are no such questions here."
    page.live = False
    assert refusal(member, page, "only") == "This is not published."


# ---- receipts


def test_receipt_and_public_id_say_nothing_about_each_other():
    page, member = make_questionnaire(), make_member()
    response = submit_response(user=member, page=page, wave="only", answers=answers_to(page))
    assert re.fullmatch(r"([2-9A-HJKMNP-TV-Z]{4}-){3}[2-9A-HJKMNP-TV-Z]{4}", response.receipt)
    kept = Response.objects.values().get()
    assert response.receipt not in map(str, kept.values())
    assert kept["public_id"] not in response.receipt.lower()
    assert kept["receipt_hash"] == hash_receipt(response.receipt.lower().replace("-", " "))


def test_answers_to_a_questionnaire_return_as_a_draft_and_may_be_sent_again():
    page = make_questionnaire([a_scale(), a_list(kind=Item.Kind.MULTIPLE)])
    member = make_member()
    scale, several = page.items.order_by("sort_order")
    chosen = [str(option.pk) for option in several.options.order_by("sort_order")[:2]]
    answers = {scale.pk: 7, several.pk: chosen}
    response = submit_response(user=member, page=page, wave="only", answers=answers)

    withdraw_response(page=page, receipt=response.receipt)

    assert Response.objects.count() == 0
    assert Draft.objects.get().answers == {str(scale.pk): 7, str(several.pk): chosen}
    again = submit_response(
        user=member, page=page, wave="only", answers=Draft.objects.get().answers
    )
    assert [a[1] for a in stored(again)] == [7, None, None]


def test_answers_of_a_round_are_deleted_for_good():
    member, poll = make_member(), make_poll("before")
    response = submit_response(user=member, page=poll, wave="before", answers=answers_to(poll))

    withdraw_response(page=poll, receipt=response.receipt)

    assert Answer.objects.count() == 0
    assert refusal(member, poll, "before").startswith("You withdrew your answers")
    assert poll.participant_count() == 0
    assert poll.participants([member]) == set()
    with pytest.raises(Refused, match="no answers under this number"):
        withdraw_response(page=poll, receipt=response.receipt)


def test_receipt_is_good_for_its_own_page_and_round_only():
    member, poll = make_member(), make_poll("before")
    response = submit_response(user=member, page=poll, wave="before", answers=answers_to(poll))
    with pytest.raises(Refused, match="no answers under this number"):
        withdraw_response(page=make_questionnaire(), receipt=response.receipt)
    poll = move_to(poll, "between")
    poll.anonymised_on = None
    with pytest.raises(Refused, match="This round has closed"):
        withdraw_response(page=poll, receipt=response.receipt)
    assert Answer.objects.count() == 3


# ---- who took part


def test_participants_are_found_by_key():
    page = make_questionnaire()
    took_part, stayed_away = make_member(), make_member()
    submit_response(user=took_part, page=page, wave="only", answers=answers_to(page))
    assert page.participants([took_part, stayed_away]) == {took_part.pk}
    assert page.participant_count() == 1
    other = make_questionnaire()
    assert type(page).participant_counts([page, other]) == {page.pk: 1, other.pk: 0}


def test_identity_is_nowhere_among_answers():
    member = make_member()
    poll, page = make_poll("before"), make_questionnaire()
    submit_response(user=member, page=poll, wave="before", answers=answers_to(poll))
    save_answers(user=member, page=page, wave="only", given=[(page.items.first(), 4, "")])
    for name in ("Response", "Answer", "Draft", "Ballot", "BriefingRead"):
        model = apps.get_model("polls", name)
        for field in model._meta.get_fields():
            assert field.related_model not in (User, Membership), f"{name}.{field.name}"
        for row in model.objects.values():
            assert member.email not in str(row.values())
    assert Response.objects.get().key != Draft.objects.get().key


# ---- at the same moment


@pytest.mark.django_db(transaction=True)
def test_fifty_people_sending_many_times_are_fifty_responses(site_tree):
    page = make_questionnaire()
    members = [make_member() for _number in range(50)]
    answers = answers_to(page, 4)
    taken, refused, faults = [], [], []
    barrier = threading.Barrier(len(members) * 3)

    def send(pk):
        try:
            user = User.objects.get(pk=pk)
            own = type(page).objects.get(pk=page.pk)
            barrier.wait()
            submit_response(user=user, page=own, wave="only", answers=answers)
            taken.append(pk)
        except Refused:
            refused.append(pk)
        except Exception as fault:
            barrier.abort()
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(m.pk,)) for m in members for _try in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert sorted(taken) == sorted(member.pk for member in members)
    assert len(refused) == 100
    assert (Response.objects.count(), Answer.objects.count()) == (50, 150)


@pytest.mark.parametrize(
    ("wording", "line"),
    [
        ("Close the streets", "Close the streets: 9"),
        ("Is it fair?", "Is it fair? 9"),
        ("It was fair to both sides.", "It was fair to both sides. 9"),
    ],
)
def test_a_question_and_its_answer_have_one_mark_between_them(wording, line):
    page = make_questionnaire([a_scale(1, wording=wording)])
    [item] = page.items.all()
    response = submit_response(user=make_member(), page=page, wave="only", answers={item.pk: 9})
    assert answers_in_words(response) == [line]
