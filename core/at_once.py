"""Rows of several tables, read in one query.

A page that lists consultations, the question of the week and what came of earlier ones asks the
database for things that do not depend on each other. Asked one by one, each costs a way to the
database and back. Here they are asked together: every queryset becomes one column of a single row,
a list in JSON, and is read back as though it had been asked alone.
"""

import datetime
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import (
    Expression,
    ManyToOneRel,
    Model,
    Prefetch,
    QuerySet,
    TextField,
    prefetch_related_objects,
)
from django.db.models.sql.compiler import SQLCompiler

# Both databases limit how many values one function takes: PostgreSQL to 100, SQLite to 127.
MOST_VALUES = 90
LISTS = {
    "sqlite": ("json_array", "json_group_array"),
    "postgresql": ("json_build_array", "json_agg"),
}


def moment_or_day(text: str) -> datetime.date:
    """Read a date; one that was cut from a moment comes as that moment's first."""
    kind = datetime.datetime if "T" in text else datetime.date
    return kind.fromisoformat(text)


# What PostgreSQL's driver would hand over where JSON has no such value; a type that is missing here
# arrives as JSON has it: text, number, truth. SQLite keeps everything as text or number, and hands
# over 15 digits of a number with a point before its version 3.43.
FROM_JSON: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": moment_or_day,
    "DateField": moment_or_day,
    "TimeField": datetime.time.fromisoformat,
    "DecimalField": Decimal,
    "FloatField": float,
    "JSONField": partial(json.dumps, default=float),
    "UUIDField": UUID,
}
WITHOUT_JSON = ("BinaryField", "DurationField")


def read_at_once(*querysets: QuerySet) -> None:
    """Evaluate querysets, each as if it were asked alone, in one query for all.

    Lists, values and annotations come as they do otherwise; what a queryset prefetches is read
    after it, as always. Raises `TypeError` for columns that JSON cannot hold (bytes, durations).
    """
    waiting = [one for one in querysets if one._result_cache is None]
    asked: list[tuple[QuerySet, SQLCompiler, str, Sequence[Any]]] = []
    for one in waiting:
        compiler = one.query.get_compiler(one.db)
        one._result_cache = []
        with suppress(EmptyResultSet):  # known to be empty without asking
            asked.append((one, compiler, *one_column(compiler)))
    if not asked:
        return
    connection = connections[asked[0][0].db]
    columns = ", ".join(sql for _one, _compiler, sql, _values in asked)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [one for *_names, values in asked for one in values])
        found = cursor.fetchone()
    # Decimals stay exact; what SQLite calls a number with a point is a float there in any case.
    exact = Decimal if connection.vendor == "postgresql" else float
    for (one, compiler, _sql, _values), cell in zip(asked, found, strict=True):
        rows = json.loads(cell, parse_float=exact) if cell else []
        one._result_cache = list(as_asked_alone(one, compiler, rows))
    for one in waiting:
        if one._prefetch_related_lookups and not one._prefetch_done:  # type: ignore[attr-defined]
            prefetch_related_objects(one._result_cache, *one._prefetch_related_lookups)  # type: ignore[attr-defined,arg-type]
            one._prefetch_done = True  # type: ignore[attr-defined]


def one_column(compiler: SQLCompiler) -> tuple[str, Sequence[Any]]:
    """Return the SQL of one column with all rows of a query in their order, and its values."""
    sql, values = compiler.as_sql(with_col_aliases=True)
    array, group = LISTS[compiler.connection.vendor]
    names = [compiler.connection.ops.quote_name(alias) for _col, _sql, alias in compiler.select]
    parts = [
        f"{array}({', '.join(names[start : start + MOST_VALUES])})"
        for start in range(0, len(names), MOST_VALUES)
    ]
    # Names and functions are ours, and the query is Django's, its values apart from it.
    return f"(SELECT CAST({group}({array}({', '.join(parts)})) AS text) FROM ({sql}) one)", values  # noqa: S608


