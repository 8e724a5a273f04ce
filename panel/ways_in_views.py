"""The page of one's own ways to sign in, and of the second step that a role needs."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from panel.second_step import has_role, is_held_back, is_needed_by, is_relaxed


@login_required
@never_cache
@require_safe
def ways_in(request):
    """Show how somebody signs in, and lead who works here to the second step that they lack."""
    kinds = Authenticator.Type
    steps = list(Authenticator.objects.filter(user=request.user))
    app = next((step for step in steps if step.type == kinds.TOTP), None)
    context = {
        "app": app,
        "has_spare_codes": any(step.type == kinds.RECOVERY_CODES for step in steps),
        "is_held_back": is_held_back(request),
        "is_needed": is_needed_by(request.user),
        "is_relaxed": has_role(request.user) and is_relaxed(),
        "may_turn_app_off": app and not is_needed_by(request.user),
    }
    return render(request, "mfa/index.html", context)
