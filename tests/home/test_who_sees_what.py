"""Who may see identity, profile, answers and segments: every role at every address that shows them.

R2.26: identity, profile and answers are three stores with separate permissions. R8.36: councillors
see no individual answer, no equality data, no draw by name and no report by resident.
"""

import json
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import get_resolver
from django.utils import timezone
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.model import ModelViewSet

from consultations.models import Segment
from consultations.writing_to_segments import write_to_segment
from forums.debate import open_topic
from home.breaches import note_breach
from home.complaints import complain
from home.data_requests import receive
from home.roles import ROLES, ensure_roles
from panel import profiles
from panel.drawing import draw_panel
from panel.invitation_draws import Asked, draw_sample
from panel.models import Councillor, Membership, ProfileAnswer, QuestionSet
from polls.keying import begin_batch
from polls.models import AssignedPlace, Assignment, Facilitator, Wave
from polls.responding import submit_response
from tests.forums.factories import make_forum, make_session
from tests.panel.factories import make_council, make_membership, make_user, make_ward
from tests.polls.factories import answers_to, make_poll, make_questionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EMAIL, NAME, POSTCODE, OWN_WORDS = "quillon@example.org", "Quillon F", "BS9 1ZQ", "Quillonism"
OWN_COMPLAINT = "You wrote to my neighbour about me"
ROLE_OF = {
    "visitor": None,
    "member": None,
    "councillor": "Councillors",
    "expert": "Experts",
    "moderator": "Debate moderators",
    "analyst": "Analysts",
    "officer": "Officers",
    "approver": "Approvers",
    "monitoring officer": "Monitoring Officers",
    "auditor": "Auditors",
    "data protection officer": "Data protection officers",
    "facilitator": None,  # staff without a group, named for one room
    "administrator": "Administrators",
}
NOBODY: set[str] = set()
ADMINISTRATOR = {"administrator"}
STAFF = {"officer", "administrator"}
READERS = {"analyst", "officer", "administrator"}
MODERATORS = {"moderator", "officer", "administrator"}
REVIEWERS = {"monitoring officer", "administrator"}
SEARCHERS = {"auditor", *REVIEWERS}
PROTECTORS = {"data protection officer", "administrator"}


@pytest.fixture
def life():
    """One member with all that could leak, and ten more, so that totals can be shown."""
    make_council()
    ensure_roles()
    ward = make_ward(name="Easton")
    user = make_user(email=EMAIL, display_name=NAME)
    membership = make_membership(user=user, ward=ward, postcode=POSTCODE)
    religion = QuestionSet.objects.get(code="religion", edition="EW-2021")
    for one in (membership, *(make_membership(ward=ward) for _number in range(10))):
        profiles.answer(
            membership=one,
            question_set=religion,
            answers={"religion": "other"},
            words={"religion": OWN_WORDS},
        )
    page = make_questionnaire(title="Parks")
    submit_response(user=user, page=page, wave=Wave.ONLY, answers=answers_to(page, 7, 8, 9))
    poll = make_poll("before")
    topic = open_topic(forum=make_forum(), author=user, title="Benches", text="More benches")
    segment = Segment.objects.create(name="Others", rule={"profile": {"religion": ["other"]}})
    rooms = make_rooms()
    draw = draw_panel(title="Assembly", size=2)
    seat = draw.members.seated().first().pk
    return {
        "user": user,
        "email": "nobody@example.org",
        "request": receive(
            person=user, received_on=timezone.localdate(), note="By letter", by=user
        ).pk,
        "membership": membership.pk,
        "page": page.pk,
        "poll": poll.pk,
        "topic": topic,
        "segment": segment.pk,
        "message": write_to_segment(
            segment=segment, kind="task", subject="Parks", text="Come", once=uuid4(), by=None
        ).pk,
        "draw": draw.pk,
        "sample": draw_sample(title="Parks", asked=Asked(number=3)).pk,
        "seat": seat,
        "session": make_session().pk,
        "ward": ward.code,
        **rooms,
        **make_papers(),
        **make_registers(),
    }