class RowsAsText(Expression):
    """All rows of a queryset as one value beside others, such as what a person may do.

    `rows_in` reads them. It is for text and whole numbers, which JSON has as they are.
    """

    def __init__(self, queryset: QuerySet) -> None:
        super().__init__(output_field=TextField())
        self._queryset = queryset

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return one_column(self._queryset.query.get_compiler(connection=connection))


def rows_in(text: str | None) -> list[list[Any]]:
    """Return the rows that `RowsAsText` holds."""
    return [list(chain.from_iterable(row)) for row in json.loads(text or "[]")]


def as_asked_alone(queryset: QuerySet, compiler: SQLCompiler, rows: list) -> Iterator[Any]:
    """Turn rows from JSON into what the queryset gives: objects, tuples, single values."""
    kinds = [column.output_field.get_internal_type() for column, _sql, _alias in compiler.select]
    if unfit := [kind for kind in kinds if kind in WITHOUT_JSON]:
        raise TypeError(f"JSON cannot hold what {queryset.model.__name__} keeps: {unfit}")
    if compiler.connection.vendor == "postgresql":
        ways = [(place, FROM_JSON[kind]) for place, kind in enumerate(kinds) if kind in FROM_JSON]
    else:
        ways = []
    plain = [as_the_driver_would(list(chain.from_iterable(row)), ways) for row in rows]
    # The compiler stands in for the one that the queryset would make for itself.
    compiler.execute_sql = lambda *_how, **_much: [plain]  # type: ignore[method-assign,assignment]
    clone = queryset._chain()  # type: ignore[attr-defined]
    clone.query.get_compiler = lambda *_how, **_much: compiler
    return iter(clone._iterable_class(clone))


def as_the_driver_would(row: list, ways: list[tuple[int, Callable]]) -> tuple:
    for place, way in ways:
        if row[place] is not None:
            row[place] = way(row[place])
    return tuple(row)


def prefetch_at_once(
    *groups: tuple[Sequence[Model], Sequence[str | Prefetch]], beside: Sequence[QuerySet] = ()
) -> None:
    """Read what objects of several types have below them, such as items and experts, in one query.

    Each group is a list of objects of one type and the names of relations from them (or a
    `Prefetch` with a queryset for one). Afterwards they are as `prefetch_related` leaves them.
    `beside` are other querysets that are evaluated with them.
    """
    waiting: list[tuple[Sequence[Model], ManyToOneRel, QuerySet]] = []
    for instances, lookups in groups:
        for one in lookups if instances else ():
            lookup = one if isinstance(one, Prefetch) else Prefetch(one)
            relation = instances[0]._meta.get_field(lookup.prefetch_to)
            if not isinstance(relation, ManyToOneRel):
                raise TypeError(f"{lookup.prefetch_to} does not lead from one to many.")
            rows = lookup.queryset
            if rows is None:
                rows = relation.related_model._default_manager.all()
            waiting.append(
                (instances, relation, rows.filter(**{f"{relation.field.name}__in": instances}))
            )
    read_at_once(*beside, *(rows for _instances, _relation, rows in waiting))
    for instances, relation, rows in waiting:
        give(instances, relation, rows)


def give(instances: Sequence[Model], relation: ManyToOneRel, rows: QuerySet) -> None:
    """Leave rows that were read with the objects that they belong to."""
    by_pk: dict[Any, list[Model]] = {instance.pk: [] for instance in instances}
    owners = {instance.pk: instance for instance in instances}
    for row in rows:
        owner = getattr(row, relation.field.attname)
        by_pk[owner].append(row)
        relation.field.set_cached_value(row, owners[owner])
    for instance in instances:
        own = rows._chain()  # type: ignore[attr-defined]
        own._result_cache, own._prefetch_done = by_pk[instance.pk], True
        cache = instance.__dict__.setdefault("_prefetched_objects_cache", {})
        cache[relation.cache_name] = own
