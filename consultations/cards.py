"""How an activity presents itself on a consultation's page, at home and in My panel."""

from dataclasses import dataclass, field

ASKING = ("poll", "questionnaire")  # kinds of activities that take responses


@dataclass
class ActivityCard:
    """What one activity is, how it stands, and what to do there, in words ready to show."""

    kind: str  # "poll", "forum", "session" or "questionnaire"
    kind_label: str
    title: str
    url: str
    sentence: str
    facts: list[str] = field(default_factory=list)
    action: str = ""  # the words of the link, such as "Answer the questions"
    tag: tuple[str, str] = ("open", "")  # tone and text
    is_live: bool = False

    @property
    def takes_responses(self) -> bool:
        """Tell questions, whose answers count as responses, from talk, which does not."""
        return self.kind in ASKING

    @property
    def is_wide(self) -> bool:
        """A poll with stages needs the width, so that its journey runs across."""
        return self.kind == "poll"
