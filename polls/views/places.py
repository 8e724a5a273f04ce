"""The map of the wards as a picture, on which a form without scripts can be pointed at."""

from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.charts import box_of
from panel.outlines import mapped_wards


@require_safe
@cache_control(public=True, max_age=3600)
def wards(request):
    """Draw the wards, one of them marked if its code is in the address."""
    drawn = mapped_wards()
    context = {
        "wards": drawn,
        "box": [f"{number:.2f}" for number in box_of(ward.outline for ward in drawn)],
        "line": f"{box_of(ward.outline for ward in drawn)[2] / 400:.3f}",
        "chosen": request.GET.get("ward", ""),
    }
    return render(request, "polls/wards.svg", context, content_type="image/svg+xml")
