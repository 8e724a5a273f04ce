"""What a change of boundaries leaves behind: which ward became which, and who lived where."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panel.models.council import CouncilSettings
from panel.models.places import Ward


class WardSuccession(models.Model):
    """How much of an ended ward lies in a later one, by the postcodes that both files hold.

    Each postcode stands for an equal part of the people of its output area, or of its LSOA, where
    all of them have a count on file; else every postcode for as many as any other.
    """

    class CountedIn(models.TextChoices):
        OUTPUT_AREAS = "oa", _("people, by output area")
        LSOAS = "lsoa", _("people, by LSOA")
        POSTCODES = "postcode", _("postcodes")

    earlier = models.ForeignKey(
        Ward, models.CASCADE, related_name="successors", verbose_name=_("earlier ward")
    )
    later = models.ForeignKey(
        Ward, models.CASCADE, related_name="predecessors", verbose_name=_("later ward")
    )
    postcodes = models.PositiveIntegerField(_("postcodes in both"))
    people = models.FloatField(_("people in both"), null=True, blank=True)
    counted_in = models.CharField(
        _("shares are of"), max_length=8, choices=CountedIn, default=CountedIn.POSTCODES
    )
    share_of_earlier = models.FloatField(_("share of the earlier ward"))
    share_of_later = models.FloatField(_("share of the later ward"))

    class Meta:
        ordering = ["earlier__name", "-share_of_earlier"]
        verbose_name = _("earlier and later ward")
        verbose_name_plural = _("earlier and later wards")
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="one_share_a_pair_of_wards"),
            models.CheckConstraint(
                name="a_ward_does_not_follow_itself", condition=~Q(earlier=F("later"))
            ),
            models.CheckConstraint(
                name="shares_are_above_nought_and_at_most_one",
                condition=Q(share_of_earlier__gt=0, share_of_earlier__lte=1)
                & Q(share_of_later__gt=0, share_of_later__lte=1),
            ),
        ]

    def __str__(self):
        return f"{self.earlier} → {self.later} ({self.share_of_earlier:.0%})"

    @property
    def takes_nearly_all(self) -> bool:
        """Say whether who lived in the earlier ward may be taken to live in the later one."""
        return self.share_of_earlier >= nearly_all()

    @property
    def is_same_place(self) -> bool:
        """Say whether a trend may run on, with a footnote: nearly all of each is in the other."""
        return min(self.share_of_earlier, self.share_of_later) >= nearly_all()

    @property
    def is_whole(self) -> bool:
        """Say whether the wards are one and the same under two codes, as far as counts can tell."""
        return min(self.share_of_earlier, self.share_of_later) == 1


def nearly_all() -> float:
    """Return the council's rule for taking two wards for one place, as a share."""
    return CouncilSettings.load().nearly_all / 100


class WardGroup(models.Model):
    """Wards that are taken together, for weighting or because they share a consultation."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    wards = models.ManyToManyField(Ward, related_name="ward_groups", verbose_name=_("wards"))

    class Meta:
        ordering = ["name"]
        verbose_name = _("group of wards")
        verbose_name_plural = _("groups of wards")

    def __str__(self):
        return self.name


class BoundaryChange(models.Model):
    """A day from which other boundaries hold, and what became of the members then."""

    on = models.DateField(_("boundaries valid from"), unique=True)
    carried_out_at = models.DateTimeField(_("carried out"), default=timezone.now)
    by_postcode = models.PositiveIntegerField(_("members placed by their postcode"), default=0)
    by_best_fit = models.PositiveIntegerField(
        _("members whose ward went nearly whole to another"), default=0
    )
    to_confirm = models.PositiveIntegerField(_("members asked for their ward"), default=0)

    class Meta:
        ordering = ["-on"]
        verbose_name = _("change of boundaries")
        verbose_name_plural = _("changes of boundaries")

    def __str__(self):
        return f"{self.on}"


class FormerWard(models.Model):
    """A ward in which a member used to be, and until when; it goes when the member leaves."""

    class Because(models.TextChoices):
        MOVED = "moved", _("The member moved or corrected it")
        BOUNDARIES = "boundaries", _("The boundaries changed")

    membership = models.ForeignKey("panel.Membership", models.CASCADE, related_name="former_wards")
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+")
    until = models.DateField()
    because = models.CharField(max_length=10, choices=Because)

    class Meta:
        ordering = ["-until", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "ward", "until"], name="one_row_a_former_ward_and_day"
            )
        ]

    def __str__(self):
        return f"{self.ward}, {self.until}"
