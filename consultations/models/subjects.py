"""What consultations are about, and for whom they are."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet


class Named(models.Model):
    """A name that an officer gives, and its short form in addresses."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)

    panels = [FieldPanel("name"), FieldPanel("slug")]

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self):
        return self.name


@register_snippet
class Subject(Named):
    """A subject that residents can filter by, such as "Transport"."""

    class Meta(Named.Meta):
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")


@register_snippet
class Audience(Named):
    """Some of the people of the area, such as "Businesses" or "Young people"."""

    class Meta(Named.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
