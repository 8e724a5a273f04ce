"""Statements: voting, adding, moderation, the groups, and a published conversation replayed."""

import datetime as dt

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from analysis.disclosure import Sensitivity
from analysis.opinion_groups import tallies
from core.keys import UNLINKED, new_key
from core.refusals import Refused
from core.retention import NOTHING_HELD, Period
from forums import moderation, opinions, stating
from forums.alike import most_alike
from forums.groups_shown import shown_groups
from forums.models import Contribution, OpinionPicture, StatementVote
from forums.retention import find_statement_votes
from tests.forums.factories import (
    make_moderator,
    make_resident,
    make_rule,
    make_statement,
    make_statements_page,
)
from tests.panel.factories import make_council, make_user
from tests.polis import SHIPPED, Conversation

pytestmark = pytest.mark.django_db
AGREE, DISAGREE, PASS = 1, -1, 0
TRAMS = "The city needs a tram."
BUSES = "Buses should run until midnight on every day of the week."


@pytest.fixture
def page():
    return make_statements_page()


@pytest.fixture
def member():
    return make_resident(posts=0)


def votes_of(page):
    return list(page.votes.order_by("pk").values_list("statement__contribution_ptr", "vote"))


def close(page):
    page.closes_at = timezone.now() - dt.timedelta(minutes=1)
    page.save()


def store_votes(page, votes):
    """Store an array of people by statements, NaN for what was not seen, under keys of nobody."""
    statements = list(page.statements.order_by("said_at", "pk"))
    StatementVote.objects.bulk_create(
        StatementVote(statement=statements[column], key=key, vote=int(row[column]))
        for row in votes
        for key in [new_key()]
        for column in np.flatnonzero(~np.isnan(row))
    )


def two_camps(each=15, statements=8):
    """Two camps who are of one mind on the last statement alone."""
    votes = np.ones((2 * each, statements))
    votes[each:, :-1] = DISAGREE
    votes[0, 0] = votes[each, 1] = PASS
    return votes


# ---- voting ----------------------------------------------------------------------------------


def test_a_second_vote_replaces_the_first_and_neither_knows_who(page, member):
    statement = make_statement(page, TRAMS)
    stating.cast_vote(statement=statement, voter=member, vote=AGREE)
    stating.cast_vote(statement=statement, voter=member, vote=DISAGREE)

    [cast] = page.votes
    assert (cast.vote, cast.cast_on) == (DISAGREE, timezone.localdate())
    assert cast.key == member.key_for(f"statements-{page.pk}")
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementVote.objects.create(statement=statement, key=cast.key, vote=AGREE)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementVote.objects.create(statement=statement, key="another", vote=2)


@pytest.mark.parametrize(
    ("fields", "vote", "why"),
    [
        ({"opens_at": timezone.now() + dt.timedelta(days=1)}, AGREE, "This opens"),
        ({"closes_at": timezone.now() - dt.timedelta(days=1)}, AGREE, "This closed"),
        ({}, None, "Choose agree, disagree or pass."),
        ({}, 5, "Choose agree, disagree or pass."),
    ],
)
def test_nobody_votes_before_or_after_or_with_nothing(member, fields, vote, why):
    page = make_statements_page(**fields)
    with pytest.raises(Refused, match=why):
        stating.cast_vote(statement=make_statement(page, TRAMS), voter=member, vote=vote)
    assert not page.votes.exists()


def test_members_alone_vote_by_plain_forms_that_say_what_is_wrong(client, page, member):
    statement = make_statement(page, TRAMS)
    address = reverse("forums:vote", args=[page.pk])
    sent = {"statement": statement.pk, "vote": AGREE}
    assert "/account/login/" in client.post(address, sent).url
    client.force_login(make_user())
    answer = client.post(address, sent)
    assert answer.status_code == 422 and "Only members of the panel vote here" in str(
        answer.content
    )
    assert not page.votes.exists()

    client.force_login(member)
    assert TRAMS in client.get(page.url).content.decode()
    missing = client.post(address, {"statement": statement.pk})
    assert missing.status_code == 422
    assert missing.content.decode().count("Choose agree, disagree or pass.") == 2
    assert client.post(address, sent).url == f"{page.url}#statement"
    assert votes_of(page) == [(statement.pk, AGREE)]
    assert "You have voted on every statement." in client.get(page.url).content.decode()
    yours = client.get(reverse("forums:own_votes", args=[page.pk])).content.decode()
    assert TRAMS in yours and 'value="1" aria-pressed="true"' in yours
    client.post(address, sent | {"vote": "0", "next": "yours"})
    assert votes_of(page) == [(statement.pk, PASS)]


