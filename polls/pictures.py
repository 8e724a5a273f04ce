"""Pictures without what they say of where, when and with what they were taken."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 60_000_000  # what fifty megapixels of a telephone need, and 180 MB while it is read
QUALITY = 90  # of 100, of JPEG
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
# What is needed to show the same colours; all else that a picture carries is left behind.
KEPT = ("transparency", "icc_profile")
FAULTS = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,  # so Pillow says of a PNG that is broken
    ValueError,
)


class UnreadablePictureError(ValueError):
    """A picture that is broken, or far larger when shown than any camera makes one."""


def is_picture(kind: str) -> bool:
    return kind in FORMATS


def without_metadata(content: bytes, kind: str) -> bytes:
    """Write a picture anew from its pixels, turned the way in which it was meant to be seen.

    Place, time, camera, thumbnail, comments and further pictures in the same file are gone.
    """
    try:
        read = Image.open(io.BytesIO(content), formats=(FORMATS[kind], "MPO"))
        if read.width * read.height > MOST_PIXELS:
            raise UnreadablePictureError
        picture = ImageOps.exif_transpose(read)
        picture.load()
    except FAULTS as fault:
        raise UnreadablePictureError from fault
    picture.info = {name: value for name, value in picture.info.items() if name in KEPT}
    out = io.BytesIO()
    profile = picture.info.get("icc_profile")
    picture.save(out, FORMATS[kind], quality=QUALITY, icc_profile=profile)
    return out.getvalue()
