"""Residents of output areas and LSOAs: kept, so that wards can be weighed by people."""

from panel.models import LoadedFile, SmallAreaCount


def replace_residents(residents: dict[str, int], source: str) -> dict:
    """Write residents of small areas in place of those before; return what undoes it."""
    before = SmallAreaCount.objects.filter(source=source, code__in=residents)
    undo = {"codes": sorted(residents), "before": list(before.values_list("code", "people"))}
    before.delete()
    _write(residents.items(), source)
    return undo


def put_back_residents(loaded: LoadedFile) -> None:
    """Restore the residents of small areas as they were before a file."""
    undo = loaded.replaced.get("residents") or {"codes": [], "before": []}
    SmallAreaCount.objects.filter(source=loaded.edition, code__in=undo["codes"]).delete()
    _write(undo["before"], loaded.edition)


def _write(pairs, source: str) -> None:
    SmallAreaCount.objects.bulk_create(
        [SmallAreaCount(code=code, people=people, source=source) for code, people in pairs],
        batch_size=1000,
    )