def make_rooms():
    """Deal somebody of a poll into each of two groups, with a forum in which each has a room."""
    poll = make_poll("between", group_size=8)
    dealt = Assignment.objects.create(poll=poll, kind="groups", text="{}", sha256="0" * 64)
    for number in (1, 2):
        key = make_membership().user.key_for(poll.subject)
        AssignedPlace.objects.create(assignment=dealt, key=key, number=number)
    forum = make_forum(type(poll).objects.get(pk=poll.pk), is_by_group=True)
    return {"dealt": dealt, "rooms": forum.pk, "dealt_poll": poll.pk}


def make_papers():
    """Begin a batch of papers, with one that was entered, of a page that anybody may answer."""
    page = make_questionnaire(title="Benches", who_may_answer="anybody")
    batch = begin_batch(
        page=page,
        by=make_user(is_staff=True),
        mode="paper",
        format="standard",
        received_on=timezone.localdate(),
    )
    return {"anybody": page.pk, "batch": batch.number}


def make_registers():
    staff = make_user(is_staff=True)
    complaint = complain(name="Quillon", email=EMAIL, contact="", words=OWN_COMPLAINT, by=staff)
    told = dict.fromkeys(("title", "happened", "people", "records"), "Of a list")
    told |= dict.fromkeys(("consequences", "measures", "risk_because"), "Of a list")
    breach = note_breach(told={**told, "known_at": timezone.now(), "risk": "risk"}, by=staff)
    return {"complaint": complaint.pk, "breach": breach.pk}


def person(role):
    """Return somebody in a role, or None for a visitor; councillors serve the member's ward."""
    if role == "visitor":
        return None
    if role == "member":
        return make_membership().user
    address = f"{role.replace(' ', '.')}@example.org"
    user = make_user(email=address, is_staff=role in {*STAFF, "facilitator"}, job_title=role)
    if role == "facilitator":
        Facilitator.objects.create(assignment=Assignment.objects.get(), number=1, user=user)
    else:
        user.groups.add(Group.objects.get(name=ROLE_OF[role]))
    if role == "councillor":
        ward = Membership.objects.get(user__email=EMAIL).ward
        Councillor.objects.create(ward=ward, name="Rowan", email=user.email, starts_on="2020-01-01")
    return type(user).objects.get(pk=user.pk)


