"""The record of processing activities: for each purpose what is held, why, and by which law."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ProcessingRecord(models.Model):
    """One purpose for which personal data is used (UK GDPR, article 30).

    Whatever asks people for data names one of these. `rules` are the codes of the retention
    schedule that end what is held for it; what ends by no clock is said in `retention`.
    """

    class Basis(models.TextChoices):
        CONSENT = "a", _("Consent: article 6(1)(a)")
        CONTRACT = "b", _("Contract: article 6(1)(b)")
        LEGAL_OBLIGATION = "c", _("Legal obligation: article 6(1)(c)")
        VITAL_INTERESTS = "d", _("Vital interests: article 6(1)(d)")
        PUBLIC_TASK = "e", _("Public task: article 6(1)(e)")
        LEGITIMATE_INTERESTS = "f", _("Legitimate interests: article 6(1)(f)")

    class Condition(models.TextChoices):
        CONSENT = "9a", _("Explicit consent: article 9(2)(a)")
        MADE_PUBLIC = "9e", _("Made public by the person: article 9(2)(e)")
        LEGAL_CLAIMS = "9f", _("Legal claims: article 9(2)(f)")
        EQUALITY = (
            "9g8",
            _("Equality of opportunity: article 9(2)(g), Data Protection Act 2018, Sch. 1 para. 8"),
        )
        GOVERNMENT = (
            "9g6",
            _("Statutory purposes: article 9(2)(g), Data Protection Act 2018, Sch. 1 para. 6"),
        )
        STATISTICS = (
            "9j",
            _("Statistics: article 9(2)(j), Data Protection Act 2018, s. 19 and Sch. 1 para. 4"),
        )

    # Conditions of Part 2 of Schedule 1 are met only with an appropriate policy document (para. 5).
    NEED_A_POLICY = (Condition.EQUALITY, Condition.GOVERNMENT)

    code = models.SlugField(max_length=40, unique=True, editable=False)
    title = models.CharField(_("name of the purpose"), max_length=120, unique=True)
    purpose = models.TextField(
        _("what the data is for"), max_length=1000, help_text=_("The public reads this.")
    )
    people = models.CharField(_("whose data"), max_length=300)
    holds = models.TextField(
        _("what is held"), max_length=2000, help_text=_("Kinds of data, never names.")
    )
    basis = models.CharField(_("lawful basis"), max_length=1, choices=Basis)
    basis_note = models.CharField(
        _("the law behind it"),
        max_length=500,
        blank=True,
        help_text=_("For a public task or legal obligation: the Act and section that give it."),
    )
    is_special = models.BooleanField(
        _("special categories may be told"),
        default=False,
        help_text=_(
            "Ethnic origin, religion or belief, health or disability, sexual orientation, "
            "political opinion, trade union membership."
        ),
    )
    condition = models.CharField(
        _("condition for special categories"),
        max_length=3,
        choices=Condition,
        blank=True,
        help_text=_("Needed where special categories may be told."),
    )
    policy_url = models.CharField(
        _("policy document"),
        max_length=300,
        blank=True,
        help_text=_("The address of a page, such as /policy/ or https://… ."),
    )
    recipients = models.TextField(
        _("who receives it"),
        max_length=1000,
        help_text=_("Roles at the council, and companies that work for it."),
    )
    transfers = models.CharField(
        _("transfers out of the United Kingdom"), max_length=300, default=_("None")
    )
    rules = models.JSONField(_("kept as the schedule says of"), default=list, blank=True)
    retention = models.TextField(
        _("how long the rest is kept"),
        max_length=1000,
        blank=True,
        help_text=_("What is under none of the rules above, and when it ends."),
    )
    safeguards = models.TextField(_("what protects it"), max_length=1000)
    # Only what people answer or say on a page of its own is named by that page.
    is_for_pages = models.BooleanField(
        _("pages that ask or invite talk can name it"), default=False
    )

    class Meta:
        ordering = ["pk"]
        default_permissions = ("view", "add", "change")
        verbose_name = _("record of processing")
        verbose_name_plural = _("records of processing")
        constraints = [
            models.CheckConstraint(
                name="special_categories_under_a_condition",
                condition=Q(is_special=False) | ~Q(condition=""),
            ),
            models.CheckConstraint(
                name="processing_has_purpose_basis_and_recipients",
                condition=~Q(purpose="") & ~Q(basis="") & ~Q(recipients="") & ~Q(holds=""),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def lacks_a_policy(self) -> bool:
        """Say whether the condition is met only with a policy document that nobody has named."""
        return self.condition in self.NEED_A_POLICY and not self.policy_url

    @property
    def basis_in_words(self) -> str:
        note = f" ({self.basis_note})" if self.basis_note else ""
        return f"{self.get_basis_display()}{note}"

    def clean(self):
        """Say beside each field what the law asks for and is not there."""
        faults = {}
        if self.is_special and not self.condition:
            faults["condition"] = gettext("Choose the condition. Without one it is not allowed.")
        if self.lacks_a_policy:
            faults["policy_url"] = gettext(
                "This condition is met only with an appropriate policy document. Give its address."
            )
        if not self.rules and not self.retention.strip():
            faults["retention"] = gettext("Say how long it is kept, or choose rules above.")
        if self.basis in ("c", "e") and not self.basis_note.strip():
            faults["basis_note"] = gettext("Name the law. The basis alone is not enough.")
        if self.policy_url and not self.policy_url.startswith(("/", "https://", "http://")):
            faults["policy_url"] = gettext("Begin with / or https://")
        if faults:
            raise ValidationError(faults)
