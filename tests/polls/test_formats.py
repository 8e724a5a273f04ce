"""Easy read and large print: the same questions and codes, and the format kept with the answers."""

import io
from operator import attrgetter

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override
from pypdf import PdfReader

from core.refusals import Refused
from polls.copying import content_of, item_from
from polls.correcting import correct_words
from polls.editions import edition_now
from polls.formats import COOKIE
from polls.keying import begin_batch, key_paper, reading
from polls.kiosks import address_of, open_kiosk
from polls.models import (
    Draft,
    FirstAsked,
    Item,
    Option,
    QuestionnairePage,
    Response,
)
from polls.models.responses import Format, Mode
from polls.pairing import differences, faces_now, keep_first_asked
from polls.putting_back import put_back
from polls.responding import submit_response, withdraw_own_response
from results.answers import read_answers
from results.counts import count_answers
from results.exports.pseudonymous import people_table
from results.poll_report import came_by
from results.questionnaire_report import build_questionnaire_report
from tests.panel.factories import make_council
from tests.polls.factories import (
    a_list,
    a_scale,
    answers_to,
    change,
    make_member,
    make_officer,
    make_poll,
    make_questionnaire,
    make_user,
    move_to,
    soon,
)
from tests.polls.test_answering import at, text
from tests.polls.test_editing import an_edit, edit, with_an_answer
from tests.polls.test_fixed_words import a_standard

pytestmark = pytest.mark.django_db
EASY_READ = "easy-read"


def in_easy_read():
    """Return a question that has all its words in easy read, in both languages."""
    item = a_list(
        "Retain it",
        "Remove it",
        wording="Should the scheme be retained?",
        wording_cy="A ddylid cadw’r cynllun?",
        wording_easy="Do you want to keep it?",
        wording_easy_cy="Ydych chi am ei gadw?",
        hint_easy="The scheme means the planters in the street.",
    )
    options = list(item.options.all())
    for option, welsh, easy, both in zip(
        options, ("Cadw", "Dileu"), ("Keep", "Take away"), ("Ie", "Na"), strict=True
    ):
        option.label_cy, option.label_easy, option.label_easy_cy = welsh, easy, both
    item.options = options
    return item


def without_easy_words():
    return a_scale(wording="How far do you agree?")


@pytest.fixture
def member(client):
    make_council()
    member = make_member()
    client.force_login(member)
    return member


@pytest.fixture
def page():
    return make_questionnaire(
        [in_easy_read(), without_easy_words()],
        introduction="Tell us about the scheme.",
        introduction_easy="We put planters in the street.\nTell us what you think.",
        why_we_ask="To decide on the scheme.",
        why_we_ask_easy="You help us decide.",
    )


def begin(client, page, format, wave="only"):
    return client.get(at(page, wave), {"format": format}, follow=True)


def again(page):
    return type(page).objects.get(pk=page.pk)


# ---- answering -------------------------------------------------------------------------------


def test_a_plain_link_on_the_start_page_leads_to_easy_read_and_it_stays_to_the_end(
    client, member, page
):
    start = client.get(page.url).text
    link = f"{at(page, 'only')}?format=easy-read"
    assert f'<a href="{link}">Easy read</a>' in start and ">Large print</a>" in start
    assert f"/polls/{page.pk}/paper/easy-read.pdf" in start

    first = client.get(link, follow=True)
    said = text(first)
    assert "Do you want to keep it?" in said and "The scheme means the planters" in said
    assert "Take away" in said and "Remove it" not in said
    assert "Should the scheme be retained?" not in said
    assert "Tell us what you think." in said and "You help us decide." in said
    assert "To decide on the scheme." not in said
    assert '<html lang="en-GB" class="easy-read">' in first.text
    assert '<b aria-current="true">Easy read</b>' in first.text

    keep = page.items.first().options.first()
    second = client.post(at(page, "only", "1/"), {"answer": str(keep.pk)}, follow=True)
    assert "How far do you agree?" in text(second)  # it has no easy words
    assert "Some questions have no easy words" not in text(second)  # which is said once
    checked = client.post(at(page, "only", "2/"), {"answer": "7"}, follow=True)
    assert "Do you want to keep it? Keep Change" in text(checked)
    assert "We do not keep your name with your answers." in text(checked)

    client.post(at(page, "only", "check/"), {"version": "1"})
    response = Response.objects.get()
    assert (response.format, response.mode, response.language) == (EASY_READ, "online", "en-gb")
    assert response.answers.get(item=page.items.first()).option == keep
    assert client.cookies[COOKIE].value == ""  # whoever comes next begins in the usual words


