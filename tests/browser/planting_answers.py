"""Puts attacks wherever residents answer: own words, "Other", files, organisations, complaints."""

from itertools import zip_longest

from panel.models import DataComplaint, User
from polls.models import (
    Answer,
    Draft,
    Item,
    JudgedWords,
    Option,
    Organisation,
    PublishingChoice,
    QuestionnairePage,
    Response,
    Reviewer,
    SentFile,
    SignOff,
)
from polls.models.respondents import AsksType, RespondentType, WhoMayAnswer
from polls.storing import name_of_words
from tests.browser.planting import bundles
from tests.polls.factories import a_list, make_briefing, make_poll, make_questionnaire
from tests.polls.words import close, make_open_words

MARK = "An attack: "


def plant_draft(payloads: list[str], author: User) -> QuestionnairePage:
    """Answer in words, with “Other” and as a feeling, up to the page where all is checked."""
    texts = bundles(payloads, 3_900)
    other = Item(sort_order=len(texts), code="other", kind="single", wording="Which?")
    other.options = [
        Option(label="One", code="1"),
        Option(label="Other", code="2", takes_words=True),
    ]
    words = [
        Item(sort_order=number, code=f"q{number}", kind="text", wording=f"Words {number}?")
        for number in range(len(texts))
    ]
    page = make_questionnaire([*words, other])
    *in_words, listed = page.items.order_by("sort_order")
    answers = {str(item.pk): text for item, text in zip(in_words, texts, strict=True)}
    answers[str(listed.pk)] = str(listed.options.get(code="2").pk)
    answers[name_of_words(listed)] = "\n".join(texts)
    Draft.objects.create(page=page, wave="only", key=author.key_for(page.subject), answers=answers)
    return page


def plant_files(payloads: list[str], author: User) -> QuestionnairePage:
    """Send a file under each text as its name, and come to the check of answers."""
    names = [payload[:80] for payload in payloads]
    page = make_questionnaire([Item(kind="file", code="f0", wording="A file?")])
    more = [
        Item(page=page, sort_order=number, kind="file", code=f"f{number}", wording="A file?")
        for number in range(1, len(names))
    ]
    Item.objects.bulk_create(more)
    draft = Draft(page=page, wave="only", key=author.key_for(page.subject))
    items = list(page.items.order_by("sort_order"))
    files = [
        SentFile(item=item, draft=draft, name=name, kind="application/pdf", size=4, content=b"%PDF")
        for item, name in zip(items, names, strict=True)
    ]
    draft.answers = {str(one.item_id): str(one.pk) for one in files}
    draft.save()
    SentFile.objects.bulk_create(files)
    return page


def respond(page: QuestionnairePage, number: int, **fields) -> Response:
    return Response(
        page=page,
        key=f"KEY{number:023d}",
        public_id=f"{page.pk}-{number}"[:12],
        receipt_hash=f"{page.pk}-{number}",
        **fields,
    )


def plant_published(payloads: list[str], staff: User) -> QuestionnairePage:
    """Publish each text as what somebody wrote, and as the name under which they wrote it."""
    page = make_open_words()
    item = page.items.get()
    responses = Response.objects.bulk_create(
        respond(page, number) for number in range(len(payloads))
    )
    PublishingChoice.objects.bulk_create(
        PublishingChoice(response=one, choice="named", name=payload[:200])
        for one, payload in zip(responses, payloads, strict=True)
    )
    answers = Answer.objects.bulk_create(
        Answer(response=one, item=item, text=payload)
        for one, payload in zip(responses, payloads, strict=True)
    )
    JudgedWords.objects.bulk_create(
        JudgedWords(answer=one, state="approved", text=one.text, judged_by=staff) for one in answers
    )
    return close(page)


def plant_unread(payloads: list[str]) -> QuestionnairePage:
    """Let answers wait for a moderator: own words, “Other”, and the reason for a feeling."""
    feeling = a_list("Mad", "Sad", "Glad", kind=Item.Kind.FEELING, code="feel", wording="And?")
    other = Item(kind="single", code="other", wording="Which?")
    other.options = [Option(label="One"), Option(label="Other", takes_words=True)]
    items = [Item(kind="text", code="words", wording="What?"), feeling, other]
    page = make_open_words(items, who_may_answer=WhoMayAnswer.ANYBODY, asks_type=AsksType.ALWAYS)
    words, feeling, other = page.items.order_by("sort_order", "pk")
    texts = bundles(payloads, 3_900)
    responses = Response.objects.bulk_create(respond(page, number) for number in range(len(texts)))
    PublishingChoice.objects.bulk_create(
        PublishingChoice(response=one, choice="named", name=text[:200])
        for one, text in zip(responses, texts, strict=True)
    )
    Answer.objects.bulk_create(
        Answer(response=one, item=item, option=option, text=text)
        for one, text in zip(responses, texts, strict=True)
        for item, option in (
            (words, None),
            (feeling, feeling.options.first()),
            (other, other.options.get(takes_words=True)),
        )
    )
    plant_organisations(page, payloads, first=len(texts))
    return page


def plant_organisations(page: QuestionnairePage, payloads: list[str], first: int) -> None:
    """Answer for organisations, which say who they are, for whom they speak and how they know."""
    told = list(
        zip_longest(*(bundles(payloads, size) for size in (200, 300, 1_000)), fillvalue="Nothing")
    )
    responses = Response.objects.bulk_create(
        respond(page, first + number, respondent_type=RespondentType.VOLUNTARY)
        for number in range(len(told))
    )
    Organisation.objects.bulk_create(
        Organisation(response=one, name=name, represents=represents, how_gathered=how)
        for one, (name, represents, how) in zip(responses, told, strict=True)
    )


def plant_reviews(payloads: list[str]):
    """Find a briefing unfair, for reasons that are attacks."""
    briefing = make_briefing(make_poll("not yet open"))
    texts = bundles(payloads, 1_000)
    reviewers = Reviewer.objects.bulk_create(
        Reviewer(briefing=briefing, name=text[:80], interest=text[:120]) for text in texts
    )
    SignOff.objects.bulk_create(
        SignOff(reviewer=one, version="0" * 64, verdict="unfair", words=text)
        for one, text in zip(reviewers, texts, strict=True)
    )
    return briefing


def plant_complaints(payloads: list[str], person: User) -> list[DataComplaint]:
    """Complain about data in words that are attacks, under such names.

    Some are longer than the form takes, which shortens nothing where they are read.
    """
    names, contacts, words = (bundles(payloads, size) for size in (120, 300, 50_000))
    return DataComplaint.objects.bulk_create(
        DataComplaint(
            person=person if said else None,
            name=name.strip(),
            contact=contact,
            words=said,
            channel="website",
        )
        for name, contact, said in zip_longest(names, contacts, words, fillvalue="")
    )
