"""Many plain rows at once: the loading writes tens of thousands, and `bulk_create` takes ten times
as long over them."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model


def insert(model: type[Model], names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows as they stand in the database; every field without a default there is named."""
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})",  # noqa: S608
            list(rows),
        )


def for_database(model: type[Model], name: str, value: Any) -> Any:
    """Return a value as the database takes it, where it is no number and no text."""
    return model._meta.get_field(name).get_db_prep_save(value, connection)
