"""What a council sets once for its whole site."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="site")
class CouncilSettings(BaseGenericSetting):
    """Name, look, contact and disclosure threshold of the council that this site serves."""

    name = models.CharField(_("name of the site"), max_length=60, default="Folkmoot")
    council_name = models.CharField(_("name of the council"), max_length=80, default="Our council")
    council_code = models.CharField(_("GSS code"), max_length=9, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    brand = models.CharField(_("brand colour"), max_length=7, default="#0b3c49")
    accent = models.CharField(_("accent colour"), max_length=7, default="#ffbf3c")
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    phone_hours = models.CharField(
        _("phone hours"), max_length=80, default=_("9am to 5pm, Monday to Friday")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    suppression_threshold = models.PositiveSmallIntegerField(
        _("smallest count that is published"),
        default=10,
        validators=[MinValueValidator(5), MaxValueValidator(20)],
    )
    minimum_age = models.PositiveSmallIntegerField(
        _("youngest age on the panel"),
        default=16,
        validators=[MinValueValidator(13), MaxValueValidator(18)],
    )
    is_demonstration = models.BooleanField(_("this is a demonstration"), default=False)

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("council_name"), FieldPanel("council_code")],
            heading=_("Names"),
        ),
        MultiFieldPanel(
            [FieldPanel("logo"), FieldPanel("brand"), FieldPanel("accent")], heading=_("Look")
        ),
        MultiFieldPanel(
            [FieldPanel("phone"), FieldPanel("phone_hours"), FieldPanel("email")],
            heading=_("Contact"),
        ),
        MultiFieldPanel(
            [FieldPanel("suppression_threshold"), FieldPanel("minimum_age")],
            heading=_("Protection"),
        ),
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("the council")
