"""How long records are kept where a council says so, what is held back, and each run."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class RetentionPeriod(models.Model):
    """A council's own period for one kind of record, in the unit of its rule."""

    rule = models.CharField(max_length=30, unique=True)
    number = models.PositiveSmallIntegerField(
        _("how long"), validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )

    class Meta:
        default_permissions = ("change",)
        verbose_name = _("retention period")

    def __str__(self):
        return f"{self.rule}: {self.number}"


class HoldQuerySet(models.QuerySet):
    def standing(self):
        """Keep the holds that nobody has lifted."""
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """A reason to destroy nothing of a person, of a consultation or of a kind of record."""

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("Complaint")
        FOI = "foi", _("Freedom of information request")
        LITIGATION = "litigation", _("Litigation")

    kind = models.CharField(_("because of"), max_length=10, choices=Kind)
    reason = models.TextField(_("reason"), max_length=1000)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="holds",
        verbose_name=_("person"),
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("consultation"),
    )
    rule = models.CharField(_("kind of record"), max_length=30, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    placed_at = models.DateTimeField(_("placed"), default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_because = models.TextField(max_length=1000, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at", "-pk"]
        default_permissions = ("view", "add", "change")
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.CheckConstraint(
                name="holds_one_person_page_or_rule",
                condition=Q(person__isnull=False, page=None, rule="")
                | Q(person=None, page__isnull=False, rule="")
                | (Q(person=None, page=None) & ~Q(rule="")),
            ),
            models.CheckConstraint(name="held_for_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="lifted_for_a_reason",
                condition=Q(lifted_at=None, lifted_because="")
                | (Q(lifted_at__isnull=False) & ~Q(lifted_because="")),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.person or self.page or self.rule}"

    @property
    def title_in_log(self) -> str:
        if self.person_id is None:
            return str(self)
        return f"{self.get_kind_display()}: {gettext('Member %(n)d') % {'n': self.person_id}}"


class RetentionRun(models.Model):
    """One look at what is due, and whether it was let go of. It names kinds and counts, nobody."""

    at = models.DateTimeField(_("when"), default=timezone.now)
    # The day of a run by the clock: the database decides that there is one a day.
    day = models.DateField(null=True, blank=True, unique=True)
    is_report = models.BooleanField(_("only a report"), default=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lines = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ("view", "add")
        verbose_name = _("run of the retention schedule")

    def __str__(self):
        return f"{self.at:%Y-%m-%d}"
