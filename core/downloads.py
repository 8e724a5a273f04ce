"""A file as an answer: never shown in place, never kept by anybody on the way."""

from django.http import HttpResponse


def download(content: bytes, name: str, kind: str = "application/zip") -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
