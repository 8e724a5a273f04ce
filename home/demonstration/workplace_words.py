"""What is asked about workplace parking, what both sides say, and what the groups said so far."""

# code, wording
PROPOSALS = (
    ("levy", "Charge employers in the city centre for parking spaces at work"),
    ("small", "Let the first ten spaces of every employer be free"),
    ("buses", "Spend the money on buses first"),
    ("shifts", "Free spaces for people who start before 6am or end after midnight"),
)
REVIEWERS = (
    ("Leila Grant", "Employers", "leila.grant@example.org"),
    ("Owen Marsh", "Bus passengers", "owen.marsh@example.org"),
)
STUDY = "Transport study for the city region, March"
FORUM = "Survey of 212 employers, city centre forum, May"
BOTH_SIDES = [
    {
        "title": "Charge employers in the city centre for parking spaces at work",
        "summary": "£550 a year for each space, from the eleventh on. About 340 employers would pay.",
        "for": [
            {
                "text": "It would bring about £4 million a year, which by law goes to transport and nothing else.",
                "source": STUDY,
            },
            {
                "text": "In a city with a levy, traffic at peak times grew more slowly than elsewhere.",
                "source": STUDY,
            },
        ],
        "against": [
            {
                "text": "Four in ten employers say that they would pass the charge on to staff who drive to work.",
                "source": FORUM,
            },
            {
                "text": "Some would move beyond the boundary of the levy, and take jobs and traffic with them.",
                "source": FORUM,
            },
        ],
    },
    {
        "title": "Free spaces for people who work when no bus runs",
        "summary": "Spaces that are kept for early and late shifts would not be counted.",
        "for": [
            {
                "text": "Between midnight and six in the morning eleven of the city’s 74 bus routes run.",
                "source": STUDY,
            }
        ],
        "against": [
            {
                "text": "Nobody can check at whose shift a space is used, so the honest would pay for others.",
                "source": FORUM,
            }
        ],
    },
]
# By round: the parts of the agenda.
AGENDA = (
    (
        {
            "title": "What would you spend £4 million on?",
            "text": "It has to go to transport. Think of the journeys that you make, and of those that others make.",
        },
        {
            "title": "Would it change how people get to work?",
            "text": "What would you do, and what would those do whom you know?",
            "reasons_for": "Who pays for a space thinks about it\nBuses that come more often give people a choice",
            "reasons_against": "Who has no bus cannot change\nA charge on the employer does not reach who drives",
        },
    ),
    (
        {
            "title": "Who would really pay?",
            "text": "Employers can pay it, or pass it on to staff or to customers.",
            "reasons_for": "Large employers can afford it, and most of their staff come by bus already\n"
            "Everybody pays for roads, and few have a space at work\n"
            "A law could forbid to pass it on",
            "reasons_against": "Wages are paid from the same purse\nShops would charge their customers\n"
            "Care workers need a car between visits",
        },
        {
            "title": "Who should not have to pay?",
            "text": "Hospitals are free by law. Who else, and where does it end?",
            "reasons_for": "Shift workers have no bus\nCharities and schools pay from gifts and taxes",
            "reasons_against": "Each exception makes the rest pay more\nNobody can check who uses a space when",
        },
        {
            "title": "What do we still need to know?",
            "text": "Word the questions for the experts, and put them in order.",
        },
    ),
)
# Of the first round, by part of the agenda; each group has some of these.
SAID_THEN = (
    (
        "Buses in the evening. My shift ends at ten and the last one has gone.",
        "Mend what we have first. A bus that does not come is worse than none.",
        "I would put half of it into pavements. Everybody walks the last bit.",
        "Trams! But £4 million would not lay a street of rails, would it?",
        "Cheaper fares for people under 21, so that they never start to drive.",
        "Ask the hospital porters. They are the ones who wait at five in the morning.",
    ),
    (
        "I would share a car with a colleague. We have talked about it for years.",
        "No. I drop my children off on the way, and no bus does that.",
        "My firm would take away the worst spaces and keep the directors’.",
        "If the bus came every ten minutes I would not even look at a timetable.",
        "It would change nothing for me, and a lot for people who live by the main road.",
        "People would park in the streets round the centre instead. Ours are full already.",
    ),
)
# Of the round that goes on today: how the group of whoever signs in has begun.
SAID_NOW = (
    "The employer pays the bill, but it comes out of our pay rise. I have seen how that works.",
    "Mine has 400 spaces and made a profit of millions. I would not feel sorry.",
    "I run a nursery with fourteen spaces. Four of them would cost what a new carpet costs.",
    "> Would the first ten not be free for you?",
    "They would. It is the four after that, and I cannot do without them when parents come.",
    "Has anybody found out how it went where they have it?",
    "My mother’s carers drive between visits all day. Does the office’s car park count as theirs?",
)
INVITES = (
    "Thank you. We have heard three employers and two people who drive. Who comes by bus or on foot, and "
    "how does this look from there?"
)
OPENED_EARLY = "Everybody in the group has spoken on the first part, and two asked to go on."
# By round: questions to the experts. Of the first, each group asked one; the others are proposed.
ASKED = (
    (
        "How much of the £4 million would be left once the levy has been collected?",
        "Helen Osei",
        "About £3.6 million. Collecting it takes one person in ten thousand pounds, as the licence for a market "
        "does: employers count their own spaces, and some are checked.",
    ),
    (
        "Did employers leave the city that has a levy?",
        "Martin Tully",
        "Some did, and nobody can say for how many the levy was the reason. Rents fell at the same time. I know "
        "two on Church Road who would look at it.",
    ),
    (
        "What happens to streets just outside the levy?",
        "Helen Osei",
        "They fill up first. Where that happened, residents’ parking came within a year, paid from the levy.",
    ),
    (
        "Would a shop pay for the spaces of its customers?",
        "Martin Tully",
        "No. Customers’ spaces are free. The spaces of those who serve them are not, and in a small shop that is the "
        "same row.",
    ),
)
PROPOSED = (
    "How many employers with ten to twenty spaces would pay, and how much each?",
    "Can a council forbid employers to pass the charge on to staff?",
    "Do spaces of care workers count while they are out on visits?",
    "What was promised where there is a levy, and what was built?",
)
