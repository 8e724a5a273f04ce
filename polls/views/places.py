"""The map of the wards as a picture, on which a form without scripts can be pointed at."""

from base64 import b64encode
from hashlib import sha256

from csp.decorators import csp_update
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.charts import box_of
from panel.outlines import mapped_wards

MARK = ":target{fill:#0b4656}"
OWN_STYLE = f"'sha256-{b64encode(sha256(MARK.encode()).digest()).decode()}'"


@require_safe
@csp_update({"style-src": OWN_STYLE})
@cache_control(public=True, max_age=3600)
def wards(request):
    """Draw the wards; the browser marks the one whose code is the fragment of the address."""
    drawn = mapped_wards()
    context = {
        "wards": drawn,
        "mark": MARK,
        "box": [f"{number:.2f}" for number in box_of(ward.outline for ward in drawn)],
        "line": f"{box_of(ward.outline for ward in drawn)[2] / 400:.3f}",
    }
    return render(request, "polls/wards.svg", context, content_type="image/svg+xml")
