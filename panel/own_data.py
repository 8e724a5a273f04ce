"""What the panel holds on a person: account, membership, former wards, draws, profile, choices."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from core.own_data import Fact, Section
from panel import profiles
from panel.births import opened
from panel.messages.own import messages_to, of_these
from panel.messages.purposes import PURPOSES
from panel.models import (
    Consent,
    CouncilIdentity,
    DataComplaint,
    DataRequest,
    DateOfBirth,
    DrawMember,
    Hold,
    LookedAt,
    Mailing,
    Message,
    MessageWishes,
    MobileNumber,
    ProfileAnswer,
    SampleMember,
    SeatOffer,
    SecurityEvent,
    User,
    Volunteer,
)
from panel.told_in_draws import rows_of_person


def sections_of(user: Any) -> list[Section]:
    """Return the account, the membership, the former wards, draws and samples of a person."""
    return [
        account_of(user),
        membership_of(user),
        former_wards_of(user),
        draws_of(user),
        samples_of(user),
    ]


def done_with(user: Any) -> list[Section]:
    """Return what was done with a person's data and account, by staff and by themselves."""
    return [
        holds_on(user),
        looks_at(user),
        requests_of(user),
        complaints_of(user),
        events_of(user),
    ]


def account_of(user: Any) -> Section:
    steps = list(Authenticator.objects.filter(user=user).order_by("pk"))
    passkeys = [s.wrap().name for s in steps if s.type == Authenticator.Type.WEBAUTHN]
    others = len(steps) - len(passkeys)
    number, birth = mobile_and_birth_of(user)
    facts = [
        Fact("email", _("E-mail address"), user.email),
        Fact("mobile_number", _("Mobile number"), number and number.number),
        Fact("mobile_proved_at", _("Mobile number proved"), number and number.proved_at),
        Fact(
            "shares_address",
            _(
                "Your mobile number, or the code of a letter, tells you from others at your e-mail "
                "address"
            ),
            bool(user.second_identity),
        ),
        Fact("date_of_birth", _("Date of birth, kept sealed"), birth and opened(birth)),
        Fact("display_name", _("Name that others see"), user.display_name),
        Fact("first_name", _("First name"), user.first_name),
        Fact("last_name", _("Last name"), user.last_name),
        Fact("job_title", _("Role or organisation"), user.job_title),
        Fact("created_at", _("Account made"), user.date_joined),
        Fact("last_sign_in_at", _("Last signed in"), user.last_login),
        Fact("second_steps", _("Two-step sign-in: apps and spare codes"), others),
        Fact("passkeys", _("Passkeys"), passkeys),
        Fact("has_password", _("A password is set"), user.has_usable_password()),
        Fact("council_account", _("A council account signs you in"), has_council_account(user)),
        Fact("roles", _("Roles"), [group.name for group in user.groups.order_by("name")]),
    ]
    return Section("account", _("Your account"), [facts])


def mobile_and_birth_of(user: Any) -> tuple[MobileNumber | None, DateOfBirth | None]:
    """Read the two at once; who gave neither has neither row."""
    found = User.objects.select_related("mobile_number", "date_of_birth").get(pk=user.pk)
    return getattr(found, "mobile_number", None), getattr(found, "date_of_birth", None)


def has_council_account(user: Any) -> bool:
    return CouncilIdentity.objects.filter(user=user).exists()


def membership_of(user: Any) -> Section:
    title = _("Your place on the panel")
    membership = getattr(user, "membership", None)
    if membership is None:
        return Section("membership", title, sentence=_("You are not a member of the panel."))
    facts = [
        Fact("status", _("Status"), membership.standing_in_words),
        Fact("source", _("How you came"), membership.get_source_display()),
        Fact("postcode", _("Postcode"), membership.postcode),
        Fact("ward", _("Ward"), membership.ward.name),
        Fact("ward_code", _("Code of the ward"), membership.ward.code),
        Fact("division", _("Division of the county"), str(membership.division or "")),
        Fact("ward_known_by", _("How the ward is known"), membership.get_ward_source_display()),
        Fact("age_band", _("Age band"), membership.get_age_band_display()),
        Fact("shows_ward", _("Your ward stands beside your name"), membership.shows_ward),
        Fact("wants_news", _("We may write about results and outcomes"), membership.wants_news),
        Fact("joined_at", _("Joined"), membership.joined_at),
        Fact("lasts_until", _("Your place lasts until"), membership.term_ends_on),
        Fact(
            "paused_until",
            _("Paused until"),
            None if membership.is_restricted else membership.paused_until,
        ),
        Fact("data_paused_at", _("Your data is paused since"), membership.restricted_at),
        Fact("lapsed_at", _("We stopped inviting you"), membership.lapsed_at),
        Fact("back_at", _("You came back"), membership.back_at),
        Fact("removed_because", _("Why your place was ended"), membership.removed_because),
        Fact("invitation", _("Invitation you came with"), str(membership.batch or "")),
        Fact("home_is_noted", _("Your home is noted, as a code"), bool(membership.household)),
    ]
    return Section("membership", title, [facts])


