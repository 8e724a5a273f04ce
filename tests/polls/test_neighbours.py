"""Questions that share a page: asked, checked, saved and changed together."""

import io
import re
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from polls.branching import Asked, faults_in
from polls.copying import content_of, item_from
from polls.correcting import correct_words
from polls.models import Draft, Item, QuestionnairePage, Response
from polls.neighbours import LOOKED_AT, faults_of_pages, in_pages
from tests.polls.factories import (
    a_list,
    a_scale,
    make_member,
    make_poll,
    make_questionnaire,
    make_user,
    move_to,
    soon,
)
from tests.polls.test_answering import at, close_now, text
from tests.polls.test_completeness import save
from tests.polls.test_editing import an_item

pytestmark = pytest.mark.django_db


def on_one_page(**fields):
    """Return a question alone, three on a page, and one alone."""
    return [
        a_list("By bus", "On foot", code="how", wording="How did you come?"),
        a_scale(
            code="clean", wording="How clean was it?", page_heading="Your last visit", **fields
        ),
        Item(kind="text", code="why", wording="Why?", is_required=False, on_same_page=True),
        Item(kind="date", code="day", wording="On which day?", on_same_page=True),
        a_scale(code="again", wording="Would you come again?"),
    ]


@pytest.fixture
def member(client):
    member = make_member()
    client.force_login(member)
    return member


@pytest.fixture
def page(member, client):
    page = make_questionnaire(on_one_page())
    client.post(at(page, "only", "1/"), {"answer": "dk"})
    return page


DAY = {"day-answer-day": "27", "day-answer-month": "3", "day-answer-year": "2026"}
WHOLE = {"clean-answer": "7", "why-answer": "Dusty", **DAY}


def given(page):
    """Return what a draft holds, by code."""
    answers = Draft.objects.get(page=page).answers
    return {
        item.code: answers[str(item.pk)] for item in page.items.all() if str(item.pk) in answers
    }


# ---- on the way


def test_a_page_is_saved_as_a_whole_and_pages_are_counted(client, page):
    shown = client.get(at(page, "only", "2/"))
    said = text(shown)
    assert "page 2 of 3" in said and "question 2" not in said
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", shown.text) == ["Your last visit"]
    answer = client.post(at(page, "only", "2/"), WHOLE)
    assert answer["Location"] == at(page, "only", "3/")
    assert given(page) == {"how": "dk", "clean": 7, "why": "Dusty", "day": "2026-03-27"}
    back = client.get(at(page, "only", "2/"))
    assert 'value="7" checked' in back.text and "Dusty" in back.text and 'value="27"' in back.text
    assert "page 3 of 3" in text(client.get(at(page, "only", "3/")))


def test_each_fault_is_beside_its_question_and_one_summary_leads_to_all(client, page):
    sent = {"why-answer": "Dusty", "day-answer-day": "27"}
    answer = client.post(at(page, "only", "2/"), sent)
    assert answer.status_code == 422
    summary = answer.text[answer.text.index("govuk-error-summary__list") :]
    summary = summary[: summary.index("</ul>")]
    links = re.findall(r'href="#([\w-]+)">(.*?)</a>', summary)
    assert [target for target, _words in links] == ["clean-answer", "day-answer-day"]
    assert links[0][1].startswith("“How clean was it?” Choose a number")
    for target, _words in links:
        assert f'id="{target}"' in answer.text
    assert answer.text.count('class="govuk-error-message"') == 2
    assert "Dusty" in answer.text and 'value="27"' in answer.text  # nothing is lost
    assert given(page) == {"how": "dk"}


def test_who_leaves_comes_back_to_the_same_page(client, page, member):
    sent = {"clean-answer": "3", "later": "1"}
    assert client.post(at(page, "only", "2/"), sent)["Location"] == page.url
    assert given(page) == {"how": "dk", "clean": 3}
    client.logout()
    client.force_login(member)
    assert client.get(at(page, "only"))["Location"] == at(page, "only", "2/")
    assert 'value="3" checked' in client.get(at(page, "only", "2/")).text


def test_what_was_typed_waits_while_somebody_signs_in(client, page, member):
    client.logout()
    answer = client.post(at(page, "only", "2/"), WHOLE)
    assert answer["Location"].startswith("/account/login/")
    session = client.session
    kept = session["polls.kept"]
    client.force_login(member)
    session = client.session
    session["polls.kept"] = kept
    session.save()
    shown = client.get(at(page, "only", "2/"))
    assert "You were signed out." in text(shown)
    assert 'value="7" checked' in shown.text and "Dusty" in shown.text
    assert 'value="27"' in shown.text


def test_what_comes_too_late_is_shown_with_its_questions(client, page):
    close_now(page)
    answer = client.post(at(page, "only", "2/"), WHOLE)
    assert answer.status_code == 403
    said = text(answer)
    assert "How clean was it? 7" in said and "Why? Dusty" in said and "27 March 2026" in said


