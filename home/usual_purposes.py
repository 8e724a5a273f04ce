"""The purposes for which a council's site usually holds data, as they stand until a council edits
them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

POWER = "Localism Act 2011, section 1; Local Government Act 1999, section 3"
EQUALITY_DUTY = "Equality Act 2010, section 149"
DATA_LAW = "UK GDPR, articles 5(2), 12 to 22, 30 and 33; Data Protection Act 2018, section 164A"
COMPANIES = _("Officers in the roles named; the companies that host the site, its mail and backups")
ACCESS = _(
    "Roles with a second step, a log of whom staff were shown, encrypted connections, no third "
    "party on any page."
)
KEYED = _(
    "Answers carry a keyed hash and no name; small figures are kept back; own words are in no "
    "public file."
)

USUAL: tuple[dict[str, Any], ...] = (
    {
        "code": "panel",
        "title": _("The citizens’ panel"),
        "purpose": _("To keep a panel of residents whom the council can ask, and to manage it."),
        "people": _("Members of the panel, and people who asked to join"),
        "holds": _(
            "E-mail address, name that others see, postcode, ward, age band, how they came, dates "
            "of their place, a mobile number and a date of birth (encrypted) if "
            "they gave one, the home as a keyed hash."
        ),
        "basis": "e",
        "basis_note": POWER,
        "recipients": COMPANIES,
        "rules": ["unfinished", "removed", "over", "left", "looks", "sessions"],
        "retention": _("Everything else goes at once when a member leaves."),
        "safeguards": ACCESS,
    },
    {
        "code": "questionnaires",
        "title": _("Questionnaires and deliberative polls"),
        "purpose": _("To know what residents think before the council decides."),
        "people": _(
            "Members of the panel who answer; where a questionnaire says so, anybody without an "
            "account; people who answer on paper, by telephone, by e-mail or on a shared tablet, "
            "as in a library"
        ),
        "holds": _(
            "What they chose and wrote, with ward and age band of the day. Answers can reveal "
            "political opinion, and answers to standard questions disability. Where anybody may "
            "answer also keyed hashes of network and browser, and what an organisation says of "
            "itself. Of answers on paper, by telephone or by e-mail also how and when they came "
            "and who of the staff entered them, and of sheets that were printed for a person the "
            "hash of a code; of those on a shared tablet that they came on one, and no hashes."
        ),
        "basis": "e",
        "basis_note": POWER,
        "is_special": True,
        "condition": "9j",
        "recipients": _(
            "Analysts and officers, without names; whoever asks, as tables; the companies that "
            "host the site and its backups"
        ),
        "rules": ["promised", "answers", "drafts", "papers"],
        "retention": _("Answers that lead back to nobody stay."),
        "safeguards": KEYED,
        "is_for_pages": True,
    },
    {
        "code": "quick-polls",
        "title": _("Quick polls"),
        "purpose": _("To learn with one question what people prefer."),
        "people": _("Whoever votes, with or without an account"),
        "holds": _("One choice under a keyed hash; no name, no address, no network address."),
        "basis": "e",
        "basis_note": POWER,
        "recipients": _("Everybody, as totals; the companies that host the site and its backups"),
        "rules": ["votes"],
        "safeguards": KEYED,
        "is_for_pages": True,
    },
    {
        "code": "debates",
        "title": _("Forums and live sessions"),
        "purpose": _("To let residents talk with each other, with experts and with the council."),
        "people": _("Members and others with an account who write, ask or support"),
        "holds": _(
            "Topics, posts, questions and supports under the name that others see; reports, "
            "appeals and mutes. People may tell of themselves what article 9 protects."
        ),
        "basis": "e",
        "basis_note": POWER,
        "is_special": True,
        "condition": "9e",
        "recipients": _("Everybody, what is published; moderators; the companies that host it"),
        "rules": ["chat_log"],
        "retention": _("What was published stays, under “a former member” once they have left."),
        "safeguards": _("Published rules, moderation with reasons and an appeal, names chosen."),
        "is_for_pages": True,
    },
    {
        "code": "statements",
        "title": _("Statements to agree or disagree with"),
        "purpose": _("To learn what unites residents and what divides them before a decision."),
        "people": _("Members of the panel who vote on statements or add some"),
        "holds": _(
            "Votes under a keyed hash, with their day; statements with their author, whom only the "
            "site’s operators could find. Votes can reveal political opinion."
        ),
        "basis": "e",
        "basis_note": POWER,
        "is_special": True,
        "condition": "9j",
        "recipients": _(
            "Everybody, as groups of ten people or more; moderators, who read new statements "
            "without a name; the companies that host the site and its backups"
        ),
        "rules": ["statement_votes"],
        "retention": _("What was published stays, without its author once they have left."),
        "safeguards": KEYED,
        "is_for_pages": True,
    },
    {
        "code": "equality",
        "title": _("Equality monitoring"),
        "purpose": _("To see whom the panel stands for and who is missing, as statistics."),
        "people": _("Members of the panel who want to tell"),
        "holds": _(
            "Ethnic group, religion, disability, sexual orientation, gender identity and the "
            "other sets of questions in force, under a keyed hash. All of it is optional."
        ),
        "basis": "e",
        "basis_note": EQUALITY_DUTY,
        "is_special": True,
        "condition": "9g8",
        "recipients": _("Officers, as counts; the companies that host the site and its backups"),
        "rules": [],
        "retention": _("Until they delete it, alone and at any time, or leave the panel."),
        "safeguards": _("A choice of its own, no consequence of refusing, counts only, keyed."),
    },
    {
        "code": "messages",
        "title": _("Messages"),
        "purpose": _("To invite members, and to tell them what came of it, as they wish."),
        "people": _("Members of the panel, and followers of a consultation"),
        "holds": _("Which message stands where, choices of channel and rhythm, stopped addresses."),
        "basis": "e",
        "basis_note": POWER,
        "recipients": _(
            "Officers, without names; the council’s mail server; GOV.UK Notify for texts"
        ),
        "rules": ["told", "messages", "by_answers", "bounces"],
        "retention": _("Addresses that stopped our mail stay, as keyed hashes."),
        "safeguards": _("No text of a message is kept, no tracking, one click to stop."),
    },
    {
        "code": "draws",
        "title": _("Draws by lot and samples"),
        "purpose": _("To choose fairly whom to invite, and to prove that it was fair."),
        "people": _("Members of the panel in the pool of a draw"),
        "holds": _(
            "Who was in a pool, with which chance, and who was drawn, under codes; who "
            "volunteered, and the answers about themselves that they lend to one draw."
        ),
        "basis": "e",
        "basis_note": POWER,
        "is_special": True,
        "condition": "9a",
        "recipients": _("Officers; everybody, as lists of codes; the companies that host it"),
        "rules": ["calls", "seats", "told_draws", "other_pools"],
        "retention": _("Stays as the proof of a draw. Of who has left it leads to no name."),
        "safeguards": _("Codes instead of names; rows that the database refuses to change."),
    },
    {
        "code": "staff",
        "title": _("Accounts and acts of staff"),
        "purpose": _("To let staff work, and to be able to say who did what."),
        "people": _("Staff, councillors, experts and moderators"),
        "holds": _("Name, work address, roles, second steps, sign-ins, acts, whom they looked at."),
        "basis": "e",
        "basis_note": POWER,
        "recipients": _("Administrators and auditors; the companies that host the site"),
        "rules": ["audit_log", "security", "looks", "sessions", "tasks"],
        "safeguards": ACCESS,
    },
    {
        "code": "rights",
        "title": _("Rights, complaints and breaches"),
        "purpose": _("To answer people about their own data, and to account for what went wrong."),
        "people": _("Whoever asks or complains, and people whom a breach concerns, as numbers"),
        "holds": _(
            "Requests, complaints with the address to answer to, holds, erasures as hashes."
        ),
        "basis": "c",
        "basis_note": DATA_LAW,
        "recipients": _(
            "Administrators; the data protection officer; the Information Commissioner"
        ),
        "rules": ["data_requests", "data_complaints", "breaches", "holds"],
        "retention": _("The list of erasures stays, as hashes that lead to nobody."),
        "safeguards": ACCESS,
    },
)
