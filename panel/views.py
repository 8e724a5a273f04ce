"""The pages of signing in, joining, changing and leaving."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.forms import REFUSED
from core.rates import allow
from core.refusals import Refused
from panel import consent, joining, mail
from panel.forms import (
    CodeForm,
    DetailsForm,
    JoinForm,
    SignInForm,
    WardForm,
    WhereForm,
)
from panel.holds import is_held
from panel.invitations import UnusableCode, batch_of
from panel.joining_forms import YouForm
from panel.models import Membership, Message, Ward
from panel.models.people import end_of_term
from panel.second_step import is_proved_by
from panel.sign_on import METHOD
from panel.signing_in import MINUTES, CodeProcess, sends_no_mail
from panel.texts.choosing import WANTS_TEXTS

STEPS = 3
TYPED = "joining"  # where the session keeps what was typed on page two until page three is sent
INVITATION = "invitation-code"  # and the code of an invitation, from page one on
WAS_TOLD = "was-told"  # that they came by the link which members and groups pass on
OFFER = "offer-about-you"  # that the session's next look at My panel is the first as a member
CODES_A_COMPUTER, CODES_SPAN = 100, 600  # a whole meeting joins from one library
asks = require_http_methods(["GET", "HEAD", "POST"])


# ---- the one door --------------------------------------------------------------------------------


@never_cache
@asks
def sign_in(request):
    """Ask for an address and send a code there."""
    if request.user.is_authenticated:
        return redirect(get_next_redirect_url(request) or "account_home")
    answer = ask_address(request, SignInForm, "account/login.html", "account_confirm_login_code")
    if settings.STAFF_SIGN_ON:
        # The button leads to the provider, which browsers count as where a form of ours leads.
        answer._csp_update = {"form-action": settings.STAFF_SIGN_ON["origins"]}
    return answer


@never_cache
@asks
def join(request):
    """Page one of joining: the same, for somebody who may be new."""
    if "told" in request.GET:
        request.session[WAS_TOLD] = True
    if request.user.is_authenticated:
        if code := request.GET.get("code", "")[:60]:
            request.session[INVITATION] = code  # looked at when page three is sent
        return redirect("account_home" if membership_of(request.user) else "panel:join_where")
    return ask_address(request, JoinForm, "panel/join_email.html", "panel:join_code")


def ask_address(request, form_class, template, onward):
    form = form_class(
        request.POST if request.method == "POST" else None,
        initial={"code": request.GET.get("code", "")[:60]},
    )
    if form.is_valid() and accepts_invitation(request, form):
        try:
            CodeProcess.begin(
                request,
                form.cleaned_data["email"],
                joining=form_class is JoinForm,
                next_url=get_next_redirect_url(request) or "",
                shares=form.cleaned_data.get("shares", False),
            )
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            return redirect(onward)
    context = {"sign_on": settings.STAFF_SIGN_ON, "code_url": ""}
    if form.errors and CodeProcess.current(request):
        context["code_url"] = reverse(onward)  # refused another, they may still have the newest
    return show(request, template, form, number=1, total=STEPS, **context)


def accepts_invitation(request, form):
    """Say whether a form has no code of an invitation, or one that can be used."""
    if "code" not in form.cleaned_data:
        return True
    request.session[INVITATION] = code = form.cleaned_data["code"]
    if not code:
        return True
    computer = get_adapter(request).get_client_ip(request)
    try:
        if not allow(f"invitation-from|{computer}", CODES_A_COMPUTER, CODES_SPAN):
            raise UnusableCode(
                _("That was too many tries. Wait 10 minutes, or join without a code.")
            )
        batch_of(code)
    except UnusableCode as refusal:
        form.add_error("code", str(refusal))
        return False
    return True


@never_cache
@sensitive_post_parameters("code")
@asks
def enter_code(request, joining=False):
    """Take the code; a right one signs in, and makes the account of who joins."""
    process = CodeProcess.current(request)
    if process is None or process.is_joining != joining:
        return to_the_right_page(request, process, joining)
    if request.POST.get("action") == "again":
        return send_again(request, process)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if process.try_code(form.cleaned_data["code"]):
                return process.enter()
            process.note_failed()
            form.add_error("code", _("That is not the code we sent. Check it and try again."))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return to_the_right_page(request, None, joining)
    context = {"process": process, "minutes": MINUTES, "keeps_mail": sends_no_mail()}
    template = "panel/join_code.html" if joining else "account/confirm_login_code.html"
    return show(request, template, form, number=1, total=STEPS, **context)


def to_the_right_page(request, process, joining):
    """Send on a browser that is signed in, waits for no code, or for one of the other kind."""
    if process:
        return redirect("panel:join_code" if process.is_joining else "account_confirm_login_code")
    if request.user.is_authenticated:
        return redirect("panel:join" if joining else "account_home")
    if request.method == "POST" and not messages.get_messages(request):
        messages.error(request, _("That code has run out. Ask for a new one."))
    return redirect("panel:join" if joining else "account_login")


def send_again(request, process):
    try:
        CodeProcess.begin(
            request,
            process.email,
            joining=process.is_joining,
            next_url=process.stage.login.redirect_url or "",
            shares=process.shares,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("We have sent a new code. The earlier one no longer works."))
    return redirect("panel:join_code" if process.is_joining else "account_confirm_login_code")


@never_cache
@asks
def sign_out(request):
    """Sign out, when asked by a form of ours."""
    if request.method != "POST":
        return render(request, "account/logout.html")
    came_from_council = is_proved_by(request, request.user, METHOD)
    logout(request)
    if not came_from_council:
        return redirect("/")
    words = _("You are signed out here. On a computer that others use, sign out of %(name)s too.")
    name = settings.STAFF_SIGN_ON["name"] if settings.STAFF_SIGN_ON else _("your council account")
    messages.success(request, words % {"name": name})
    return redirect("account_login")


def closed_account(request):
    """Say that an account is closed, to who has just proved its address."""
    return render(request, "account/account_inactive.html", status=403)


# ---- joining -------------------------------------------------------------------------------------


def step_of_joining(view):
    """Let in who is signed in and not yet a member."""

    @never_cache
    @asks
    def guarded(request):
        if not request.user.is_authenticated:
            return redirect("panel:join")
        if membership_of(request.user):
            return redirect("account_home")
        if request.user.is_staff:
            return render(request, "panel/join_staff.html", status=403)
        return view(request)

    return guarded


@step_of_joining
def join_where(request):
    """Page two: the postcode, then the ward it gives or the one that a person names."""
    typed = request.session.get(TYPED, {})
    action = request.POST.get("action") if request.method == "POST" else ""
    form = WhereForm(
        request.POST if action == "find" else None, initial={"postcode": typed.get("postcode", "")}
    )
    named = "" if action == "find" else typed.get("ward", "")  # not of an earlier postcode
    ward_form = WardForm(request.POST if action == "choose" else None, initial={"ward": named})
    if action == "find" and form.is_valid():
        found = form.cleaned_data["postcode"]
        request.session[TYPED] = {
            "postcode": found.postcode,
            "ward": found.ward.code,
            "source": Membership.WardSource.POSTCODE,
            "heading": found.message,
            "was_corrected": found.was_corrected,
            "household": form.household_at(found.postcode),
        }
        return redirect(reverse("panel:join_where") + "#ward-found")
    if action == "find" and form.wardless_postcode:
        postcode = form.wardless_postcode
        typed = {"postcode": postcode, "household": form.household_at(postcode)}
        request.session[TYPED] = typed
    if action == "choose" and typed.get("postcode") and ward_form.is_valid():
        typed.update(
            ward=ward_form.cleaned_data["ward"].code, source=Membership.WardSource.SELF_STATED
        )
        request.session[TYPED] = typed
        return redirect("panel:join_you")
    if action == "confirm" and typed.get("ward"):
        return redirect("panel:join_you")
    refused = form if form.errors else ward_form
    return show(
        request,
        "panel/join_where.html",
        refused,
        where_form=form,
        ward_form=ward_form,
        typed={} if form.errors and not form.wardless_postcode else typed,
        number=2,
        total=STEPS,
    )


@step_of_joining
def join_you(request):
    """Page three: age, shown name, agreement; then the person is a member."""
    typed = request.session.get(TYPED, {})
    ward = Ward.objects.in_force().filter(code=typed.get("ward", "")).first()
    if ward is None:
        return redirect("panel:join_where")
    form = YouForm(
        request.POST if request.method == "POST" else None,
        code=request.session.get(INVITATION, ""),
        was_told=request.session.get(WAS_TOLD, False),
    )
    if form.is_bound and form.is_too_young:
        joining.turn_away_young(request.user)
        logout(request)  # empties the session too, and with it everything typed
        context = {"lowest_age": form.lowest_age}
        return render(request, "panel/join_too_young.html", context)
    if form.is_valid() and accepts_invitation(request, form):
        try:
            become_member(request, form.cleaned_data, typed, ward)
        except UnusableCode as refusal:
            form.add_error("code", str(refusal))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("account_home")
        else:
            messages.success(request, _("Welcome. You are a member of the panel now."))
            if form.cleaned_data.get("channel") == Message.Channel.TEXT:
                request.session[WANTS_TEXTS] = True
                return redirect("panel:mobile")
            return redirect("account_home")
    back_url = reverse("panel:join_where")
    context = {"ward": ward, "back_url": back_url, "ends_on": end_of_term()}
    return show(request, "panel/join_you.html", form, **context, number=3, total=STEPS)


def become_member(request, told, typed, ward):
    joining.join_panel(
        user=request.user,
        postcode=typed["postcode"],
        ward=ward,
        ward_source=typed["source"],
        age_band=told["age_band"],
        born=told["born"],
        display_name=told["display_name"],
        code=told.get("code", ""),
        household=typed.get("household", ""),
        was_told=told["was_told"],
        language=told["language"],
    )
    for kept in (TYPED, INVITATION, WAS_TOLD):
        request.session.pop(kept, None)
    request.session[OFFER] = True


# ---- changing and leaving ------------------------------------------------------------------------


@login_required
@never_cache
@asks
def details(request):
    """Change postcode, ward, shown name and what we write about."""
    membership = membership_of(request.user)
    if membership is None or membership.status in Membership.GONE:
        return redirect("account_home")
    data = request.POST if request.method == "POST" else None
    form = DetailsForm(data, membership=membership)
    if form.is_valid():
        new = form.cleaned_data
        joining.move_home(
            membership=membership,
            postcode=new["postcode"],
            ward=new["ward"],
            ward_source=new["ward_source"],
            address_line=new["address_line"],
            forgets_home=new.get("forgets_home", False),
        )
        joining.change_wishes(
            membership=membership,
            display_name=new["display_name"],
            shows_ward=new["shows_ward"],
            wants_news=new["wants_news"],
        )
        messages.success(request, _("Saved. You are in %(ward)s.") % {"ward": membership.ward.name})
        return redirect("account_home")
    return show(request, "panel/details.html", form, back_url=reverse("account_home"))


@login_required
@never_cache
@asks
def leave(request):
    """Say what leaving does, and do it when asked."""
    membership = membership_of(request.user)
    if membership is None:
        return redirect("account_home")
    if request.method != "POST":
        context = {"back_url": reverse("account_home"), "membership": membership}
        context["is_held"] = is_held(request.user)
        return render(request, "panel/leave.html", context)
    joining.leave_panel(request.user)
    logout(request)
    return redirect("panel:left")


def left(request):
    """Say goodbye."""
    return render(request, "panel/left.html")


# ---- mail ----------------------------------------------------------------------------------------


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the token says for whom
@never_cache
@asks
def stop_mail(request, token):
    """Stop task mail with one click. The link itself only asks, for robots open links."""
    user = mail.user_of(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        mail.stop(user, channel=consent.Channel.MAIL)
    return render(request, "panel/stop_mail.html", {"is_stopped": request.method == "POST"})


# ---- helpers -------------------------------------------------------------------------------------


def membership_of(user):
    return Membership.objects.select_related("ward", "user").filter(user=user).first()


def show(request, template, form, **context):
    """Render a form; one that comes back with errors says so in its status too."""
    status = REFUSED if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
