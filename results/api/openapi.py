"""What is said to programs of the addresses, in OpenAPI 3.1."""

from __future__ import annotations

from functools import cache
from typing import Any

from core.downloads import CSV, JSON
from results.exports.as_json import FORM
from results.exports.package import software

KINDS = {
    "json": JSON,
    "csv": CSV.split(";")[0],
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sav": "application/x-spss-sav",
    "parquet": "application/vnd.apache.parquet",
}
PURPOSE = "X-Export-Purpose"
ADDRESS = {"type": "string", "format": "uri"}
WORDS = {"type": "string"}


@cache
def described() -> dict[str, Any]:
    """Return the whole description. What changes here breaks what people have built on it."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Published results",
            "version": "1",
            "summary": "Results of questionnaires and deliberative polls, small numbers kept back.",
            "description": "Everything here is published under the Open Government Licence v3.0. "
            "The same values as in the public files of each page of results.",
            "license": {"name": "Open Government Licence v3.0", "identifier": "OGL-UK-3.0"},
            "x-software": software(),
        },
        "servers": [{"url": "/api"}],
        "paths": {
            "/v1/results/": {"get": _list()},
            "/v1/results/{id}/": {"get": _choose()},
            "/v1/results/{id}.{format}": {"get": _data()},
            "/v1/results/{id}/by-ward.{format}": {"get": _by_ward()},
        },
        "components": {"schemas": _schemas()},
    }


def _list() -> dict[str, Any]:
    return {
        "operationId": "listResults",
        "summary": "List what is published, by number",
        "parameters": [
            _asked("after", "Results with a number above this one", {"type": "integer"}),
            _asked("limit", "So many at most", {"type": "integer", "minimum": 1, "maximum": 100}),
        ],
        "responses": {
            "200": _answer("What is published", {JSON: _like("Results")}),
            "400": _refusal("A number that the list cannot use"),
            "429": _refusal("Too many requests: wait as Retry-After says"),
        },
    }


def _choose() -> dict[str, Any]:
    return {
        "operationId": "chooseFile",
        "summary": "Lead to the file of the kind that the header Accept asks for",
        "parameters": [_number()],
        "responses": {
            "302": {"description": "The address of the file"},
            "406": _refusal("No such kind of file"),
            "429": _refusal("Too many requests"),
        },
    }


def _data() -> dict[str, Any]:
    binary = {"type": "string", "contentMediaType": "application/octet-stream"}
    contents = {
        kind: _like("Table") if kind == JSON else {"schema": binary} for kind in KINDS.values()
    }
    return {
        "operationId": "getData",
        "summary": "The table of one poll",
        "parameters": [
            _number(),
            {
                "name": "format",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "enum": [*KINDS]},
            },
            _asked(
                "class",
                "Another class than public is for people who are signed in and may export results",
                {"type": "string", "enum": ["public", "pseudonymous"], "default": "public"},
            ),
            {
                "name": PURPOSE,
                "in": "header",
                "description": "What the file is for, for those who may export results. The "
                "export is recorded with it. Signs beyond ASCII are percent-encoded.",
                "schema": {"type": "string", "maxLength": 300},
            },
        ],
        "responses": {
            "200": _answer("The table; ETag changes with it", contents),
            "304": {"description": "The same as If-None-Match names"},
            "400": _refusal("No purpose, or one that is too long"),
            "403": _refusal("This class of file is not for whoever asks"),
            "404": _refusal("No such results, or they are not published yet"),
            "422": _refusal("People still answer"),
            "429": _refusal("Too many requests"),
        },
    }


def _by_ward() -> dict[str, Any]:
    responses = _data()["responses"]
    return {
        "operationId": "getByWard",
        "summary": "What a questionnaire's page shows by ward, in one table",
        "parameters": _data()["parameters"][:2],
        "responses": {
            **{code: responses[code] for code in ("200", "304", "429")},
            "404": _refusal("No such results, none yet, or nothing that can be shown by ward"),
        },
    }


def _schemas() -> dict[str, Any]:
    cell = {"type": ["string", "number", "null"], "description": "“c”: kept back"}
    column = {
        "name": WORDS,
        "label": WORDS,
        "wording": {**WORDS, "description": "The question as it was asked"},
        "type": {"type": "string", "enum": ["text", "number"]},
        "measure": WORDS,
        "codes": _by_name(WORDS, "Labels by code"),
        "missing": _by_name(WORDS, "Why there is no value, by what stands in the cell"),
        "base": {**WORDS, "description": "Who was asked"},
        "derived": {**WORDS, "description": "How it was worked out"},
        "sensitivity": WORDS,
    }
    result = {
        "id": {"type": "integer"},
        "title": WORDS,
        "kind": {"type": "string", "enum": ["questionnaire", "deliberative poll"]},
        "closed_at": {"type": "string", "format": "date-time"},
        "page": {**ADDRESS, "description": "The page for people"},
        "data": _by_name(ADDRESS, "The table, by format"),
        "by_ward": _by_name(
            ADDRESS,
            "Questions by ward, by format; empty of a deliberative poll, whose table is by ward. "
            "404 where nothing may be shown",
        ),
        "package": {**ADDRESS, "description": "A zip: table, codebook, README, licence, hashes"},
    }
    table = {
        "form": {"const": FORM},
        "title": WORDS,
        "class": {"type": "string", "enum": ["public", "pseudonymous"]},
        "snapshot": {**WORDS, "description": "SHA-256 of the answers it was made from"},
        "made_on": WORDS,
        "software": WORDS,
        "notes": {"type": "array", "items": WORDS},
        "codebook": {"type": "array", "items": {"$ref": "#/components/schemas/Column"}},
        "rows": {"type": "array", "items": _by_name(cell, "A cell by name of column")},
    }
    return {
        "Results": _thing(
            {
                "results": {"type": "array", "items": {"$ref": "#/components/schemas/Result"}},
                "next": {"type": ["string", "null"], "format": "uri"},
            }
        ),
        "Result": _thing(result),
        "Table": _thing(table),
        "Column": _thing(column),
        "Error": _thing({"error": {**WORDS, "description": "What is wrong, in words"}}),
    }


def _thing(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties]}


def _by_name(schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": schema, "description": words}


def _like(name: str) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


def _answer(words: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": content}


def _refusal(words: str) -> dict[str, Any]:
    return _answer(words, {JSON: _like("Error")})


def _asked(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "schema": schema}


def _number() -> dict[str, Any]:
    return {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
