"""Nothing that a resident writes runs in anybody's browser, wherever it is shown.

All attacks are in all fields (`planting`, `planting_answers`), a transaction that is undone
afterwards. Lists are made to show all their rows at once: fewer pages, and the same rows.
"""

import datetime as dt
import json
import re
from email import message_from_bytes, policy
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from core.html import TAGS
from forums.telling import tell_of_appeal, tell_of_removal
from home.data_requests import make_file
from panel.mail import addressed
from panel.models import DataRequest
from tests.browser import planting, planting_answers
from tests.browser.conftest import ROOT
from tests.browser.handed import blank_page, mains, open_parts, open_whole
from tests.forums.factories import make_resident
from tests.panel.factories import make_council

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db]

# The moderators' queues mark addresses and numbers in what people wrote.
ALLOWED = sorted(TAGS | {"mark"})
SHIPPED = ROOT / "tests" / "data" / "xss"
ATOM = "{http://www.w3.org/2005/Atom}"
LISTS = (
    "forums.threads.POSTS_A_PART",
    "forums.views.forum.TOPICS_A_PAGE",
    "forums.views.moderation.ROWS_A_PAGE",
    "polls.views.judging.ROWS_A_PAGE",
    "results.published_views.A_PAGE",
)
HEADERS = {
    *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To"),
    *("Date", "Message-ID", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"),
    *("Auto-Submitted",),
}
FIND_FOREIGN = """(allowed) => {
  const faults = [];
  const note = (element) => faults.push(element.outerHTML.slice(0, 200));
  const never = "script:not([src^='/static/']), iframe, object, embed, img, base, meta, link, "
    + "style, video, audio, math, frame, applet, marquee, form[action^='javascript']";
  for (const main of document.querySelectorAll("main")) {
    main.querySelectorAll(never).forEach(note);
    for (const element of main.querySelectorAll("*")) {
      const names = element.getAttributeNames();
      if (names.some((name) => /^on|^style$|^srcdoc$|^xlink/i.test(name))) note(element);
    }
    for (const link of main.querySelectorAll("a[href]")) {
      if (!["http:", "https:", "mailto:"].includes(link.protocol)) note(link);
    }
    for (const element of main.querySelectorAll("[dir=auto] *")) {
      const isKnown = allowed.includes(element.localName);
      if (!isKnown || element.getAttributeNames().some((n) => !["href", "rel"].includes(n))) {
        note(element);
      }
    }
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def payloads(shared_data):
    """The shipped lists, and html5sec's, which may not be shipped."""
    texts = (SHIPPED / "payloadbox_even.txt").read_text("utf-8").split("\n")
    for path, key in (
        (SHIPPED / "dompurify_even.json", "payload"),
        (SHIPPED / "html5lib_sanitizer_even.json", "input"),
        (shared_data / "xss" / "html5sec_even.json", "payload"),
    ):
        texts += [entry[key] for entry in json.loads(path.read_text("utf-8"))]
    texts = [text.replace("\0", "") for text in texts if text]
    assert len(texts) == 3295 + 112 + 36 + 74
    return texts


@pytest.fixture(scope="module")
def planted(payloads, django_db_setup, django_db_blocker):
    """All payloads in all fields, and where they are shown."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_council()
        maya, olive, staff = make_resident(), make_resident("Olive"), planting.make_staff()
        topics = planting.plant_topics(payloads, make_resident("Rose"))
        yield SimpleNamespace(
            maya=maya,
            olive=olive,
            staff=staff,
            topics=topics,
            forum=topics[0].forum,
            named=planting.plant_names(payloads, topics[0]),
            appeals=planting.plant_queue(topics[0], payloads, olive),
            session=planting.plant_questions(payloads, maya, 500, ["approved"]),
            desk=planting.plant_questions(
                payloads, olive, planting.BUNDLE, ["pending", "approved", "live"]
            ),
            statements=planting.plant_statements(payloads, maya),
            rooms=planting.plant_proposals(payloads),
            draft=planting_answers.plant_draft(payloads, maya),
            files=planting_answers.plant_files(payloads, maya),
            published=planting_answers.plant_published(payloads, staff),
            unread=planting_answers.plant_unread(payloads),
            briefing=planting_answers.plant_reviews(payloads),
            complaints=planting_answers.plant_complaints(payloads, olive),
        )
        transaction.set_rollback(True)


@pytest.fixture
def page(chromium):
    with blank_page(chromium) as page:
        yield page


@pytest.fixture
def all_at_once(monkeypatch):
    for name in LISTS:
        monkeypatch.setattr(name, 10_000)


@pytest.fixture
def maya(planted):
    return signed_in(planted.maya)


@pytest.fixture
def staff(planted):
    return signed_in(planted.staff)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def look(page, parts) -> list[str]:
    """Open parts of pages without a policy; list what ran, loaded or does not belong there."""
    return open_parts(page, parts) + page.evaluate(FIND_FOREIGN, ALLOWED)


def unread(page, texts) -> list[str]:
    """Return what cannot be read on the page: what was not planted proves nothing.

    What hides or turns is taken out of what people wrote, and what stands for a character is put
    in its place, so plain texts are looked for.
    """
    words = squeezed(page.locator("body").text_content())
    plain = [squeezed(text)[:20] for text in texts if re.fullmatch(r"[ -%'-~]+", text)]
    assert len(plain) > len(texts) / 2
    return [text for text in plain if text not in words]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.usefixtures("all_at_once")
class TestEverythingThatResidentsWrite:
    def test_posts_and_names(self, planted, payloads, page, maya):
        parts = mains(maya, [topic.get_absolute_url() for topic in planted.topics])
        assert look(page, parts) == []
        assert page.locator(".prose[dir=auto]").count() > len(payloads) + len(planted.named)
        assert page.locator("h1 *, h3 a *").count() == 0

    def test_titles(self, planted, payloads, page, maya):
        assert look(page, mains(maya, [planted.forum.url])) == []
        assert page.locator(".topics h3 a").count() == len(payloads)
        assert page.locator(".topics h3 a *").count() == 0

    def test_questions(self, planted, payloads, page, maya):
        assert look(page, mains(maya, [f"{planted.session.url}?all"])) == []
        assert unread(page, payloads) == []

    def test_statements_and_questions_of_a_group(self, planted, payloads, page, maya, staff):
        pk = planted.statements.pk
        parts = mains(maya, [planted.statements.url, f"/statements/{pk}/yours/"])
        parts += mains(staff, [f"/forums/{planted.rooms.pk}/groups/{planting.CIRCLE}/questions/"])
        assert look(page, parts) == []

    def test_answers_on_their_way(self, planted, payloads, page, maya):
        asked = [f"/polls/{one.pk}/answer/only/check/" for one in (planted.draft, planted.files)]
        assert look(page, mains(maya, asked)) == []

    def test_published_responses_and_names(self, planted, payloads, page, maya):
        assert look(page, mains(maya, [f"/results/{planted.published.pk}/responses/"])) == []
        assert page.locator("article").count() == len(payloads)

    def test_what_moderators_read(self, planted, payloads, page, staff):
        addresses = ["/moderation/", "/moderation/appeals/", "/moderation/answers/"]
        parts = mains(staff, [f"/sessions/{planted.desk.pk}/desk/", *addresses])
        assert look(page, parts) == []
        assert page.locator(".modqueue > li").count() > 200

    def test_what_officers_read(self, planted, payloads, page, staff):
        words = planted.unread.items.get(code="words")
        told = [one for one in planted.complaints if one.words]
        addresses = [f"/polls/questions/{words.pk}/read/", f"/results/{planted.unread.pk}/doubles/"]
        addresses += ["/admin/data-complaints/"]
        addresses += [f"/admin/data-complaints/{one.pk}/" for one in told]
        addresses += [f"/admin/briefings/{planted.briefing.pk}/sign-off/"]
        assert look(page, mains(staff, addresses)) == []
        assert unread(page, payloads) == []


def test_what_we_hold_on_them(planted, payloads, page, maya):
    parts = mains(maya, ["/account/data/answers/"])
    parts += mains(signed_in(planted.olive), ["/account/data/words/", "/account/data/done/"])
    asked = DataRequest.objects.create(person=planted.olive, received_on=dt.date(2026, 11, 2))
    file = make_file(asked, "page", by=planted.staff).decode()
    body = file[file.index("<body>") :].replace("body>", "main>")
    assert look(page, [*parts, body]) == []
    assert unread(page, payloads) == []


def test_what_comes_back_beside_its_mistake(payloads, page, maya):
    """A house number is kept by nobody; whoever gives one sees it again if all cannot be taken."""
    fault = "\n".join(payloads)
    parts = []
    for address, names in (
        ("/account/details/", ("postcode", "address_line", "display_name")),
        ("/data-protection/complaint/", ("name", "email", "contact", "words")),
    ):
        answer = maya.post(address, dict.fromkeys(names, fault))
        assert answer.status_code == 422
        html = answer.content.decode()
        parts.append(html[html.index("<main") : html.rindex("</main>")])
    assert look(page, parts) == []
    kept = page.locator("[name=address_line]").input_value()
    assert squeezed(kept) == squeezed(fault)


@pytest.mark.parametrize("who", ["maya", "staff"])
def test_whole_pages_under_their_policy(planted, chromium, request, who):
    client = request.getfixturevalue(who)
    addresses = [
        *(planted.topics[0].get_absolute_url(), planted.forum.url, planted.session.url),
        *(planted.statements.url, f"/results/{planted.published.pk}/responses/"),
    ]
    if who == "staff":
        addresses = [
            *(f"/sessions/{planted.desk.pk}/desk/", "/moderation/", "/moderation/appeals/"),
            *("/moderation/answers/", f"/results/{planted.unread.pk}/doubles/"),
            f"/admin/briefings/{planted.briefing.pk}/sign-off/",
        ]
    for address in addresses:
        with blank_page(chromium) as page:
            assert open_whole(page, client, address) == [], address


@pytest.mark.parametrize("listing", ["/admin/membership/", "/admin/users/"])
def test_the_cms_lists_names_as_words(planted, page, staff, listing):
    assert open_whole(page, staff, f"{listing}?q=attacker-") == []
    rows = page.locator("table.listing tbody tr")
    assert rows.filter(has_text=re.compile("alert|prompt")).count() > 0
    assert rows.locator("script, img[src='x'], iframe, object, embed").count() == 0


def test_feeds_hold_words_and_clean_html(planted, page, maya):
    answer = maya.get(f"/forums/{planted.forum.pk}/topics.atom")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    parts = [f"<main>{entry.findtext(f'{ATOM}summary')}</main>" for entry in entries]
    assert look(page, parts) == []


# ---- letters


def test_letters_carry_all_words_and_are_words_alone(
    planted, payloads, page, django_capture_on_commit_callbacks
):
    """What was removed and what came of an appeal quote what somebody wrote."""
    with django_capture_on_commit_callbacks(execute=True):
        for appeal in planted.appeals:
            tell_of_removal(appeal.contribution)
            tell_of_appeal(appeal)
    removed, appealed = (
        [letter for letter in mail.outbox if name in letter.subject]
        for name in ("removed", "looked again")
    )
    assert len(removed) == len(appealed) == len(planted.appeals)
    for letters in (removed, appealed):
        words = "".join(letter.body for letter in letters)
        assert [payload for payload in payloads if payload not in words] == []
    assert opened_as_they_say(page, mail.outbox) == []


def test_letters_greet_people_by_names_that_are_words_alone(planted, page):
    """Several letters as one, which begins with a name, as do all that invite to something."""
    letters = [("forums/mail/silent", {"url": "/"}), ("panel/mail/password_set", {})]
    sent = [addressed(person, letters, kind="task") for person in planted.named]
    for letter, person in zip(sent, planted.named, strict=True):
        assert f"Hello {person.display_name}," in letter.body
        assert letter.send() == 1
    assert opened_as_they_say(page, sent) == []


def opened_as_they_say(page, letters) -> list[str]:
    """Open letters in a browser as the kind of text that each says it is; list what ran.

    Nothing in them can say more than we did: they have one part, and the headers that we gave.
    """
    texts = []
    for letter in letters:
        message = message_from_bytes(letter.message().as_bytes(), policy=policy.default)
        assert [part.get_content_type() for part in message.walk()] == ["text/plain"]
        assert message.defects == []
        assert set(message.keys()) <= HEADERS
        texts.append(message.get_content())
    return open_parts(page, texts, content_type="text/plain; charset=utf-8")
