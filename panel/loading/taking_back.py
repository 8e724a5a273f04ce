"""Take a loaded file of places or counts back, the newest first."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refused
from panel.loading.census import take_back_census
from panel.loading.deprivation import take_back_deprivation
from panel.loading.divisions import take_back_divisions
from panel.loading.postcodes import take_back_postcodes
from panel.loading.wards import take_back_wards
from panel.models import LoadedFile

WAYS = {
    LoadedFile.Kind.WARDS: take_back_wards,
    LoadedFile.Kind.DIVISIONS: take_back_divisions,
    LoadedFile.Kind.CENSUS: take_back_census,
    LoadedFile.Kind.POSTCODES: take_back_postcodes,
    LoadedFile.Kind.DEPRIVATION: take_back_deprivation,
}


@transaction.atomic
def take_back(loaded: LoadedFile) -> None:
    """Restore what was there before the newest file; an older one waits until it is the newest."""
    newest = LoadedFile.objects.standing().select_for_update().first()
    if loaded != newest:
        raise Refused(
            _("Only the newest file can be taken back. That is %(file)s.") % {"file": newest}
            if newest
            else _("Nothing is left to take back.")
        )
    WAYS[LoadedFile.Kind(loaded.kind)](loaded)
    loaded.taken_back_at = timezone.now()
    loaded.save(update_fields=["taken_back_at"])