def test_that_some_questions_have_no_easy_words_is_said_once_and_only_where_it_is_so(
    client, member, page
):
    words = "Some questions have no easy words yet. You see the usual words there."
    assert text(begin(client, page, EASY_READ)).count(words) == 1
    assert words not in text(begin(client, page, "standard"))
    whole = make_questionnaire([in_easy_read()])
    shown = begin(client, whole, EASY_READ)
    assert words not in text(shown) and 'class="inset"' not in shown.text


def test_large_print_keeps_the_words_and_is_kept_with_the_answers(client, member, page):
    shown = begin(client, page, "large-print")
    assert 'class="large-print"' in shown.text and "Should the scheme be retained?" in text(shown)
    client.post(at(page, "only", "1/"), {"answer": "dk"})
    client.post(at(page, "only", "2/"), {"answer": "3"})
    done = client.post(at(page, "only", "check/"), {"version": "1"}, follow=True)
    assert 'class="large-print"' in done.text
    assert Response.objects.get().format == "large-print"


def test_a_questionnaire_without_easy_words_offers_none(client, member):
    page = make_questionnaire([without_easy_words()])
    assert not page.has_easy_read
    assert "Easy read" not in client.get(page.url).text
    shown = begin(client, page, EASY_READ)
    assert COOKIE not in client.cookies and "easy-read" not in shown.text
    assert client.get(f"/polls/{page.pk}/paper/easy-read.pdf").status_code == 404
    for nonsense in ("translated", "<script>", ""):
        assert begin(client, page, nonsense).status_code == 200
        assert COOKIE not in client.cookies


def test_who_goes_on_elsewhere_goes_on_in_the_format_they_began_in(client, member, page):
    begin(client, page, EASY_READ)
    client.post(at(page, "only", "1/"), {"answer": "dk"})
    assert Draft.objects.get().format == EASY_READ

    elsewhere = Client()
    elsewhere.force_login(member)
    shown = elsewhere.get(at(page, "only", "1/"))
    assert "Do you want to keep it?" in text(shown)
    begin(elsewhere, page, "standard")
    elsewhere.post(at(page, "only", "2/"), {"answer": "3"})
    assert Draft.objects.get().format == "standard"
    elsewhere.post(at(page, "only", "check/"), {"version": "1"})
    assert Response.objects.get().format == "standard"


def test_answers_that_are_taken_back_go_on_in_their_format(client, member, page):
    page.read_in = EASY_READ
    submit_response(user=member, page=page, wave="only", answers=answers_to(page, "dk", 3))
    withdraw_own_response(user=member, page=again(page), wave="only")
    assert Draft.objects.get().format == EASY_READ
    assert "Do you want to keep it?" in text(client.get(at(page, "only", "1/")))


def test_without_an_account_a_private_link_keeps_it(client):
    make_council()
    page = make_questionnaire([in_easy_read()], who_may_answer="anybody", asks_type="never")
    begin(client, page, EASY_READ)
    client.post(at(page, "only", "who/"), {})
    client.post(at(page, "only", "1/"), {"answer": "dk"})
    link = client.get(at(page, "only", "link/")).context["link"]
    elsewhere = Client()
    shown = elsewhere.post(link.removeprefix("http://testserver"), follow=True)
    assert "Do you want to keep it?" in text(shown)


def test_a_tablet_forgets_what_the_last_person_chose(client):
    page = make_questionnaire([in_easy_read()], who_may_answer="anybody", asks_type="never")
    tablet = open_kiosk(page=page, place="Library", hours=4, by=make_officer("polls.key_answers"))
    client.post(address_of(tablet))
    client.post(at(page, "only", "who/"), {})
    assert "Do you want to keep it?" in text(begin(client, page, EASY_READ))
    client.post(f"/polls/{page.pk}/kiosk/clear/")
    client.post(address_of(tablet))
    client.post(at(page, "only", "who/"), {})
    assert "Should the scheme be retained?" in text(client.get(at(page, "only", "1/")))


