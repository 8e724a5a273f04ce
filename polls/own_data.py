"""What a person answered, found by turning them into their keys; never the other way round."""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.models import Attendance
from core.own_data import Fact, Section, file_to_fetch
from polls.models import (
    Answer,
    AssignedPlace,
    Assignment,
    Ballot,
    BriefingPage,
    BriefingRead,
    DeliberativePollPage,
    Draft,
    PersonalSheet,
    QuestionnairePage,
    QuickPollPage,
    Response,
    Wave,
)
from polls.models.assignment import CONTROL
from polls.publishing import choice_in_words
from polls.responding import count_answered
from polls.saying import answers_in_words


def sections_of(user: Any) -> list[Section]:
    """Return what a person has sent, begun, voted and read."""
    pages = {user.key_for(page.subject): page for page in QuestionnairePage.objects.specific()}
    own = {"page__in": [page.pk for page in pages.values()], "key__in": list(pages)}
    return [
        sent_answers(pages, own),
        begun_answers(pages, own),
        votes_of(user),
        briefings_read(user),
        places_drawn(pages, own),
    ]


def sent_answers(pages: dict[str, QuestionnairePage], own: dict) -> Section:
    responses = list(
        with_answers(Response.objects.filter(**own))
        .select_related("ward", "organisation", "signal", "publishing")
        .order_by("submitted_at", "pk")
    )
    answered_again = {r.key for r in responses if r.wave == Wave.AFTER}
    rows = []
    for response in responses:
        page = pages[response.key]
        facts = [
            Fact("asked_in", _("Questions"), page.title),
            Fact("round", _("Round"), response.get_wave_display()),
            Fact("sent_at", _("Sent"), response.submitted_at),
            Fact("public_id", _("Public number"), response.public_id),
            Fact("language", _("Language"), dict(settings.LANGUAGES)[response.language]),
            Fact("mode", _("How"), response.get_mode_display()),
            Fact("format", _("Version of the questions"), response.get_format_display()),
            Fact("ward", _("Ward then"), response.ward.name if response.ward else ""),
            Fact("age_band", _("Age band then"), response.get_age_band_display()),
            Fact("respondent_type", _("Answered as"), response.get_respondent_type_display()),
            Fact("organisation", _("For the organisation"), organisation_in_words(response)),
            Fact(
                "signal",
                _("Codes of your network and browser, to notice answers sent twice"),
                _("Kept until your answers are cut off from you")
                if hasattr(response, "signal")
                else "",
            ),
            Fact("excluded", _("Left out of all figures, because"), response.excluded_because),
        ]
        if is_kept_back(response, page, answered_again):
            facts.append(
                Fact(
                    "answers",
                    _("Answers"),
                    _(
                        "Kept back until you have answered again or the second round has closed, "
                        "so that your second answers are not drawn to your first."
                    ),
                )
            )
        else:
            facts.append(Fact("answers", _("Answers"), answers_in_words(response)))
            facts += files_among(response)
            facts += publishing_of(response)
        rows.append(facts)
    return Section("answers", _("Answers you sent"), rows)


def with_answers(responses: QuerySet[Response]) -> QuerySet[Response]:
    """Have what was answered read together, in the order in which it was asked."""
    about = ("item", "option", "row", "ward", "judged")
    answers = Answer.objects.select_related(*about).order_by(
        "item__sort_order", "item_id", "row__sort_order", "number", "option__sort_order"
    )
    return responses.prefetch_related(Prefetch("answers", answers))


def files_among(response: Response) -> list[Fact]:
    """Return the files of a response, to fetch; no table is asked where no question was for one."""
    if not any(answer.item.is_file for answer in response.answers.all()):
        return []
    files = response.files.order_by("item__sort_order").values_list("pk", "name")
    return [Fact("files", _("Files"), [to_fetch(pk, name) for pk, name in files])]


def to_fetch(pk: Any, name: str) -> dict[str, str]:
    return file_to_fetch(name, reverse("polls:own_file", args=[pk]))


def organisation_in_words(response: Response) -> str:
    """Return what somebody said of the organisation they answered for; empty where for none."""
    told = getattr(response, "organisation", None)
    return "; ".join((told.name, told.represents, told.how_gathered)) if told else ""


def publishing_of(response: Response) -> list[Fact]:
    """Return what somebody chose about publishing their words, and what was decided on these."""
    chosen = getattr(response, "publishing", None)
    if chosen is None:
        return []
    facts = [
        Fact("publishing", _("Publishing"), choice_in_words(chosen.choice, chosen.name)),
    ]
    judged = [(a, a.judged) for a in response.answers.all() if hasattr(a, "judged")]
    if judged:
        lines = [
            f"{answer.item.wording}: {one.get_state_display()}. "
            f"{one.get_reason_display()} {one.text}".strip()
            for answer, one in judged
        ]
        facts.append(Fact("judged", _("What a moderator decided, and what is published"), lines))
    return facts


