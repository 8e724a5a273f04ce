"""Search all that is stored for what would tell of one person: tables, kept values, files."""

import base64
import json
import pickle
import zlib
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

NEEDLES = ("quillon", "farrow", "bs9 1zq", "bs91zq", "7700900877")


def everything_stored() -> dict[str, str]:
    """Return the text of every row of every table, every kept value and every uploaded file."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for number, row in enumerate(cursor.fetchall()):
                found[f"{table} {number}"] = " ".join(map(readable, row))
    for session in Session.objects.all():
        found[f"session {session.pk}"] = json.dumps(session.get_decoded())
    for path in files_kept():
        found[str(path)] = path.read_bytes().decode("latin1") + str(path)
    for key, value in everything_kept():
        found[f"cache {key}"] = f"{key} {value}"
    return found


def files_kept():
    """Yield the uploads, the list of erasures, and messages that are kept instead of sent."""
    folders = [settings.MEDIA_ROOT]
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        folders.append(settings.EMAIL_FILE_PATH)
    if settings.TEXTS == "outbox":
        folders.append(settings.TEXT_FILE_PATH)
    found = [path for folder in folders for path in Path(folder).rglob("*")]
    for path in (*found, Path(settings.ERASURES_FILE)):
        if path.is_file():
            yield path


def everything_kept():
    """Yield the cache's keys and values, in memory or in Redis."""
    if hasattr(cache._cache, "get_client"):
        client = cache._cache.get_client()
        for key in client.scan_iter():
            yield key, readable(client.get(key))
    else:
        for key, value in cache._cache.items():
            yield key, repr(pickle.loads(value))


def readable(value) -> str:
    if isinstance(value, memoryview | bytes):
        value = bytes(value)
        for unpack in (zlib.decompress, base64.b64decode):
            try:
                return unpack(value).decode("utf-8", "replace")
            except (ValueError, zlib.error):
                continue
        return value.decode("utf-8", "replace")
    return str(value)


def traces() -> set[str]:
    return {
        place
        for place, text in everything_stored().items()
        if any(needle in text.lower() for needle in NEEDLES)
    }