def test_easy_read_comes_in_welsh_too_and_falls_back_to_the_usual_welsh(client, member):
    other = a_list("Yes", "No", wording="Why?", wording_cy="Pam?", wording_easy="Tell us why.")
    for option, welsh in zip(other.options.all(), ("Ydw", "Nac ydw"), strict=True):
        option.label_cy = welsh
    page = make_questionnaire([in_easy_read(), other])
    assert page.speaks_welsh and page.has_easy_read
    client.get(at(page, "only"), {"format": EASY_READ})
    welsh = {"accept-language": "cy"}
    first = client.get(at(page, "only", "1/"), headers=welsh)
    assert "Ydych chi am ei gadw?" in text(first) and "Na " in text(first)
    assert "Do you want to keep it?" not in text(first)
    second = client.get(at(page, "only", "2/"), headers=welsh)
    assert "Pam?" in text(second) and "Tell us why." not in text(second)


def test_words_of_a_standard_question_are_those_of_its_source(client, member):
    page = make_questionnaire([a_standard("lga-area", wording_easy="Do you like it here?")])
    assert not page.has_easy_read


def test_second_answers_begin_in_the_format_of_the_first(client, member):
    poll = make_poll("before", [in_easy_read()])
    assert ">Easy read</a>" in client.get(poll.url).text
    begin(client, poll, EASY_READ, "before")
    said = text(client.post(at(poll, "before", "1/"), {"answer": "dk"}, follow=True))
    assert "Do you want to keep it?" in said
    client.post(at(poll, "before", "check/"), {"version": "1"})
    assert Response.objects.get().format == EASY_READ

    poll = move_to(poll, "after")
    shown = text(client.get(at(poll, "after", "1/")))
    assert "Do you want to keep it?" in shown and "We ask you the same questions again." in shown
    client.post(at(poll, "after", "1/"), {"answer": "dk"})
    client.post(at(poll, "after", "check/"), {"version": "1"})
    assert Response.objects.get(wave="after").format == EASY_READ


def test_an_officer_tries_the_format_and_the_preview_lists_the_words(client):
    officer = make_user(is_staff=True, is_superuser=True)
    client.force_login(officer)
    page = make_questionnaire([in_easy_read(), without_easy_words()], opens_at=soon())
    first = client.post(f"/polls/{page.pk}/try/published/only/", follow=True)
    way = f"/polls/{page.pk}/try/published/only/1/"
    assert f'<a href="{way}?format=easy-read">Easy read</a>' in first.text
    assert "Do you want to keep it?" in text(client.get(way, {"format": EASY_READ}))
    client.post(way, {"answer": "dk"})
    client.post(f"/polls/{page.pk}/try/published/only/2/", {"answer": "4"})
    checked = client.get(f"/polls/{page.pk}/try/published/only/check/")
    assert "Do you want to keep it?" in text(checked)

    preview = again(page).make_preview_request(preview_mode="")
    assert "Easy read: Do you want to keep it?; The scheme means" in text(preview)


# ---- the lock, pairs and copies ------------------------------------------------------------------


def save_with(page, **fields):
    """Publish the page with other words of its first question, as an editor would."""
    page = again(page)
    items = list(page.items.all())
    for name, value in fields.items():
        setattr(items[0], name, value)
    page.items = items
    page.full_clean()
    return page


def test_easy_words_may_change_until_people_are_asked_and_not_after(member):
    waiting = make_questionnaire([in_easy_read()], opens_at=soon())
    save_with(waiting, wording_easy="Keep it?")
    asked = make_questionnaire([in_easy_read(), without_easy_words()])
    words = "is being asked, so its easy read cannot change here"
    for changed in ({"wording_easy": "Keep it?"}, {"hint_easy": ""}, {"low_label_easy": "No"}):
        with pytest.raises(ValidationError, match=words):
            save_with(asked, **changed)
    save_with(asked, code=asked.items.first().code)


