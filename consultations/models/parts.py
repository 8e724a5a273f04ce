"""The rows that belong to a consultation's page: options, documents, notes of changes."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable


class Option(Orderable):
    """One of the things that may be decided; its number is its place in the list."""

    page = ParentalKey(
        "consultations.ConsultationPage", on_delete=models.CASCADE, related_name="options"
    )
    title = models.CharField(_("option"), max_length=160)
    text = models.TextField(_("what it means, why, and what it costs"))
    is_no_change = models.BooleanField(
        _("this option is to leave things as they are"), default=False
    )

    panels = [FieldPanel("title"), FieldPanel("text"), FieldPanel("is_no_change")]

    class Meta(Orderable.Meta):
        verbose_name = _("option")

    def __str__(self):
        return self.title

    @property
    def number(self) -> int:
        """Return the number that the page shows beside this option."""
        return (self.sort_order or 0) + 1


class ConsultationDocument(Orderable):
    """A document to read first, with a summary for those who will not open the file."""

    page = ParentalKey(
        "consultations.ConsultationPage", on_delete=models.CASCADE, related_name="documents"
    )
    document = models.ForeignKey(get_document_model_string(), models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("what it says, in a few sentences"))

    panels = [FieldPanel("document"), FieldPanel("title"), FieldPanel("summary")]

    class Meta(Orderable.Meta):
        verbose_name = _("document")

    def __str__(self):
        return self.title


class ChangeNote(Orderable):
    """A public note, with its date, of what was changed after people began to answer."""

    page = ParentalKey(
        "consultations.ConsultationPage", on_delete=models.CASCADE, related_name="change_notes"
    )
    noted_on = models.DateField(_("date"), default=timezone.localdate)
    text = models.TextField(_("what changed, and why"))

    panels = [FieldPanel("noted_on"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("note of a change")
        verbose_name_plural = _("notes of changes")

    def __str__(self):
        return self.text