def is_kept_back(response: Response, page: Any, answered_again: set[str]) -> bool:
    """Say whether first answers would still lead the second ones."""
    return (
        response.wave == Wave.BEFORE
        and response.key not in answered_again
        and isinstance(page, DeliberativePollPage)
        and not page.has_closed
    )


def begun_answers(pages: dict[str, QuestionnairePage], own: dict) -> Section:
    rows = [
        [
            Fact("asked_in", _("Questions"), pages[draft.key].title),
            Fact("round", _("Round"), draft.get_wave_display()),
            Fact("saved_at", _("Last saved"), draft.saved_at),
            Fact(
                "answered",
                _("Questions answered so far"),
                count_answered(draft.answers),
            ),
            Fact(
                "files",
                _("Files"),
                [
                    to_fetch(answer["file"], answer["name"])
                    for answer in draft.answers.values()
                    if isinstance(answer, dict) and "file" in answer
                ],
            ),
        ]
        for draft in Draft.objects.filter(**own).order_by("saved_at")
    ]
    return Section("drafts", _("Answers you began and have not sent"), rows)


def sheets_of(user: Any) -> Section:
    """Return the sheets of paper that were printed for a person; their codes are kept nowhere."""
    keys = [user.key_for(page.subject) for page in DeliberativePollPage.objects.all()]
    sheets = PersonalSheet.objects.filter(key__in=keys).select_related("page", "ward")
    rows = [
        [
            Fact("asked_in", _("Questions"), sheet.page.title),
            Fact("round", _("Round"), sheet.get_wave_display()),
            Fact("printed_on", _("Printed"), sheet.printed_on),
            Fact("ward", _("Ward then"), sheet.ward.name if sheet.ward else ""),
            Fact("age_band", _("Age band then"), sheet.get_age_band_display()),
        ]
        for sheet in sheets.order_by("printed_on", "wave", "pk")
    ]
    return Section("sheets", _("Sheets of paper that were printed for you"), rows)


def votes_of(user: Any) -> Section:
    polls = {user.key_for(poll.subject): poll for poll in QuickPollPage.objects.all()}
    ballots = Ballot.objects.filter(poll__in=polls.values(), key__in=polls)
    rows = [
        [
            Fact("question", _("Question"), polls[ballot.key].question),
            Fact("answer", _("Your vote"), ballot.choice.text),
            Fact("cast_at", _("Cast"), ballot.cast_at),
        ]
        for ballot in ballots.select_related("choice").order_by("cast_at")
    ]
    return Section("votes", _("Quick polls you voted in while signed in"), rows)


def places_drawn(pages: dict[str, QuestionnairePage], own: dict) -> Section:
    drawn = AssignedPlace.objects.filter(
        assignment__poll__in=own["page__in"], key__in=own["key__in"]
    )
    rows = [
        [
            Fact("poll", _("Questions"), pages[place.key].title),
            Fact("draw", _("Drawn for"), place.assignment.get_kind_display()),
            Fact("place", _("Place"), place_in_words(place)),
            Fact("drawn_at", _("Drawn"), place.assignment.drawn_at),
        ]
        for place in drawn.select_related("assignment").order_by("assignment__drawn_at", "pk")
    ]
    return Section("draws_in_polls", _("Where you were drawn by lot in polls"), rows)


def place_in_words(place: AssignedPlace) -> str:
    if place.assignment.kind == Assignment.Kind.GROUPS:
        return _("Group %(number)d") % {"number": place.number}
    return _("Comparison group") if place.number == CONTROL else _("Deliberates")


def briefings_read(user: Any) -> Section:
    polls = {page.path: page for page in QuestionnairePage.objects.all()}
    keys = {}
    for briefing in BriefingPage.objects.all():
        above = polls.get(briefing.path[: -briefing.steplen])
        if above:
            keys[briefing.pk, user.key_for(above.subject)] = briefing
    read = BriefingRead.objects.filter(
        briefing__in={pk for pk, _key in keys}, key__in={key for _pk, key in keys}
    )
    rows = [
        [
            Fact("briefing", _("Briefing"), keys[row.briefing_id, row.key].title),
            Fact("read_at", _("You said that you had read it"), row.read_at),
        ]
        for row in read.order_by("read_at")
        if (row.briefing_id, row.key) in keys
    ]
    return Section("briefings", _("Briefings you read"), rows)


def attendance_of(user: Any) -> Section:
    """Return how long a person was on the pages of deliberations, by their keys."""
    keys = [user.key_for(page.subject) for page in DeliberativePollPage.objects.all()]
    rows = [
        [
            Fact("page", _("Page"), row.page.title),
            Fact("minutes", _("Minutes"), row.minutes),
            Fact("visits", _("Visits"), row.visits),
            Fact("first_at", _("First"), row.first_at),
            Fact("last_at", _("Last"), row.last_at),
        ]
        for row in Attendance.objects.filter(key__in=keys).select_related("page").order_by("pk")
    ]
    return Section("attendance", _("How long you were in discussions and sessions"), rows)