def test_an_officer_enters_easy_words_and_the_editor_says_that_they_are_locked(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    waiting = make_questionnaire([a_list(), a_scale()], opens_at=soon())
    words = {"items-0-wording_easy": "Which is best?", "items-0-options-0-label_easy": "Keep it"}
    answer = edit(client, waiting, an_edit(waiting) | words)
    assert answer.status_code == 302, text(answer)[:2000]
    item = again(waiting).items.first()
    assert again(waiting).has_easy_read and item.wording_easy == "Which is best?"
    assert item.options.first().label_easy == "Keep it"

    asked = with_an_answer()
    refused = edit(client, asked, an_edit(asked) | words)
    assert "so its easy read cannot change here." in text(refused)
    assert not again(asked).has_easy_read


def test_easy_words_are_corrected_as_a_version_and_the_foot_says_which(client, member):
    officer = make_user(is_staff=True, is_superuser=True)
    page = make_questionnaire([in_easy_read()])
    item = page.items.first()
    option = item.options.first()
    words = {f"item-{item.pk}-wording_easy": "Keep it?", f"option-{option.pk}-label_easy_cy": "Do"}
    made = correct_words(page=page, by=officer, words=words, note="Shorter.", version=1)
    parts = [change["part"] for change in made.changes]
    assert parts == ["wording easy", "option 1 easy cy"]
    item.refresh_from_db()
    assert (item.wording, item.wording_easy) == ("Should the scheme be retained?", "Keep it?")
    assert edition_now(again(page)).name == "en-2"


def test_adding_easy_words_makes_no_difference_to_what_was_asked_first():
    plain = in_easy_read()
    plain.wording_easy = plain.wording_easy_cy = plain.hint_easy = ""
    for option in plain.options.all():
        option.label_easy = option.label_easy_cy = ""
    poll = make_poll("before", [plain, without_easy_words()])
    keep_first_asked(poll)
    # As it was kept before there was easy read.
    first = FirstAsked.objects.get()
    for face in first.faces:
        del face["easy"]
        for name in [name for name in face["values"] if "easy" in name]:
            del face["values"][name]
    first.save()
    assert differences(poll) == []
    change(Item.objects.filter(page=poll, kind="single"), wording_easy="Do you want to keep it?")
    change(Option.objects.filter(item__page=poll), label_easy="Easy")
    assert differences(again(poll)) == []
    first.delete()
    keep_first_asked(again(poll))
    change(Item.objects.filter(page=poll, kind="single"), hint_easy="A hint")
    assert differences(again(poll)) == []


def test_easy_words_that_were_asked_first_are_put_back_as_they_were():
    poll = make_poll("before", [in_easy_read()])
    keep_first_asked(poll)
    item = poll.items.first()
    option = item.options.first()
    change(Item.objects.filter(pk=item.pk), wording_easy="Other words?", low_label_easy="New")
    change(Option.objects.filter(pk=option.pk), label_easy="")
    (found,) = differences(again(poll))
    assert found.sentences == (
        "Its easy read was “Do you want to keep it?” and is “Other words?”.",
        "Its easy read was “Keep” and is empty.",
    )
    put_back(poll=again(poll), by=make_user(is_staff=True, is_superuser=True))
    item.refresh_from_db()
    option.refresh_from_db()
    assert (item.wording_easy, option.label_easy) == ("Do you want to keep it?", "Keep")
    assert item.low_label_easy == "New"  # it came later, and changes nothing
    assert differences(again(poll)) == [] and len(faces_now(again(poll))) == 1


def test_easy_words_that_people_answered_first_are_not_corrected_in_a_pair(client, member):
    poll = make_poll("before", [in_easy_read()])
    submit_response(user=member, page=poll, wave="before", answers=answers_to(poll, "dk"))
    words = {f"item-{poll.items.first().pk}-wording_easy": "Keep it?"}
    officer = make_user(is_staff=True, is_superuser=True)
    with pytest.raises(Refused, match="asked it again in the same words"):
        correct_words(page=again(poll), by=officer, words=words, note="Shorter.", version=1)


def test_copies_the_bank_and_new_waves_keep_easy_words(client, page):
    kept = item_from(content_of(in_easy_read()))
    assert kept.wording_easy == "Do you want to keep it?"
    assert [one.label_easy for one in kept.options.all()] == ["Keep", "Take away"]

    copied = page.copy(update_attrs={"title": "Again", "slug": "again"})
    assert QuestionnairePage.objects.get(pk=copied.pk).has_easy_read
    assert Option.objects.filter(item__page=copied.pk, label_easy="Take away").count() == 1

    client.force_login(make_user(is_staff=True, is_superuser=True))
    consultation = page.get_parent()
    sent = {"title": "Once more", "source": str(page.pk)}
    client.post(f"/admin/questionnaires/start/{consultation.pk}/", sent)
    draft = QuestionnairePage.objects.get(title="Once more").get_latest_revision_as_object()
    assert draft.introduction_easy == page.introduction_easy
    assert draft.items.first().wording_easy == "Do you want to keep it?"


def test_a_revision_from_before_there_was_easy_read_is_still_good(page):
    content = again(page).serializable_data()
    names = [name for name in content if "easy" in name]
    for part in (content, *content["items"], *content["items"][0]["options"]):
        for name in [name for name in part if "easy" in name]:
            del part[name]
    assert names
    older = again(page).with_content_json(content)
    assert older.items.first().wording_easy == "" and older.introduction_easy == ""


# ---- on paper ----------------------------------------------------------------------------------


def pages_of(answer):
    return [one.extract_text() for one in PdfReader(io.BytesIO(answer.content)).pages]


def test_the_paper_is_printed_in_easy_read_with_its_version_in_the_foot(client, page):
    pages = pages_of(client.get(f"/polls/{page.pk}/paper/easy-read.pdf"))
    said = " ".join(" ".join(pages).split())
    assert "Do you want to keep it?" in said and "Take away" in said
    assert "Should the scheme be retained?" not in said and "How far do you agree?" in said
    assert said.count("Some questions have no easy words yet.") == 1
    assert "Tell us what you think." in said and "You help us decide." in said
    assert all("en-1 · Easy read" in one for one in pages)
    with override("cy"):
        welsh = pages_of(
            client.get(f"/polls/{page.pk}/paper/easy-read.pdf", headers={"accept-language": "cy"})
        )
    assert "Do you want" in " ".join(welsh)  # of two questions one has no Welsh


def sizes_of(answer) -> list[float]:
    """Return the sizes of the type on every page, in points."""
    found = []
    for one in PdfReader(io.BytesIO(answer.content)).pages:
        one.extract_text(
            visitor_text=lambda said, _cm, tm, _font, size: (
                found.append(round(size * abs(tm[3]), 1)) if said.strip() else None
            )
        )
    return found


@pytest.mark.parametrize("format", ["large-print", EASY_READ])
def test_what_is_read_on_large_and_easy_paper_is_16_points_or_more(client, page, format):
    answer = client.get(f"/polls/{page.pk}/paper/{format}.pdf")
    sizes = sizes_of(answer)
    assert max(set(sizes), key=sizes.count) >= 16
    assert min(sizes) >= (16 if format == "large-print" else 14)


def test_an_easy_read_paper_is_entered_beside_its_own_words_and_says_so_in_files(client, page):
    officer = make_officer("polls.key_answers")
    client.force_login(officer)
    batch = begin_batch(
        page=page, by=officer, mode="paper", format=EASY_READ, received_on=page.opens_at.date()
    )
    form = client.get(f"/polls/{page.pk}/entry/{batch.number}/").text
    assert "Do you want to keep it?" in form and "Should the scheme be retained?" not in form
    item = page.items.first()
    typed = reading({"answers": {str(item.pk): str(item.options.first().pk)}})
    key_paper(batch=batch, number=1, typed=typed, by=officer)
    assert Response.objects.get().format == EASY_READ
    table = people_table(again(page), read_answers(again(page)), {})
    assert [row[table.header.index("format")] for row in table.rows] == [EASY_READ]


# ---- results -----------------------------------------------------------------------------------


def test_results_say_in_which_version_people_read_and_keep_small_numbers_back():
    page = make_questionnaire([without_easy_words()])
    for number in range(32):
        page.read_in = "large-print" if number < 12 else "standard"
        submit_response(
            user=make_member(), page=page, wave="only", answers=answers_to(page, number % 11)
        )
    counts = count_answers(page)
    assert counts.formats == {"large-print": 12, "standard": 20}
    report = build_questionnaire_report(poll=page, counts=counts, threshold=10)
    (ways,) = report.ways
    assert (ways.code, [(one.label, one.count) for one in ways.answers]) == (
        "format",
        [("Standard", 20), ("Large print", 12)],
    )
    few = build_questionnaire_report(poll=page, counts=counts, threshold=15)
    assert few.ways[0].hides and 12 not in [one.count for one in few.ways[0].answers]


def test_a_poll_says_it_round_by_round():
    poll = make_poll("before", [without_easy_words()])
    for number in range(24):
        poll.read_in = "large-print" if number < 12 else "standard"
        submit_response(
            user=make_member(), page=poll, wave="before", answers=answers_to(poll, number % 11)
        )
    sheet = read_answers(again(poll))
    found = dict(came_by(sheet, 10, attrgetter("format"), Format))
    assert found["before"] == {"standard": 12, "large-print": 12}
    assert not list(came_by(sheet, 10, attrgetter("mode"), Mode))  # all came online
