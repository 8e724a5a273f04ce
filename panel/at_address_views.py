"""The pages on which somebody at a shared e-mail address says who of them they are."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core.refusals import Refused
from panel import at_address
from panel.invitations import letters_tell_apart
from panel.message_forms import LetterCodeForm, MobileNumberForm, TextedCodeForm
from panel.session_codes import MINUTES
from panel.texts import proving
from panel.texts.numbers import spoken
from panel.texts.sending import are_on
from panel.views import STEPS, asks, show


@never_cache
@asks
def who(request):
    """Ask for the mobile number by which somebody is told apart, and text a code to it."""
    place = at_address.kept(request)
    if place is None:
        if not request.user.is_authenticated:
            messages.error(request, _("That took too long. Begin again with your e-mail address."))
        return redirect("account_login")
    action = request.POST.get("action", "")
    is_letter = action == "letter"
    is_number = request.method == "POST" and action != "alone" and not is_letter
    form = MobileNumberForm(request.POST if is_number else None)
    letter = LetterCodeForm(request.POST if is_letter else None)
    try:
        if letter.is_valid():
            return at_address.prove_letter(request, letter.cleaned_data["letter"])
        if action == "alone":
            return at_address.enter_alone(request)
        if are_on() and form.is_valid():
            at_address.send_code(request, form.cleaned_data["number"])
            return redirect("account_who_code")
    except Refused as refusal:
        if is_number:
            form.add_error("number", str(refusal))
        elif is_letter:
            letter.add_error("letter", str(refusal))
        else:
            messages.error(request, str(refusal))
    back_url = reverse("panel:join" if place["joining"] else "account_login")
    context = {"place": place, "back_url": back_url, "number": 1, "total": STEPS}
    # The summary of what is wrong is of the form that was sent; the other stands below it.
    sent = letter if is_letter else form
    context |= {"numbers": form, "letter": letter, "texts_are_on": are_on()}
    context["has_letters"] = letters_tell_apart()
    return show(request, "account/who.html", sent, **context)


@never_cache
@sensitive_post_parameters("code")
@asks
def who_code(request):
    """Take the code that was texted; a right one signs in."""
    number = at_address.number_under_way(request)
    if not number:
        if request.method == "POST":
            messages.error(request, _("That code has run out. Ask for a new one."))
        return redirect("account_who")
    form = TextedCodeForm(request.POST if "code" in request.POST else None)
    try:
        if request.POST.get("action") == "again":
            at_address.send_code(request, number)
            messages.success(
                request, _("We have sent a new code. The earlier one no longer works.")
            )
            return redirect("account_who_code")
        if form.is_valid():
            if answer := at_address.prove(request, form.cleaned_data["code"]):
                return answer
            form.add_error("code", _("That is not the code we sent. Check it and try again."))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("account_who")
    context = {
        "number": spoken(number),
        "shown_code": proving.code_to_show(at_address.UNDER_WAY.kept(request)),
        "minutes": MINUTES,
        "back_url": reverse("account_who"),
    }
    return show(request, "panel/mobile_code.html", form, **context)