def test_a_change_leads_to_the_question_on_its_page_and_back_to_the_check(client, page):
    client.post(at(page, "only", "2/"), WHOLE)
    client.post(at(page, "only", "3/"), {"answer": "9"})
    checked = client.get(at(page, "only", "check/"))
    links = re.findall(r'href="(/polls/[^"]*\?change[^"]*)">Change', checked.text)
    two = at(page, "only", "2/?change")
    assert links == [
        at(page, "only", "1/?change"),
        f"{two}#clean-answer",
        f"{two}#why-answer",
        f"{two}#day-answer-day",
        at(page, "only", "3/?change"),
    ]
    for link in links[1:4]:
        assert f'id="{urlsplit(link).fragment}"' in client.get(link).text
    answer = client.post(two, WHOLE | {"clean-answer": "2"})
    assert answer["Location"] == at(page, "only", "check/")
    client.post(at(page, "only", "check/"))
    assert Response.objects.get().answers.get(item__code="clean").number == 2


def test_without_a_heading_the_title_heads_the_page(client, member):
    items = on_one_page()
    items[1].page_heading = ""
    page = make_questionnaire(items)
    shown = client.get(at(page, "only", "2/"))
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", shown.text) == ["Living in Easton"]


def test_branches_leave_questions_out_of_a_page_and_pages_out_of_the_count(client, member):
    items = on_one_page(asked_if="how = 1")
    items[2].asked_if = "how = 2"
    items[3].asked_if = "how = 1, 2"
    page = make_questionnaire(items)
    on_foot = page.items.get(code="how").options.get(label="On foot")
    client.post(at(page, "only", "1/"), {"answer": str(on_foot.pk)})
    said = text(client.get(at(page, "only", "2/")))
    assert "Why?" in said and "On which day?" in said and "How clean" not in said
    client.post(at(page, "only", "1/?change"), {"answer": "dk"})
    assert client.get(at(page, "only", "2/"))["Location"] == at(page, "only", "3/")
    assert "page 2 of 2" in text(client.get(at(page, "only", "3/")))


def test_both_rounds_ask_what_they_share_on_the_same_page(client, member):
    items = [
        a_scale(1, code="a"),
        a_scale(2, code="b", is_paired=False, on_same_page=True, has_dont_know=False),
        a_scale(3, code="c", on_same_page=True),
        a_scale(4, code="d", is_paired=False),
    ]
    poll = make_poll("before", items)
    assert [[one.code for one in page] for page in in_pages(poll.items.all(), "before")] == [
        ["a", "c"]
    ]
    client.post(at(poll, "before", "1/"), {"a-answer": "3", "c-answer": "4"})
    client.post(at(poll, "before", "check/"))
    poll = move_to(poll, "after")
    both = {"a-answer": "8", "b-answer": "1", "c-answer": "9"}
    assert client.post(at(poll, "after", "1/"), both)["Location"] == at(poll, "after", "2/")
    client.post(at(poll, "after", "2/"), {"answer": "5"})
    client.post(at(poll, "after", "check/"))
    numbers = Response.objects.order_by("wave").values_list("wave", "answers__number")
    assert sorted(numbers) == [("after", 1), ("after", 5), ("after", 8), ("after", 9)] + [
        ("before", 3),
        ("before", 4),
    ]


