"""What invented people wrote in the residents’ survey, and on whose behalf."""

from random import Random

from polls.models import RespondentType

# theme, and what was said that is about it
BY_THEME = {
    "Buses": (
        "Run the last bus home later than half past ten.",
        "The 6 is late more often than not. Tell people at the stop, at least.",
        "More buses to the hospital on Sundays.",
    ),
    "Clean streets": (
        "Empty the bins by the shops before the weekend, not after it.",
        "Fine people who leave mattresses on the pavement.",
        "Sweep the leaves before they are a slide.",
    ),
    "Being told": (
        "Answer when I report something. I have had one reply in three years.",
        "Say what you did with what we told you last time.",
        "Write letters that somebody can read without a lawyer.",
    ),
    "Housing": (
        "Build homes that people who work here can rent.",
        "Mend the damp before you paint over it.",
    ),
}
OF_NO_THEME = (
    "Keep going as you are, you do better than people say.",
    "My neighbour at number 9 has his music on all night and you do nothing.",
)
# What people add, so that hardly two write the same.
ADDED = (
    "I have lived here for thirty years.",
    "That would cost next to nothing.",
    "My daughter says the same.",
    "I said so last year as well.",
    "It is worst on Fridays.",
    "Ask anybody on our street.",
    "I would help, if somebody asked me.",
    "It used to be better.",
    "Other towns can do it.",
    "That matters more than anything on your list.",
    "I know that money is short.",
    "Thank you for asking.",
    "It has been like this since the spring.",
    "I gave up writing to you about it.",
    "My mother is 84 and cannot do without.",
    "We moved here in May and were surprised.",
    "The children notice it too.",
    "Somebody will get hurt one day.",
)


def thought(random: Random) -> str:
    """Return what one person would have the council do differently."""
    said = [words for of_theme in BY_THEME.values() for words in of_theme]
    return f"{random.choice([*said, *OF_NO_THEME])} {random.choice(ADDED)}"


def theme_of(text: str) -> str:
    """Return what something is about; empty if none of the themes."""
    return next((theme for theme, said in BY_THEME.items() if text.startswith(said)), "")


TO_TAKE_OUT = "at number 9"
CAMPAIGN = "Save our baths: keep Jubilee Pool open, with the hours that it has today, and publish the figures"
ORGANISATIONS = (
    {
        "type": RespondentType.BUSINESS,
        "name": "Church Road Traders",
        "represents": "41 shops and cafés between Lawrence Hill and St George",
        "how_gathered": "A meeting of 23 members, and a vote by e-mail.",
    },
    {
        "type": RespondentType.VOLUNTARY,
        "name": "Bristol Older People’s Voice",
        "represents": "About 300 people over 60 in all parts of the city",
        "how_gathered": "Six tea mornings, written down by volunteers.",
    },
)
