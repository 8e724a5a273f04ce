"""Queries whose SQL is built once.

Django builds the SQL of a query anew each time. For what every request asks, such as who is signed
in, that takes ten times as long as the database needs to answer. Such a query is built once for
each connection, with gaps in it, and each time only the gaps are filled.

This uses what lies between Django's querysets and their SQL, which Django does not promise to
keep: `tests/core/test_compiled.py` compares what is found with what the plain queryset finds.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators


class Gap(Expression):
    """A value that is not known when the query is built, named, and of the type of a field."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Compiled:
    """A query for one row; `build` returns it as a queryset of models or of `values_list`.

    What `build` asks of clock or settings would stay as it was then: make such values gaps.
    """

    def __init__(self, build: Callable[[], QuerySet]) -> None:
        self._build = build

    def one(self, **gaps: Any) -> Any:
        """Return the model, or the row of values, that fits, or None; gaps are filled by name."""
        # Beside the connection, for what turns columns into values belongs to it.
        known = connection.__dict__.setdefault("compiled_queries", {})
        if self not in known:
            known[self] = _Built(self._build())
        return known[self].one(gaps)


class _Built:
    """One query as SQL for one connection, and how a row of it becomes a model."""

    def __init__(self, queryset: QuerySet) -> None:
        compiler: Any = queryset.query.get_compiler(connection=connection)
        self._sql, self._values = compiler.as_sql()
        self._compiler = compiler
        self._converters = compiler.get_converters([column[0] for column in compiler.select])
        self._models = compiler.klass_info
        if self._models:
            columns = self._models["select_fields"]
            self._own = slice(columns[0], columns[-1] + 1)
            self._names = [column[0].target.attname for column in compiler.select[self._own]]
            joined: Any = get_related_populators  # known to the stubs as that of a later Django
            self._related = joined(self._models, compiler.select, connection.alias)

    def one(self, gaps: dict[str, Any]) -> Any:
        filled = [self._filled(value, gaps) for value in self._values]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, filled)
            row = cursor.fetchone()
        if row and self._converters:
            [row] = self._compiler.apply_converters([row], self._converters)
        return self._model(row) if row and self._models else row

    def _filled(self, value: Any, gaps: dict[str, Any]) -> Any:
        if not isinstance(value, Gap):
            return value
        return value.output_field.get_db_prep_value(gaps[value.name], connection)

    def _model(self, row: Any) -> Model:
        model = self._models["model"].from_db(connection.alias, self._names, row[self._own])
        for related in self._related:
            related.populate(row, model)
        for name, place in self._compiler.annotation_col_map.items():
            setattr(model, name, row[place])
        return model