def former_wards_of(user: Any) -> Section:
    membership = getattr(user, "membership", None)
    former = membership.former_wards.select_related("ward") if membership else []
    rows = [
        [
            Fact("ward", _("Ward"), row.ward.name),
            Fact("until", _("Until"), row.until),
            Fact("because", _("Because"), row.get_because_display()),
        ]
        for row in former
    ]
    return Section("former_wards", _("Wards you were in before"), rows)


def told_of(user: Any) -> list[Section]:
    """Return what a person told about themselves, what for, and what they chose, each time."""
    return [
        profile_of(user),
        told_in_draws_of(user),
        serving_of(user),
        seats_of(user),
        choices_of(user),
    ]


def profile_of(user: Any) -> Section:
    """Look the answers up by the person's key, for their rows know no person."""
    words = profiles.words_of(user)
    answers = ProfileAnswer.objects.filter(key=user.key_for(profiles.ANSWERS))
    rows = []
    for answer in answers.select_related("question_set").order_by("question_set__code"):
        question = answer.question_set.question(answer.question)
        rows.append(
            [
                Fact("question", _("Question"), question.label),
                Fact("answer", _("Answer"), answer.in_words),
                Fact("code", _("Code of the answer"), answer.code),
                Fact("in_your_words", _("In your words"), words.get(answer.question, "")),
                Fact("asked_as", _("As asked in"), str(answer.question_set)),
            ]
        )
    return Section("profile", _("What you told about yourself"), rows)


def choices_of(user: Any) -> Section:
    rows = [
        [
            Fact("purpose", _("About"), choice.get_purpose_display()),
            Fact("part", _("Which part"), choice.about),
            Fact("choice", _("You chose"), choice.get_choice_display()),
            Fact("at", _("When"), choice.at),
            Fact("channel", _("How"), choice.get_channel_display()),
            Fact("noted_by_staff", _("Noted by staff"), choice.by_id is not None),
            Fact("language", _("Language"), choice.shown.language),
            Fact("shown", _("What you were shown"), choice.shown.words),
        ]
        for choice in Consent.objects.filter(user=user).select_related("shown")
    ]
    return Section("choices", _("What you agreed to, refused or took back"), rows)


def holds_on(user: Any) -> Section:
    """Say that something is kept for longer, and why in general; the case itself has two sides."""
    rows = [
        [
            Fact("kind", _("Because of"), hold.get_kind_display()),
            Fact("since", _("Since"), hold.placed_at),
        ]
        for hold in Hold.objects.standing().filter(person=user).order_by("pk")
    ]
    return Section("holds", _("Kept for longer than usual"), rows)


def looks_at(user: Any) -> Section:
    """Say when somebody of the staff was shown who this is: the role, not the person."""
    rows = [
        [
            Fact("at", _("When"), look.at),
            Fact("role", _("Role of who looked"), look.as_role),
            Fact("page", _("Page"), look.get_page_display()),
            Fact("why", _("Why"), look.why),
        ]
        for look in LookedAt.objects.filter(person=user).order_by("-at", "-pk")
    ]
    return Section("looks", _("When staff were shown your name or address"), rows)


def requests_of(user: Any) -> Section:
    rows = [
        [
            Fact("received_on", _("Received"), row.received_on),
            Fact("note", _("How it came"), row.note),
            Fact("extended_because", _("Why it takes longer"), row.extended_because),
            Fact("sent_on", _("Answered"), row.sent_on),
            Fact("sent_how", _("How it was answered"), row.sent_how),
        ]
        for row in DataRequest.objects.filter(person=user).order_by("pk")
    ]
    return Section("requests", _("Requests for your own data that we noted"), rows)


def events_of(user: Any) -> Section:
    """Say when the account was signed in to, and what changed about its steps and roles."""
    rows = [
        [
            Fact("at", _("When"), event.at),
            Fact("what", _("What"), event.get_kind_display()),
            Fact("which", _("Which"), event.about),
            Fact("by_staff", _("By staff"), event.by_id is not None and event.by_id != user.pk),
        ]
        for event in SecurityEvent.objects.filter(person=user).order_by("-at", "-pk")
    ]
    return Section("sign_ins", _("Sign-ins, and changes to how you sign in"), rows)


def complaints_of(user: Any) -> Section:
    """Return the complaints that a person made while signed in."""
    rows = [
        [
            Fact("received_on", _("Received"), row.received_on),
            Fact("channel", _("How it came"), row.get_channel_display()),
            Fact("name", _("Name"), row.name),
            Fact("email", _("E-mail address"), row.email),
            Fact("contact", _("Another way to reach you"), row.contact),
            Fact("text", _("What it is about"), row.words),
            Fact("acknowledged_on", _("Acknowledged"), row.acknowledged_on),
            Fact("outcome", _("Outcome"), row.state),
            Fact("outcome_words", _("Outcome in words"), row.outcome_words),
            Fact("outcome_on", _("Outcome told"), row.outcome_on),
        ]
        for row in DataComplaint.objects.filter(person=user).order_by("pk")
    ]
    return Section("complaints", _("Complaints about data that you made"), rows)


