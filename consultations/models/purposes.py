"""What whoever asks people for something has to name first: the purpose, on record."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from panel.models import ProcessingRecord


class HasPurpose(models.Model):
    """A page that asks people for data, and names what for (UK GDPR, article 30).

    `usual_purpose` is the code of the record that it names where an officer names none.
    """

    purpose = models.ForeignKey(
        ProcessingRecord,
        models.SET_NULL,  # nobody may delete one; an old draft may name one that is gone
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"is_for_pages": True},
        verbose_name=_("purpose on record"),
        help_text=_(
            "What people’s data is used for, under which law. Left empty, the usual one for such a "
            "page. They are kept under Settings, Records of processing."
        ),
    )

    usual_purpose = "questionnaires"
    purpose_panel = FieldPanel("purpose")

    class Meta:
        abstract = True

    @property
    def asks_for_special_categories(self) -> bool:
        """Say whether any question here is about what article 9 protects."""
        return False

    def clean(self):
        super().clean()
        if self.purpose_id is None:
            self.purpose = ProcessingRecord.objects.filter(code=self.usual_purpose).first()
        if fault := fault_of_purpose(self):
            raise ValidationError({"purpose": fault})


def fault_of_purpose(page: HasPurpose) -> str:
    """Say why nobody may be asked under the purpose that a page names; empty when they may."""
    record = page.purpose
    if record is None:
        return gettext("Name the purpose. Without one on record nobody may be asked.")
    if page.asks_for_special_categories and not record.is_special:
        return gettext(
            "A question here is marked sensitive, and “%(purpose)s” is not for special categories. "
            "Name a purpose whose record has a condition for them."
        ) % {"purpose": record}
    return ""
