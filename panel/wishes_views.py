"""The page on which somebody chooses what we send them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from panel.message_forms import MessagesForm
from panel.messages.wishes import choose_messages
from panel.texts.numbers import spoken
from panel.texts.proving import may_prove
from panel.texts.sending import are_on
from panel.texts.stopping import has_stopped
from panel.views import asks, show


@login_required
@never_cache
@asks
def messages_to_me(request):
    """Let somebody choose how often, in which language and about what we write to them."""
    form = MessagesForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        choose_messages(user=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. This holds from now on, also for what waits."))
        return redirect("account_home")
    number = form.number
    context = {
        "back_url": reverse("account_home"),
        "texts_are_on": are_on(),
        "number": number and spoken(number),
        "may_prove": bool(number) or may_prove(request.user),
        "has_stopped_texts": bool(number) and has_stopped(number),
    }
    return show(request, "panel/messages.html", form, **context)
