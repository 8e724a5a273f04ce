"""The page of one's own ways to sign in, and those that add and remove one."""

from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic.edit import FormMixin

from core.forms import REFUSED
from core.refusals import Refused
from panel import own_password
from panel.confirming import code_under_way, send_code, try_code, was_proved_lately
from panel.forms import CodeForm
from panel.forms_of_signing_in import NewPasswordForm, PasswordSignInForm
from panel.passkeys import add_passkey
from panel.second_step import has_role, is_held_back, is_needed_by, is_relaxed
from panel.signing_in import MINUTES

asks = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@never_cache
@require_safe
def ways_in(request):
    """Show how somebody signs in, and lead who works here to the second step that they lack."""
    user, kinds = request.user, Authenticator.Type
    steps = list(Authenticator.objects.filter(user=user).order_by("pk"))
    app = next((step for step in steps if step.type == kinds.TOTP), None)
    is_needed = is_needed_by(user)
    context = {
        "app": app,
        "passkeys": [step.wrap() for step in steps if step.type == kinds.WEBAUTHN],
        "has_spare_codes": any(step.type == kinds.RECOVERY_CODES for step in steps),
        "has_password": user.has_usable_password(),
        "is_held_back": is_held_back(request),
        "is_needed": is_needed,
        "is_relaxed": has_role(user) and is_relaxed(),
    }
    return render(request, "mfa/index.html", context)


def proved_lately(view):
    """Ask once more who it is before a way to sign in changes; nothing that was sent is kept."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if was_proved_lately(request):
            return view(request, *args, **kwargs)
        methods = get_adapter(request).get_reauthentication_methods(request.user)
        return redirect(f"{methods[0]['url']}?{urlencode({'next': request.path})}")

    return guarded


@login_required
@never_cache
@sensitive_post_parameters("code")
@asks
def confirm(request):
    """Take a code by e-mail as proof that it is still the same person."""
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    others = [method for method in methods if method["url"] != request.path]
    if len(others) == len(methods):
        return redirect(methods[0]["url"])
    form = CodeForm(request.POST if request.method == "POST" and "code" in request.POST else None)
    try:
        if form.is_valid():
            if try_code(request, form.cleaned_data["code"]):
                return resume_request(request) or redirect("mfa_index")
            form.add_error("code", _("That is not the code we sent. Check it and try again."))
        elif request.method == "POST" and not form.is_bound:
            send_code(request)
    except Refused as refusal:
        messages.error(request, str(refusal))
    context = {
        "form": form,
        "is_sent": bool(code_under_way(request)),
        "minutes": MINUTES,
        "others": others,
        "back_url": reverse("mfa_index"),
    }
    status = REFUSED if form.errors else 200
    return render(request, "account/confirm.html", context, status=status)


# ---- passkeys ------------------------------------------------------------------------------------


@method_decorator(proved_lately, name="dispatch")
class AddPasskey(AddWebAuthnView):
    """Makes a passkey that can sign in by itself, and therefore asks for finger, face or PIN."""

    def get_context_data(self, **kwargs):
        context = FormMixin.get_context_data(self, **kwargs)
        options = auth.begin_registration(self.request.user, passwordless=True)
        return context | {"options": options, "back_url": reverse("mfa_index")}

    def form_valid(self, form):
        told = form.cleaned_data
        try:
            has_codes = add_passkey(self.request, name=told["name"], credential=told["credential"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Added. You can sign in with it from now on."))
        return redirect("mfa_view_recovery_codes" if has_codes else "mfa_index")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=REFUSED)


class RemovePasskey(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")
    extra_context = {"back_url": reverse_lazy("mfa_index")}

    def form_valid(self, form):
        passkey = self.get_object()
        adapter = get_mfa_adapter()
        if not adapter.can_delete_authenticator(passkey):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        flows.remove_authenticator(self.request, passkey)
        messages.success(self.request, _("Removed."))
        return redirect("mfa_index")


class SignInWithPasskey(LoginWebAuthnView):
    """Signs in with a passkey alone, then leads where somebody wanted to go."""

    def form_valid(self, form):
        passkey = form.cleaned_data["credential"]
        login = Login(user=passkey.user, redirect_url=get_next_redirect_url(self.request))
        return flows.perform_passwordless_login(self.request, passkey, login)

    def form_invalid(self, form):
        words = _("That passkey is not known here any more. Sign in with a code by e-mail.")
        messages.error(self.request, words)
        return HttpResponseRedirect(reverse("account_login"))


# ---- the password --------------------------------------------------------------------------------


@never_cache
@sensitive_post_parameters("password")
@asks
def sign_in_with_password(request):
    """Take an address and a password, for those who have set one."""
    onward = get_next_redirect_url(request) or ""
    if request.user.is_authenticated:
        return redirect(onward or "account_home")
    form = PasswordSignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return own_password.sign_in_with_password(
                request,
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                next_url=onward,
            )
        except Refused as refusal:
            form.add_error("password", str(refusal))
    context = {"form": form, "onward": onward, "back_url": reverse("account_login")}
    status = REFUSED if form.errors else 200
    return render(request, "account/password_login.html", context, status=status)


@proved_lately
@never_cache
@sensitive_post_parameters("password")
@asks
def password(request):
    """Set a password, change it, or take it away."""
    user = request.user
    is_removal = request.POST.get("action") == "remove"
    data = request.POST if request.method == "POST" and not is_removal else None
    form = NewPasswordForm(data)
    try:
        if is_removal:
            own_password.remove_password(user=user)
        elif form.is_valid():
            own_password.set_password(user=user, password=form.cleaned_data["password"])
    except Refused as refusal:
        if is_removal:
            messages.error(request, str(refusal))
            return redirect("mfa_index")
        form.add_error("password", str(refusal))
    if is_removal or (form.is_bound and not form.errors):
        own_password.stay_signed_in(request, user)
        done = _("Your password is removed.") if is_removal else _("Your password is set.")
        messages.success(request, done)
        return redirect("mfa_index")
    context = {"form": form, "back_url": reverse("mfa_index")}
    status = REFUSED if form.errors else 200
    return render(request, "account/password.html", context, status=status)
