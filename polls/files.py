"""Files as answers: which are taken, where they are kept, and how they go.

What a file is its own first bytes say, never its name or the browser. No file is shown in place.
Pictures are written anew without what they say of where they were taken; other files stay as they
are. Where the operator names a program for it, each is looked through for viruses first.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _

from polls.models import Answer, Draft, Item, Response, SentFile
from polls.pictures import UnreadablePictureError, is_picture, without_metadata
from polls.scanning import refusal_to_take

LARGEST = 5 * 1024 * 1024  # bytes
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {"application/pdf": "pdf", WORD: "docx", "image/jpeg": "jpg", "image/png": "png"}
BEGINNINGS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg"}
BEGINNINGS[b"\x89PNG\r\n\x1a\n"] = "image/png"
ACCEPTED = ",".join(f".{ending}" for ending in (*ENDINGS.values(), "jpeg"))
WITHOUT = "without"  # what the box says by which a file is taken away again
UNFIT_IN_NAMES = re.compile(r"[^\w .()-]+")


def kind_of(content: bytes) -> str:
    """Return what a file is by its bytes; empty if it is nothing that is taken."""
    for beginning, kind in BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(b"PK\x03\x04"):
        try:
            names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
        except zipfile.BadZipFile:
            return ""
        is_word = {"[Content_Types].xml", "word/document.xml"} <= names
        # A document with macros in it could do something where it is opened.
        return WORD if is_word and "word/vbaProject.bin" not in names else ""
    return ""


def name_for(typed: str, kind: str) -> str:
    """Return a name without a folder or signs that mislead, with the ending of its kind."""
    base = re.split(r"[\\/]", typed)[-1]
    stem = base.rpartition(".")[0] or base
    stem = " ".join(UNFIT_IN_NAMES.sub(" ", stem).split()).strip(". ")[:70]
    return f"{stem or 'file'}.{ENDINGS[kind]}"


# ---- kept --------------------------------------------------------------------------------------


def keep_file(draft: Draft, item: Item, answer: Any) -> Any:
    """Keep the file that was sent for an item in the place of an earlier one; return the answer.

    A draft holds `{"file": its pk, "name": its name}`; what is that already stays as it is.
    """
    if isinstance(answer, Mapping):
        return answer
    draft.files.filter(item=item).delete()
    if not isinstance(answer, UploadedFile):
        return ""
    answer.seek(0)
    content = answer.read()
    kind = kind_of(content)
    kept = SentFile.objects.create(
        item=item,
        draft=draft,
        name=name_for(answer.name or "", kind),
        kind=kind,
        size=len(content),
        content=content,
    )
    return {"file": str(kept.pk), "name": kept.name}


def let_go_of_draft(rows: Iterable[Answer], response: Response) -> None:
    """Delete the draft of what was sent; files that are among the answers belong to those now."""
    drafts = Draft.objects.filter(page_id=response.page_id, wave=response.wave, key=response.key)
    with_file = {row.item_id: bool(row.text) for row in rows if row.item.is_file}
    if not with_file:
        drafts._raw_delete(drafts.db)  # one statement, for no file can hang on it
        return
    answered = [item for item, is_sent in with_file.items() if is_sent]
    files = SentFile.objects.filter(draft__in=drafts, item__in=answered)
    files.update(draft=None, response=response)
    drafts.delete()


def hand_back_files(response: Response, draft: Draft | None) -> None:
    """Have the files of a response go with it, or back to the draft that takes its place."""
    files = SentFile.objects.filter(response=response)
    if draft is None:
        files.delete()
    else:
        files.update(response=None, draft=draft)


def files_of(response: Response) -> dict[int, dict[str, str]]:
    """Return what a draft would hold of each file of a response, by item."""
    rows = SentFile.objects.filter(response=response).values_list("item_id", "pk", "name")
    return {item: {"file": str(pk), "name": name} for item, pk, name in rows}


# ---- asked for ---------------------------------------------------------------------------------


class FileEntry(forms.FileInput):
    """A control to choose a file, the name of the one that is kept, and a way to take it away."""

    kind = "upload"
    without = WITHOUT

    def value_from_datadict(self, data, files, name):
        return super().value_from_datadict(data, files, name) or data.get(f"{name}-{WITHOUT}")

    def format_value(self, value):
        return None


class SentFileField(forms.FileField):
    """A file, checked by its bytes; what is kept already need not be sent again."""

    default_error_messages = {
        "required": _("Choose a file"),
        "empty": _("The file is empty. Choose another"),
        "large": _("The file is larger than 5 MB. Choose a smaller one"),
        "kind": _("Choose a PDF, a Word document without macros (.docx), or a JPEG or PNG picture"),
        "picture": _(
            "We cannot read this picture. Save it as JPEG or PNG again, or choose another"
        ),
    }

    def __init__(self, **kwargs):
        super().__init__(widget=FileEntry(attrs={"accept": ACCEPTED}), **kwargs)

    def clean(self, data, initial=None):
        if data == WITHOUT and not self.required:
            return ""
        if not isinstance(data, UploadedFile):
            data = None
        if data is None and isinstance(initial, Mapping):
            return initial
        sent = super().clean(data, None)
        if sent is None:
            return ""
        if sent.size > LARGEST:
            raise forms.ValidationError(self.error_messages["large"], code="large")
        content = sent.read()
        kind = kind_of(content)
        if not kind:
            raise forms.ValidationError(self.error_messages["kind"], code="kind")
        if refusal := refusal_to_take(content):
            raise forms.ValidationError(refusal, code="harmful")
        if not is_picture(kind):
            return sent
        try:
            return SimpleUploadedFile(sent.name, without_metadata(content, kind), kind)
        except UnreadablePictureError as fault:
            raise forms.ValidationError(self.error_messages["picture"], code="picture") from fault
