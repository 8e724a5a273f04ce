"""The question bank: questions that officers keep to ask again elsewhere."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BankedQuestion(models.Model):
    """One question with its answers and rows, as it was when it was kept."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    content = models.JSONField(encoder=DjangoJSONEncoder)  # as `polls.copying` writes it
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        verbose_name = _("question in the bank")
        verbose_name_plural = _("questions in the bank")

    def __str__(self):
        return self.name
