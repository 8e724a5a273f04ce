"""What forums and live sessions have in common: people talk in them."""

from consultations.models import ActivityPage


class TalkPage:
    """An activity in which people write, ask and support what others asked."""

    @classmethod
    def joined_by(cls, user, pages: list[ActivityPage]) -> set[int]:
        """Return the pks of those pages where a person took part, of forums and sessions alike."""
        here = [page.pk for page in pages]
        wrote = user.contributions.filter(post__topic__forum__in=here).order_by()
        asked = user.contributions.filter(question__session__in=here).order_by()
        backed = user.supports.filter(question__session__in=here)
        return set(
            wrote.values_list("post__topic__forum", flat=True).union(
                asked.values_list("question__session", flat=True),
                backed.values_list("question__session", flat=True),
            )
        )
