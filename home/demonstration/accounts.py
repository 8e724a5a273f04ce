"""The ready-made accounts: one for each role, and what each of them finds to do."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from panel.models import User


@dataclass(frozen=True)
class Account:
    """An account that the terminal and the page to sign in name, and the first thing to see.

    Members have no `group`, and are made with the panel: `home.demonstration.people`.
    """

    role: str
    email: str
    first_name: str = ""
    last_name: str = ""
    job_title: str = ""
    group: str = ""
    is_staff: bool = False
    sees: str = ""


RESIDENT = "maya@example.org"
FRESH_RESIDENT = "sam@example.org"
RESIDENT_IN_GROUP = "joan@example.org"
MEMBERS = (
    Account(
        "Resident, at the beginning",
        FRESH_RESIDENT,
        sees="Liveable neighbourhoods: answer, read both sides, debate, ask the experts",
    ),
    Account(
        "Resident, half way through",
        RESIDENT,
        sees="Getting around Bristol: your own change beside everybody’s",
    ),
    Account(
        "Resident, in a small group",
        RESIDENT_IN_GROUP,
        sees="Workplace parking: your group’s room, its agenda and its questions",
    ),
)
STAFF = (
    Account(
        "Administrator",
        "admin@example.org",
        "Alex",
        "Adeyemi",
        "Digital lead",
        "Administrators",
        True,
        sees="People and places; a request for one’s own data whose clock runs",
    ),
    Account(
        "Officer",
        "officer@example.org",
        "Nadia",
        "Karim",
        "Consultation officer",
        "Officers",
        True,
        sees="Consultations and polls; papers to enter, and responses that may be doubles",
    ),
    Account(
        "Approver",
        "approver@example.org",
        "Grace",
        "Lindqvist",
        "Head of engagement",
        "Approvers",
        True,
        sees="A consultation that waits for a second person",
    ),
    Account(
        "Facilitator",
        "facilitator@example.org",
        "Tom",
        "Reid",
        "Community worker",
        "",
        True,
        sees="Workplace parking: the room of a small group, who speaks, and its agenda",
    ),
    Account(
        "Moderator",
        "moderator@example.org",
        "Priya",
        "Nair",
        "Moderator",
        "Debate moderators",
        True,
        sees="The desk of the live session; what is held, reported or to be published",
    ),
    Account(
        "Data protection officer",
        "dpo@example.org",
        "Samuel",
        "Boateng",
        "Data protection officer",
        "Data protection officers",
        True,
        sees="A breach with its 72 hours running, and two complaints about data",
    ),
    Account(
        "Monitoring Officer",
        "monitoring@example.org",
        "Ruth",
        "Ellery",
        "Monitoring Officer",
        "Monitoring Officers",
        sees="What was decided and why, who approved it, and who has access",
    ),
    Account(
        "Analyst",
        "analyst@example.org",
        "Jonas",
        "Weir",
        "Policy analyst",
        "Analysts",
        True,
        sees="Results before they are out, files, themes of people’s own words",
    ),
    Account(
        "Councillor",
        "councillor@example.org",
        "Rowan",
        "Achebe",
        "Councillor for Easton",
        "Councillors",
        sees="The profile of Easton: who lives there, who spoke, what they said",
    ),
    Account(
        "Auditor",
        "auditor@example.org",
        "Imani",
        "Cole",
        "Internal auditor",
        "Auditors",
        sees="What staff did, and whom they looked at",
    ),
    Account(
        "Expert",
        "expert@example.org",
        "Helen",
        "Osei",
        "Transport researcher",
        "Experts",
        sees="The desk of the live session, where questions wait to be answered",
    ),
    Account(
        "Expert", "shah@example.org", "Anika", "Shah", "Ambulance operations manager", "Experts"
    ),
    Account(
        "Expert", "tully@example.org", "Martin", "Tully", "Chair, Church Road traders", "Experts"
    ),
)


def to_sign_in_with() -> list[Account]:
    """List those that a newcomer chooses from: each with something to see."""
    return [account for account in (*MEMBERS, *STAFF) if account.sees]


def make_staff() -> dict[str, User]:
    """Make one account for each role, and return them by e-mail address."""
    people = {}
    groups = {group.name: group for group in Group.objects.all()}
    no_password = make_password(None)
    for account in STAFF:
        user, _created = User.objects.update_or_create(
            email=account.email,
            defaults={
                "first_name": account.first_name,
                "last_name": account.last_name,
                "job_title": account.job_title,
                "is_staff": account.is_staff,
                "password": no_password,
            },
        )
        user.groups.set([groups[account.group]] if account.group else [])
        people[account.email] = user
    prove_addresses(list(people.values()))
    return people


def prove_addresses(people: list[User]) -> None:
    """Count the invented addresses as proved, so that their owners can sign in."""
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=u, email=u.email, verified=True, primary=True) for u in people],
        ignore_conflicts=True,
    )
