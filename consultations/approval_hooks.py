"""What officers and approvers meet in the CMS where a second person publishes consultations."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.action_menu import PublishMenuItem
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.admin.widgets.button import Button

from consultations.approving import (
    STATEMENTS,
    approve,
    ask_for_approval,
    authors_of,
    refusal_to_approve,
    send_back,
)
from consultations.bulk import about_to_be_published
from consultations.models import ConsultationPage
from consultations.models.approvals import LONGEST_REASON
from consultations.words import when
from core.forms import REFUSED
from core.refusals import Refused
from panel.models import CouncilSettings, User

PUBLISH = "action-publish"


class AskForApproval(PublishMenuItem):
    """Stands where *Publish* stood: what is missing is told just as there."""

    label = gettext_lazy("Ask for approval")
    template_name = "consultations/admin/ask_for_approval.html"
    icon_name = "check"


class ApprovalForm(forms.Form):
    """The four statements, each ticked by itself, on the version that was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, words in STATEMENTS.items():
            self.fields[code] = forms.BooleanField(
                label=words, error_messages={"required": _("Tick this, or leave it unpublished.")}
            )

    @property
    def statements(self) -> list[str]:
        return [code for code in STATEMENTS if self.cleaned_data[code]]


class SendBackForm(forms.Form):
    """What has to change before the version that was read is published."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("What has to change"),
        help_text=gettext_lazy("Who asked reads it at once, by e-mail too. It is kept on record."),
        max_length=LONGEST_REASON,
        widget=AdminAutoHeightTextInput,
        error_messages={"required": gettext_lazy("Say what has to change")},
    )


def needs_another(page) -> bool:
    return isinstance(page, ConsultationPage) and CouncilSettings.load().second_person_publishes


def approve_view(request, pk):
    """Show what is to be published and the four statements; then publish."""
    page = get_object_or_404(ConsultationPage, pk=pk)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    first = {"revision": page.latest_revision_id}
    is_sent, goes_back = request.method == "POST", "send-back" in request.POST
    form = ApprovalForm(request.POST if is_sent and not goes_back else None, initial=first)
    back = SendBackForm(request.POST if is_sent and goes_back else None, initial=first)
    sent = back if goes_back else form
    if is_sent and sent.is_valid():
        try:
            done = judge(page, sent, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("consultations_approve", page.pk)
        messages.success(request, done)
        return redirect("wagtailadmin_pages:edit", page.pk)
    context = {
        "page": page,
        "form": form,
        "back": back,
        "goes_live": day_of_publishing(page),
        "asked": page.approvals.waiting().select_related("asked_by").first(),
        "authors": User.objects.filter(pk__in=authors_of(page)).order_by("pk"),
        "refusal": refusal_to_approve(page, by=request.user),
    }
    status = REFUSED if is_sent else 200
    return render(request, "consultations/admin/approve.html", context, status=status)


def judge(page, form, *, by) -> str:
    """Approve the version that was read or send it back; say what was done."""
    read = form.cleaned_data["revision"]
    if isinstance(form, SendBackForm):
        send_back(page, revision=read, reason=form.cleaned_data["reason"], by=by)
        return _("It is sent back, and who asked for it is told why.")
    approve(page, revision=read, statements=form.statements, by=by)
    if goes_live := day_of_publishing(page):
        return _("Approved. It will be published %(when)s.") % {"when": when(goes_live)}
    return _("Approved. It is published.")


def day_of_publishing(page):
    """Return when the draft is to be published, if not at once."""
    goes_live = page.get_latest_revision_as_object().go_live_at
    return goes_live if goes_live and goes_live > timezone.now() else None


@hooks.register("before_edit_page")
def show_why_it_came_back(request, page):
    """Tell whoever opens a draft that was sent back what has to change."""
    if request.method != "GET" or not needs_another(page):
        return
    if asked := page.approvals.sent_back().select_related("returned_by").first():
        words = _("%(who)s sent this back %(when)s: “%(reason)s” Change it, then ask again.")
        who = asked.returned_by or _("A colleague")
        messages.warning(
            request, words % {"who": who, "when": when(asked.returned_at), "reason": asked.reason}
        )


@hooks.register("register_admin_urls")
def register_approving():
    return [
        path("consultations/<row:pk>/approve/", approve_view, name="consultations_approve"),
    ]


@hooks.register("construct_page_action_menu")
def offer_to_ask(menu_items, request, context):
    """Leave out what publishes by oneself; a new page is saved first, then handed over."""
    if context["view"] == "create":
        is_ours = context.get("parent_page") and is_index(context["parent_page"])
        if is_ours and CouncilSettings.load().second_person_publishes:
            menu_items[:] = [i for i in menu_items if i.name not in (PUBLISH, "action-submit")]
        return
    if needs_another(context["page"].specific):
        menu_items[:] = [
            AskForApproval(order=item.order) if item.name == PUBLISH else item
            for item in menu_items
            if item.name != "action-submit"
        ]


def is_index(page) -> bool:
    return ConsultationPage in page.specific_class.allowed_subpage_models()


@hooks.register("before_create_page")
def begin_as_a_draft(request, parent_page, page_class):
    """Save what is new as a draft, whatever was pressed: asking comes after."""
    if page_class is ConsultationPage and CouncilSettings.load().second_person_publishes:
        leave_out(request, PUBLISH)


@hooks.register("before_copy_page")
def copy_as_a_draft(request, page):
    if needs_another(page.specific):
        leave_out(request, "publish_copies")


def leave_out(request, name) -> None:
    if name in request.POST:
        request.POST = request.POST.copy()
        del request.POST[name]


@hooks.register("before_publish_page")
def hand_over(request, page):
    """Ask for approval where the officer would have published."""
    if not needs_another(page):
        return None
    ask_for_approval(page, page.latest_revision, by=request.user)
    messages.success(
        request,
        _(
            "It is complete and saved. Whoever else may publish here finds it on their first "
            "screen, reads it and publishes it. Each further change needs you to ask again."
        ),
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def publish_none_alone(request, action_type, objects, action):
    """Refuse to publish consultations many at once, past the second person."""
    for page in about_to_be_published(request, action_type, objects, action):
        if needs_another(page.specific):
            messages.error(
                request,
                _("“%(title)s” needs a second person. Open it and ask for approval.")
                % {"title": page.title},
            )
            return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def offer_to_approve(page, user, view_name=None, next_url=None):
    page = page.specific
    if not needs_another(page) or not page.permissions_for_user(user).can_publish():
        return
    if page.approvals.waiting().exclude(asked_by=user).exists():
        yield Button(
            _("Read and approve"),
            reverse("consultations_approve", args=[page.pk]),
            icon_name="check",
            priority=4,
        )


@hooks.register("register_log_actions")
def actions_of_approval(actions):
    actions.register_action(
        "consultations.approval_asked",
        gettext_lazy("Ask for approval of a consultation"),
        gettext_lazy("Approval asked for"),
    )
    actions.register_action(
        "consultations.sent_back",
        gettext_lazy("Send a consultation back"),
        gettext_lazy("Sent back by a second person"),
    )
    actions.register_action(
        "consultations.approved",
        gettext_lazy("Approve a consultation"),
        gettext_lazy("Approved by a second person"),
    )