def test_what_few_have_seen_comes_sooner_and_a_reload_changes_nothing(page):
    class Seen:
        def __init__(self, seen):
            self.seen = seen

    old, new = Seen(99), Seen(0)
    drawn = [stating.choose([old, new], seed=f"key{n}") for n in range(300)]
    assert drawn.count(new) > 280
    assert stating.choose([old, new], seed="key1") is stating.choose([old, new], seed="key1")
    assert stating.choose([], seed="") is None


@pytest.mark.parametrize("rows", [2, 12])
def test_a_page_costs_the_same_however_many_statements(client, page, member, rows):
    for n in range(rows):
        make_statement(page, f"{TRAMS} {n}", author=member)
        stating.cast_vote(statement=page.statements.last(), voter=member, vote=AGREE)
    client.force_login(member)
    client.get(page.url)
    with CaptureQueriesContext(connection) as queries:
        client.get(page.url)
    assert len(queries) <= 12


# ---- adding and judging ----------------------------------------------------------------------


def test_an_added_statement_is_nobody_elses_until_a_moderator_keeps_it(client, page, member):
    other = make_resident(posts=0)
    client.force_login(member)
    address = reverse("forums:add_statement", args=[page.pk])
    assert client.post(address, {"text": BUSES}).status_code == 302
    added = page.statements.get()
    assert (added.text, added.is_held, added.author) == (BUSES, True, member)
    assert "A moderator reads it first." in client.get(page.url).content.decode()
    for somebody in (other, make_moderator()):
        client.force_login(somebody)
        assert BUSES not in client.get(page.url).content.decode()
    with pytest.raises(Refused, match="no longer shown"):
        stating.cast_vote(statement=added, voter=other, vote=AGREE)

    moderator = make_moderator()
    client.force_login(moderator)
    queue = client.get("/moderation/").content.decode()
    assert BUSES in queue and "A resident" in queue
    assert member.display_name not in queue
    moderation.keep(contribution=Contribution.objects.get(pk=added.pk), by=moderator)
    client.force_login(other)
    shown = client.get(page.url).content.decode()
    assert BUSES in shown and member.display_name not in shown
    stating.cast_vote(statement=page.statements.get(), voter=other, vote=AGREE)

    rule = make_rule()
    moderation.hide(contribution=added, rule=rule, by=moderator)
    assert BUSES not in client.get(page.url).content.decode()
    assert BUSES not in client.get(reverse("forums:own_votes", args=[page.pk])).content.decode()
    client.force_login(member)
    own = client.get(page.url).content.decode()
    assert BUSES in own and reverse("forums:appeal", args=[added.pk]) in own
    assert client.get(reverse("forums:appeal", args=[added.pk])).status_code == 200
    moderation.undo(contribution=added, by=moderator)
    assert page.statements.public().exists()


def test_what_is_alike_is_shown_first_and_three_a_day_are_enough(client, page, member):
    make_statement(page, BUSES)
    client.force_login(member)
    address = reverse("forums:add_statement", args=[page.pk])
    near = "Buses should run until midnight every day."
    asked = client.post(address, {"text": near}).content.decode()
    assert "This may be here already:" in asked and BUSES in asked and near in asked
    assert page.statements.count() == 1
    client.post(address, {"text": near, "anyway": "1"})
    assert page.statements.count() == 2
    same = client.post(address, {"text": BUSES.upper(), "anyway": "1"})
    assert same.status_code == 422 and "This statement is here already." in str(same.content)
    for text, why in (
        ("", "Write your statement first"),
        ("Trams!", "Write a whole sentence"),
        ("x" * 161, "Use 160 characters or fewer"),
        ("Why is there no tram?", "This is a question."),
    ):
        refused = client.post(address, {"text": text})
        assert refused.status_code == 422 and why in refused.content.decode()
        assert text in refused.content.decode()
    for n in "12":
        client.post(address, {"text": f"Something else altogether, number {n}{n}", "anyway": "1"})
    late = client.post(address, {"text": "A fourth thought of the same day.", "anyway": "1"})
    assert "You have sent 3 statements today." in late.content.decode()
    assert page.statements.count() == 4


def test_likeness_finds_the_contrary_and_leaves_the_rest(db):
    there = [(1, BUSES), (2, "Parking should cost more."), (3, "Schools need gardens.")]
    assert most_alike("Parking should not cost more.", there) == [2]
    assert most_alike("The swimming pool should stay open.", there) == []