def test_a_test_goes_page_by_page_as_well(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page = make_questionnaire(on_one_page(), opens_at=soon())
    ways = client.get(f"/admin/questionnaires/{page.pk}/ways/")
    assert "How clean was it? (page 2, shared)" in text(ways)
    client.post(f"/polls/{page.pk}/try/published/only/")
    way = f"/polls/{page.pk}/try/published/only"
    client.post(f"{way}/1/", {"answer": "dk"})
    assert client.post(f"{way}/2/", {"why-answer": "x"}).status_code == 422
    assert client.post(f"{way}/2/", WHOLE)["Location"] == f"{way}/3/"
    client.post(f"{way}/3/", {"answer": "1"})
    assert "How clean was it? 7" in text(client.get(f"{way}/check/"))


def test_welsh_has_the_heading_of_the_page_too(client, member):
    def in_welsh(item, **fields):
        for name, value in ({"wording_cy": f"{item.wording} cy"} | fields).items():
            setattr(item, name, value)
        return item

    first = Item(kind="text", wording="Why?", page_heading="Your visit", is_required=False)
    items = [in_welsh(first), in_welsh(Item(kind="text", wording="When?", on_same_page=True))]
    assert not make_questionnaire(items).speaks_welsh
    items = [in_welsh(one) for one in (first, Item(kind="text", wording="When?"))]
    items[1].on_same_page = True
    page = make_questionnaire([in_welsh(items[0], page_heading_cy="Eich ymweliad"), items[1]])
    assert page.speaks_welsh
    client.post("/polls/language/", {"language": "cy", "next": "/"})
    shown = client.get(at(page, "only", "1/"))
    assert ">Eich ymweliad</h1>" in shown.text and "Your visit" not in shown.text


def test_on_paper_the_heading_stands_above_its_questions(client):
    page = make_questionnaire(on_one_page())
    pdf = PdfReader(io.BytesIO(client.get(f"/polls/{page.pk}/paper/standard.pdf").content))
    said = " ".join(" ".join(one.extract_text() for one in pdf.pages).split())
    order = ["1. How did you come?", "Your last visit", "2. How clean was it?", "3. Why?"]
    assert sorted(order, key=said.index) == order


def test_a_heading_is_corrected_as_other_words_are(client, page, member):
    first = page.items.get(code="clean")
    correct_words(
        page=page,
        by=make_user(is_superuser=True),
        words={f"item-{first.pk}-page_heading": "Your latest visit"},
        note="It is about the latest one.",
        version=1,
    )
    shown = client.get(at(page, "only", "2/"))
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", shown.text) == ["Your latest visit"]
    assert page.corrections.get().changes == [
        {
            "item": "clean",
            "part": "page_heading",
            "was": "Your last visit",
            "now": "Your latest visit",
        }
    ]


# ---- what an officer is told


def asked(*rules):
    """Return questions on one page, by their rules."""
    return [
        Asked(f"q{n}", "single", rule, options=("1", "2"), on_same_page=n > 2)
        for n, rule in enumerate(rules, 1)
    ]


def test_nothing_follows_from_an_answer_on_the_same_page():
    assert faults_in(asked("", "q1 = 1", "q1 = 2", "q1 = 1")) == {}
    faults = faults_in(asked("", "", "q1 = 1", "q2 = 1"))
    assert [*faults] == [3]
    assert "q2 is asked on the same page" in faults[3]


PLAIN = dict.fromkeys(LOOKED_AT, "") | {"kind": "scale"}
JOINED = PLAIN | {"on_same_page": True}


@pytest.mark.parametrize(
    ("questions", "where"),
    [
        ([PLAIN, JOINED, JOINED, PLAIN], []),
        ([PLAIN | {"page_heading": "On it"}, JOINED], []),
        ([JOINED, PLAIN], [(0, "on_same_page")]),
        ([PLAIN, PLAIN | {"page_heading": "Alone"}], [(1, "page_heading")]),
        ([PLAIN, JOINED | {"page_heading": "Second"}], [(1, "page_heading")]),
        ([PLAIN, JOINED | {"in_random_place": True}], [(1, "in_random_place")]),
        ([PLAIN, JOINED | {"kind": "file"}], [(1, "on_same_page")]),
        ([PLAIN | {"kind": "place"}, JOINED], [(1, "on_same_page")]),
        ([PLAIN, JOINED | {"standard": "condition"}], [(1, "on_same_page")]),
        ([PLAIN, *[JOINED] * 10], [(10, "on_same_page")]),
    ],
)
def test_what_cannot_share_a_page_is_said(questions, where):
    assert [(place, name) for place, name, _words in faults_of_pages(questions)] == where


def test_what_cannot_share_a_page_is_not_published():
    page = make_questionnaire(on_one_page())
    assert page.missing_to_publish() == {}
    items = list(page.items.all())
    items[0].on_same_page = True
    page.items = items
    assert "There is no question before this one." in page.missing_to_publish()["items"]


def test_pages_are_locked_with_the_questions_and_copied_with_them():
    page = make_questionnaire(on_one_page())
    page = QuestionnairePage.objects.get(pk=page.pk)
    items = list(page.items.all())
    copies = [item_from(content_of(item)) for item in items]
    assert [one.on_same_page for one in copies] == [False, False, True, True, False]
    assert copies[1].page_heading == "Your last visit"
    items[2].on_same_page = False
    page.items = items
    with pytest.raises(Exception, match="the page it stands on cannot change"):
        page.full_clean()


def test_the_editor_says_beside_the_field_what_cannot_share_a_page(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    answer = save(client, an_item(), an_item(kind="file", on_same_page="on"))
    assert "A file, and a place on the map, have a page of their own." in text(answer)
    follows = an_item(asked_if="q1 = 1", on_same_page="on", is_paired="")
    assert "q1 is asked on the same page" in text(save(client, an_item(), follows))
    answer = save(client, an_item(page_heading="Both"), an_item(on_same_page="on"))
    assert answer.status_code == 302
    assert [item.on_same_page for item in QuestionnairePage.objects.get().items.all()] == [
        False,
        True,
    ]
