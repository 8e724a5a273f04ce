"""Load the county's divisions that lie in a council's area: their codes, names and dates."""

import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Min, ProtectedError
from django.utils.translation import gettext as _

from core.refusals import Refused
from panel.loading import UnknownLayout, fingerprint
from panel.models import Division, LoadedFile, Postcode, PostcodeEdition
from panel.models.places import is_council_code, is_division_code

CHANGED_BY_A_FILE = ("code", "name", "valid_from", "valid_to")


@transaction.atomic
def load_divisions(
    path: Path, names: dict[str, str], *, council_code: str, valid_from: datetime.date
) -> list[Division]:
    """Store the divisions of a file, `{code: name}`, in which a postcode of the council lies.

    A file of the ONS holds all of England and names no district, so the postcodes decide which are
    ours: they are loaded first. Divisions that end where these begin are ended, as wards are.
    """
    is_council_code(council_code)
    ours = codes_in(council_code)
    if not ours:
        raise UnknownLayout(
            f"No loaded postcode file names divisions in {council_code}. Load the ONS Postcode "
            "Directory or the National Statistics Postcode Lookup first: Code-Point Open has none."
        )
    kept = {code: name for code, name in names.items() if code in ours}
    if not kept:
        raise UnknownLayout(f"{path.name} has no division in which a postcode of ours lies.")
    for code in kept:
        is_division_code(code)
    before = snapshot()
    others = Division.objects.exclude(code__in=kept)
    later = others.filter(valid_from__gt=valid_from).aggregate(first=Min("valid_from"))["first"]
    divisions = []
    for code, name in sorted(kept.items()):
        known = Division.objects.filter(code=code).first()
        division = known or Division(code=code, valid_from=valid_from)
        division.name = name
        division.valid_from, division.valid_to = min(division.valid_from, valid_from), later
        division.save()
        divisions.append(division)
    others.filter(valid_from__lt=valid_from, valid_to=None).update(valid_to=valid_from)
    after = snapshot()
    LoadedFile.objects.create(
        kind=LoadedFile.Kind.DIVISIONS,
        edition=f"{council_code}, {valid_from.isoformat()}",
        file_name=path.name,
        sha256=fingerprint(path),
        rows=len(divisions),
        replaced={
            "changed": [row for code, row in before.items() if after[code] != row],
            "added": sorted(after.keys() - before.keys()),
        },
    )
    return divisions


def codes_in(council_code: str) -> set[str]:
    """Return the codes of divisions in which a file in use puts a postcode of the council."""
    rows = Postcode.objects.filter(
        edition__in=PostcodeEdition.objects.answering(), council_code=council_code
    )
    return set(rows.exclude(division_code="").values_list("division_code", flat=True).distinct())


def snapshot() -> dict[str, dict]:
    """Return what a file of divisions can change, in a form that JSON keeps whole."""
    return {
        row["code"]: {
            name: value.isoformat() if isinstance(value, datetime.date) else value
            for name, value in row.items()
        }
        for row in Division.objects.values(*CHANGED_BY_A_FILE)
    }


@transaction.atomic
def take_back_divisions(loaded: LoadedFile) -> None:
    """Restore the divisions as they were before a file; refused once somebody lives in one."""
    try:
        with transaction.atomic():
            Division.objects.filter(code__in=loaded.replaced["added"]).delete()
    except ProtectedError as used:
        raise Refused(
            _("Members are in these divisions already, so this file cannot be taken back.")
        ) from used
    for row in loaded.replaced["changed"]:
        Division.objects.filter(code=row["code"]).update(**row)