def test_a_second_person_publishes_the_councils_own_statements(client, page, member):
    make_council(second_person_publishes=True)
    address = reverse("forums_seeds", args=[page.pk])
    author, reader = [make_user(is_staff=True, is_superuser=True) for _n in range(2)]
    client.force_login(author)
    html = client.post(address, {"text": TRAMS}, follow=True).content.decode()
    assert "Wait for a second person (1)" in html and "Publish the one" not in html
    seed = page.statements.get()
    # Nobody votes on it, and no moderator lets it through as if a member had written it.
    with pytest.raises(Refused, match="no longer shown"):
        stating.cast_vote(statement=seed, voter=member, vote=AGREE)
    client.force_login(member)
    assert TRAMS not in client.get(page.url).content.decode()
    assert not moderation.queue().exists()
    with pytest.raises(Refused, match="Who may publish the page"):
        moderation.keep(contribution=seed, by=make_moderator())
    for by, why in ((author, "You wrote some"), (make_moderator(), "Only who may publish")):
        with pytest.raises(Refused, match=why):
            stating.publish_seeds(page=page, pks=[seed.pk], by=by)

    client.force_login(reader)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert address in home and "by somebody who did not write them" in home
    client.post(address, {"publish": [seed.pk]})
    assert stating.cast_vote(statement=page.statements.get(), voter=member, vote=AGREE)
    with pytest.raises(Refused, match="published already"):
        stating.publish_seeds(page=page, pks=[seed.pk], by=reader)


def test_an_officer_adds_the_councils_own_and_takes_unvoted_ones_out(client, page, member):
    make_council(second_person_publishes=False)
    address = reverse("forums_seeds", args=[page.pk])
    client.force_login(member)
    assert client.get(address).status_code != 200
    client.force_login(make_user(is_staff=True, is_superuser=True))
    wrong = client.post(address, {"text": f"{TRAMS}\n{'x' * 200}"})
    assert wrong.status_code == 422 and "40 characters too long" in wrong.content.decode()
    assert TRAMS in wrong.content.decode() and not page.statements.exists()
    client.post(address, {"text": f"{TRAMS}\n\n{BUSES}\n{TRAMS}"})
    trams, buses = page.statements.order_by("pk")
    assert (trams.is_seed, trams.is_held, trams.voice) == (True, False, "council")
    stating.cast_vote(statement=buses, voter=member, vote=AGREE)
    for one in (trams, buses):
        client.post(address, {"drop": one.pk})
    assert list(page.statements.all()) == [buses]


# ---- the groups ------------------------------------------------------------------------------


def test_groups_come_at_the_end_with_what_unites_and_divides_and_ones_own(client, page, member):
    for n in range(8):
        make_statement(page, f"Statement number {n} of eight")
    store_votes(page, two_camps())
    last = page.statements.order_by("said_at", "pk").last()
    for one in page.statements.all():
        vote = AGREE if one == last else DISAGREE
        stating.cast_vote(statement=one, voter=member, vote=vote)
    client.force_login(member)
    assert opinions.picture_of(page) is None and opinions.draw_due() == 0
    assert "groups that vote alike" not in client.get(page.url).content.decode()

    close(page)
    shown = client.get(page.url).content.decode()
    assert "People fall into 2 groups that vote alike" in shown
    assert "You vote most like group A." in shown  # the camp against, with one more
    picture = OpinionPicture.objects.get()
    assert picture.figures["sizes"] == [16, 15]
    assert [one["pk"] for one in picture.figures["shared"]] == [last.pk]
    assert last.pk not in picture.figures["divides"] and len(picture.figures["divides"]) == 5
    client.logout()
    assert "You vote most like" not in client.get(page.url).content.decode()
    sheet = client.get(reverse("results:statements", args=[page.pk, "csv"])).content.decode()
    assert "Statement number 7 of eight,council,31,0,0,31,16,0,0,16,15,0,0,15" in sheet
    book = client.get(reverse("results:statements", args=[page.pk, "xlsx"]))
    assert book.content.startswith(b"PK")

    # What a moderator removes afterwards is gone at once, and from the next drawing on.
    moderation.hide(contribution=last, rule=make_rule(), by=make_moderator())
    assert last.text not in client.get(page.url).content.decode()
    assert (
        last.text
        not in client.get(reverse("results:statements", args=[page.pk, "csv"])).content.decode()
    )
    assert (opinions.draw_due(), opinions.draw_due()) == (1, 0)


def test_early_groups_change_only_with_ten_more_people(client):
    page = make_statements_page(shows_early=True)
    for n in range(8):
        make_statement(page, f"Statement number {n} of eight")
    store_votes(page, two_camps(each=4))
    assert opinions.draw_due() == 0 and opinions.picture_of(page) is None
    store_votes(page, two_camps(each=11))
    assert opinions.draw_due() == 1
    first = client.get(reverse("forums:early_groups", args=[page.pk])).content.decode()
    assert "People still vote" in first and "30 people voted" in first
    store_votes(page, two_camps(each=4))
    assert opinions.draw_due() == 0
    assert OpinionPicture.objects.get().people == 30
    store_votes(page, two_camps(each=1))
    assert opinions.draw_due() == 1
    assert OpinionPicture.objects.get().people == 40