def draws_of(user: Any) -> Section:
    membership = getattr(user, "membership", None)
    drawn = DrawMember.objects.none()
    if membership:
        drawn = DrawMember.objects.filter(membership=membership)
    rows = [
        [
            Fact("draw", _("Draw"), str(row.draw)),
            Fact("drawn_at", _("Drawn"), row.draw.drawn_at),
            Fact("code", _("Your code in it"), row.code),
            Fact("chance", _("Your chance, from 0 to 1"), round(row.probability, 6)),
            Fact("is_selected", _("You were drawn"), row.is_selected),
        ]
        for row in drawn.select_related("draw").defer("draw__text").order_by("pk")
    ]
    return Section("draws", _("Panels drawn by lot from a pool that you were in"), rows)


def told_in_draws_of(user: Any) -> Section:
    """Look the answers up by the codes of the draws, for their rows know no person."""
    rows = [
        [
            Fact("draw", _("Draw"), title),
            Fact("feature", _("What it went by"), feature),
            Fact("value", _("Your answer as it stood"), value),
            Fact("kept_until", _("Kept until"), until),
        ]
        for title, feature, value, until in rows_of_person(user)
        .order_by("draw", "feature")
        .values_list("draw__title", "feature", "value", "draw__kept_until")
    ]
    return Section("told_in_draws", _("What draws went by, of what you told about yourself"), rows)


def serving_of(user: Any) -> Section:
    yes = Volunteer.objects.filter(membership__user=user).select_related("call").order_by("pk")
    rows = [
        [
            Fact("call", _("Panel"), row.call.title),
            Fact("at", _("You said yes"), row.at),
            Fact("lends_answers", _("The draw may use what you told"), row.lends_answers),
        ]
        for row in yes
    ]
    return Section("serving", _("Panels that you would like to serve on"), rows)


def seats_of(user: Any) -> Section:
    offers = SeatOffer.objects.filter(membership__user=user).order_by("pk")
    rows = [
        [
            Fact("draw", _("Panel"), title),
            Fact("reply_by", _("Reply by"), reply_by),
            Fact("reply", _("Your reply"), str(SeatOffer.Reply(reply).label)),
            Fact("replied_at", _("Replied"), at),
        ]
        for title, reply_by, reply, at in offers.values_list(
            "draw__title", "reply_by", "reply", "replied_at"
        )
    ]
    return Section("seats", _("Seats that you were offered"), rows)


def samples_of(user: Any) -> Section:
    membership = getattr(user, "membership", None)
    drawn = SampleMember.objects.none()
    if membership:
        drawn = SampleMember.objects.filter(membership=membership)
    rows = [
        [
            Fact("sample", _("Sample"), str(row.sample)),
            Fact("drawn_at", _("Drawn"), row.sample.drawn_at),
            Fact("code", _("Your code in it"), row.code),
            Fact("stratum", _("Group you were drawn from"), row.stratum),
            Fact("chance", _("Your chance, from 0 to 1"), row.probability),
            Fact("is_by_hand", _("You were added by hand"), row.is_by_hand),
        ]
        for row in drawn.select_related("sample").defer("sample__text").order_by("pk")
    ]
    return Section("samples", _("Samples of members to invite that you were in"), rows)


def wishes_of(user: Any) -> Section:
    wishes = MessageWishes.objects.filter(user=user).first()
    facts = wishes and [
        Fact("rhythm", _("How often we write"), wishes.get_rhythm_display()),
        Fact("channel", _("How we write"), wishes.get_channel_display()),
        Fact("wants_promotion", _("We may write about the panel itself"), wishes.wants_promotion),
        Fact("language", _("Language of our messages"), wishes.get_language_display()),
    ]
    return Section("message_wishes", _("What you want us to send"), [facts] if facts else [])


def messages_of(user: Any) -> Section:
    """Look the messages up by the person's keys, for their rows know no person."""
    own = messages_to(user, Mailing.objects.all())
    found = Message.objects.filter(of_these(own)).order_by("queued_at", "pk")
    rows = [
        [
            Fact("kind", _("Kind"), str(PURPOSES[own[row.subject, row.key].purpose].label)),
            Fact("about", _("About"), own[row.subject, row.key].title),
            Fact("channel", _("How"), row.get_channel_display()),
            Fact("state", _("Where it stands"), row.get_state_display()),
            Fact("sent_at", _("Sent"), row.sent_at),
            Fact("arrived_at", _("Arrived, as the network says"), row.arrived_at),
        ]
        for row in found
    ]
    return Section("messages", _("Messages we sent you"), rows)