# Address, and who is let in. Everybody else is refused or led away, and sees nothing of it.
IDENTITY = {
    "/admin/membership/": ADMINISTRATOR,
    "/admin/membership/inspect/{membership}/": ADMINISTRATOR,
    "/admin/members/{membership}/remove/": ADMINISTRATOR,
    "/admin/members/ends-of-terms/": ADMINISTRATOR,
    "/admin/import-members/": ADMINISTRATOR,
    "/admin/memberimport/": ADMINISTRATOR,
    "/admin/users/": ADMINISTRATOR,
    "/admin/data-requests/": ADMINISTRATOR,
    "/admin/data-requests/add/": ADMINISTRATOR,
    "/admin/data-requests/{request}/": ADMINISTRATOR,
    "/admin/data-requests/{request}/take-out/": ADMINISTRATOR,
}
SEGMENTS = {
    "/admin/segment/": STAFF,
    "/admin/segment/new/": STAFF,
    "/admin/segment/edit/{segment}/": STAFF,
    "/admin/segment/delete/{segment}/": STAFF,
    "/admin/segment/inspect/{segment}/": STAFF,
    "/admin/segment/{segment}/write/": STAFF,
    "/admin/segmentmessage/": STAFF,
    "/admin/segmentmessage/inspect/{message}/": STAFF,
}
DRAWS = {
    "/admin/draw/": STAFF,
    "/admin/draw/inspect/{draw}/": STAFF,
    "/admin/draws/{draw}/seats/{seat}/": STAFF,
    "/admin/draws/{draw}/write/": STAFF,
    "/admin/draws/{draw}/fill/": STAFF,
    "/admin/calls/": STAFF,
    "/admin/calls/new/": STAFF,
    "/admin/other-pools/": STAFF,
    "/admin/other-pools/new/": STAFF,
    "/admin/draws/{draw}/files/panel.csv": STAFF,
    "/admin/draws/{draw}/files/draw.json": STAFF,
    "/admin/sample/": STAFF,
    "/admin/sample/inspect/{sample}/": STAFF,
    "/admin/samples/{sample}/files/sample.csv": STAFF,
    "/admin/samples/{sample}/files/sample.json": STAFF,
    "/admin/invitationbatch/": STAFF,
    "/admin/invitation/": STAFF,
    "/admin/mailing/": STAFF,
}
FIGURES = {
    "/results/panel/": READERS,
    "/results/panel/health/": READERS,
    "/results/{page}/export/": READERS,
}
WORDS = {
    "/moderation/": MODERATORS,
    "/moderation/appeals/": MODERATORS,
    "/moderation/answers/": MODERATORS,
    "/polls/{page}/themes/": READERS,
}
AUDIT = {
    "/audit/": SEARCHERS,
    "/audit/looks/": SEARCHERS,
    "/audit/looks/?whom={user.pk}": SEARCHERS,
    "/audit/access/": REVIEWERS,
    "/audit/access.csv": REVIEWERS,
}
ANSWERS = {  # a response, or a file that came with it, at a time
    "/results/{page}/files/": READERS,
    "/results/{dealt_poll}/files/": READERS,
    "/results/{dealt_poll}/export/": READERS,
    "/results/{anybody}/doubles/": READERS,
    "/polls/{anybody}/entry/": STAFF,
    "/polls/{anybody}/entry/{batch}/": STAFF,
    "/polls/{anybody}/kiosks/": STAFF,
    "/polls/{page}/with/": STAFF,
}
ROOMS = {  # moderators judge in every room of which they facilitate none
    "/forums/{rooms}/groups/1/": {"facilitator", *MODERATORS},
    "/forums/{rooms}/groups/2/": MODERATORS,
}
PROTECTION = {
    "/admin/processing/": PROTECTORS,
    "/admin/processing/records.csv": PROTECTORS,
    "/admin/data-complaints/": PROTECTORS,
    "/admin/data-complaints/add/": {"officer", *PROTECTORS},
    "/admin/data-complaints/{complaint}/": PROTECTORS,
    "/admin/breaches/": PROTECTORS,
    "/admin/breaches/add/": PROTECTORS,
    "/admin/breaches/{breach}/": PROTECTORS,
    "/admin/breaches/register.csv": PROTECTORS,
}
MATRIX = IDENTITY | SEGMENTS | DRAWS | FIGURES | WORDS | AUDIT | ANSWERS | ROOMS | PROTECTION


OPEN_TO_ALL = (
    "/",
    "/account/",
    "/account/data.json",
    "/account/data/told/",
    "/account/about-you/",
    "/account/about-you/religion/",
    "/account/interests/",
    "/results/",
    "/results/{page}/",
    "/results/{poll}/",
    "/wards/",
    "/wards/{ward}/",
    "/sessions/{session}/desk/",
)