def test_small_groups_and_small_bases_are_never_shown(page):
    for n in range(8):
        make_statement(page, f"Statement number {n} of eight")
    votes = np.vstack([two_camps(each=20)[:20], two_camps(each=20)[20:29]])  # 20 and 9
    votes[12:, 2] = np.nan
    store_votes(page, votes)
    gathered = opinions.gather_votes(page)
    figures = opinions.figures_of(gathered, 10, Sensitivity.OPEN)
    assert figures["sizes"] == [29] and figures["compass"] is None and figures["leanings"] == []

    votes = two_camps(each=20)
    votes[20:32, 2] = np.nan  # eight are left of the second group
    page.votes.delete()
    store_votes(page, votes)
    picture = opinions.draw(page)
    third = picture.figures["statements"][2]
    assert picture.figures["sizes"] == [20, 20]
    assert ["c"] * 4 in third["groups"] and third["pk"] not in picture.figures["divides"]
    shown = shown_groups(page, picture, {})
    assert shown.is_hiding and shown.every[2].bars[1].people == "c"
    standard = opinions.figures_of(opinions.gather_votes(page), 10, Sensitivity.STANDARD)
    assert all(
        isinstance(cell, str) or cell == 0 or cell >= 10
        for one in standard["statements"]
        for cells in one["groups"]
        for cell in cells
    )


def test_fewer_than_ten_people_show_nothing(client, page):
    make_statement(page, TRAMS)
    store_votes(page, np.ones((9, 1)))
    close(page)
    assert "Too few people voted" in client.get(page.url).content.decode()
    assert client.get(reverse("results:statements", args=[page.pk, "csv"])).status_code == 404


def test_two_years_later_votes_lead_to_nobody_and_people_stay_people(page, member):
    for text in (TRAMS, BUSES):
        statement = make_statement(page, text)
        stating.cast_vote(statement=statement, voter=member, vote=AGREE)
    now = timezone.now() + dt.timedelta(days=800)
    found = find_statement_votes(Period(24, "months").before(now), NOTHING_HELD)
    assert (found.count, found.let_go()) == (2, 2)
    [key] = set(page.votes.values_list("key", flat=True))
    assert key.startswith(UNLINKED)
    assert page.participants([member]) == set()


# ---- a published conversation ----------------------------------------------------------------


def test_a_replayed_conversation_has_the_final_tallies_and_hides_what_was_rejected(client):
    """Replay 15-per-hour-seattle: 339 people, 54 statements, 23 of them rejected, 2,995 votes."""
    said = Conversation(SHIPPED / "15-per-hour-seattle")
    page, rule, start = make_statements_page(), make_rule(), timezone.now()
    statements = {}
    texts = {row["comment-id"]: row for row in said.statements}
    for place, code in enumerate(said.codes):
        rejected = texts[code]["moderated"] == "-1"
        statements[code] = make_statement(
            page,
            texts[code]["comment-body"],
            said_at=start + dt.timedelta(seconds=place),
            hidden_at=start if rejected else None,
            hidden_under=rule if rejected else None,
        )
    batch = {}
    for row in said.in_order:
        vote = StatementVote(
            statement=statements[row["comment-id"]], key=row["voter-id"], vote=int(row["vote"])
        )
        if (vote.statement_id, vote.key) in batch:  # they thought again
            stating.put(list(batch.values()))
            batch = {}
        batch[vote.statement_id, vote.key] = vote
    stating.put(list(batch.values()))

    assert page.votes.count() == 2_872
    gathered = opinions.gather_votes(page)
    assert (len(gathered.keys), len(gathered.rejected)) == (339, 23)
    reference = dict(
        zip((statements[code].pk for code in said.codes), tallies(said.final), strict=True)
    )
    assert dict(zip(gathered.statements, tallies(gathered.votes), strict=True)) == reference

    close(page)
    shown = client.get(page.url).content.decode()
    sheet = client.get(reverse("results:statements", args=[page.pk, "csv"])).content.decode()
    assert "People fall into 2 groups that vote alike" in shown
    assert OpinionPicture.objects.get().figures["sizes"] == [97, 41]
    public = " ".join(one.text for one in page.statements.public())
    away = [one.text for one in page.statements.exclude(hidden_at=None)]
    telling = [text for text in away if len(text) > 8 and text not in public]
    assert len(away) == 23 and len(telling) == 15
    assert not any(escape(text) in shown or text in sheet for text in telling)
    assert sheet.count("council,") == 31