@pytest.mark.parametrize("role", ROLE_OF)
def test_every_role_opens_what_it_may_and_sees_nothing_else(client, life, role):
    """One walk through all addresses: who is let in, who reads of whom, and what nobody reads.

    What a member wrote in their own words, and the key of their answers, are on no page.
    """
    user = person(role)
    if user:
        client.force_login(user)
    secrets = {OWN_WORDS, profiles.profile_key(life["user"].pk)}
    opened, names_a_member = set(), set()
    for address in (*MATRIX, *OPEN_TO_ALL):
        answer = client.get(address.format(**life))
        if answer.status_code == 200 and address in MATRIX:
            opened.add(address)
        if any(secret in answer.text for secret in (EMAIL, POSTCODE, OWN_COMPLAINT)):
            names_a_member.add(address)
        assert not [secret for secret in secrets if secret in answer.text], address

    assert opened == {address for address, may in MATRIX.items() if role in may}
    one_complaint = {"/admin/data-complaints/{complaint}/"}
    if role == "administrator":
        must = {"/admin/membership/inspect/{membership}/", *one_complaint}
        assert must <= names_a_member <= {*IDENTITY, *PROTECTION}
    elif role == "data protection officer":
        assert one_complaint <= names_a_member <= set(PROTECTION)
    else:
        assert names_a_member == set()


@pytest.mark.parametrize("role", ROLE_OF)
def test_only_who_may_count_by_the_profile_is_told_a_total(client, life, role):
    user = person(role)
    if user:
        client.force_login(user)
    text = client.get(f"/admin/segment/inspect/{life['segment']}/").text
    assert ("about 10 members" in text) is (role in STAFF)
    assert (user is not None and user.has_perm("panel.view_profileanswer")) is (role in STAFF)


@pytest.mark.parametrize("role", [role for role in ROLE_OF if role != "visitor"])
def test_the_file_of_ones_own_data_is_ones_own(client, life, role):
    user = person(role)
    client.force_login(user)
    held = json.loads(client.get("/account/data.json").content)
    assert held["about"] == user.email
    assert held["profile"] == held["choices"] == held["interests"] == held["answers"] == []


@pytest.mark.parametrize("role", [role for role in ROLE_OF if role != "member"])
def test_nobody_but_the_member_changes_what_was_told(client, life, role):
    user = person(role)
    if user:
        client.force_login(user)
    before = set(ProfileAnswer.objects.values_list("key", "question", "code"))
    for address in ("/account/about-you/", "/account/about-you/religion/", "/account/interests/"):
        assert client.post(address, {"religion": "none", "action": "delete"}).status_code == 302
    assert set(ProfileAnswer.objects.values_list("key", "question", "code")) == before


# ---- nothing is left out ------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_identity_and_profile_are_separate_permissions(role):
    may = set(ROLES[role]["permissions"])
    assert ("panel.view_membership" in may) is (role == "Administrators")
    assert ("panel.view_profileanswer" in may) is (role in ("Administrators", "Officers"))
    assert ("panel.search_audit" in may) is (
        role in ("Administrators", "Monitoring Officers", "Auditors")
    )
    if role in ("Councillors", "Experts"):
        assert may == set()
    if role == "Auditors":
        assert may == {"panel.search_audit"}


OF_NO_PEOPLE = {
    *("ward", "councillor", "postcodeedition", "wardgroup", "wardsuccession", "boundarychange"),
    *("loadedfile", "rule", "subject", "audience", "questionset"),
    "user",  # Wagtail's own, at /admin/users/
}


def test_every_list_of_people_in_the_cms_is_in_the_matrix():
    """A list that is added later to the CMS has to be thought of here."""
    assert get_resolver().url_patterns  # the CMS has registered its lists once it has addresses
    ours = {"panel", "consultations", "polls", "forums", "results", "home"}
    listed = {
        viewset.model._meta.model_name
        for viewset in viewsets.viewsets
        if isinstance(viewset, ModelViewSet) and viewset.model._meta.app_label in ours
    }
    tried = {address.split("/")[2] for address in MATRIX if address.startswith("/admin/")}
    assert {"membership", "segment", "draw"} <= listed
    assert listed - tried == OF_NO_PEOPLE


def test_equality_data_and_choices_have_no_list_in_the_cms():
    admin = next(r for r in get_resolver().url_patterns if str(r.pattern) == "admin/")
    parts = {str(pattern.pattern).strip("^/").split("/")[0] for pattern in admin.url_patterns}
    assert parts.isdisjoint({"profileanswer", "profilewords", "consent", "interest"})
