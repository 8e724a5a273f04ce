"""What officers see of messages in the CMS: each mailing in numbers, and what they decide."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.admin.widgets.button import HeaderButton

from core.forms import REFUSED
from core.refusals import Refused
from panel.lists_of_places import ReadOnlyViewSet
from panel.messages.bounces import addresses_in_numbers
from panel.messages.deciding import call_off, count_as_sent, send_again, set_limit_aside
from panel.messages.purposes import PURPOSES
from panel.models import Mailing, Message
from panel.texts.numbers import spoken
from panel.texts.outbox import Outbox
from panel.texts.sending import is_outbox

MOST_TEXTS = 100


def label_of(mailing) -> str:
    purpose = PURPOSES.get(mailing.purpose)
    return str(purpose.label) if purpose else mailing.purpose


def number_of(state: str):
    """Return how a list shows the number of messages in a state, or "–" where it would tell."""
    return lambda mailing: "–" if is_telling(mailing) else getattr(mailing, f"messages_{state}")


def is_telling(mailing) -> bool:
    purpose = PURPOSES.get(mailing.purpose)
    return purpose is not None and purpose.is_telling


class MailingIndex(IndexView):
    """The mailings and how many messages of each stand where: numbers, and never who."""

    def get_base_queryset(self):
        """Leave out the letters to one person alone that went out, or wait."""
        personal = [code for code, purpose in PURPOSES.items() if purpose.is_personal]
        wrong = Message.objects.filter(
            mailing=OuterRef("pk"), state__in=[Message.State.UNKNOWN, Message.State.FAILED]
        )
        seen = super().get_base_queryset().filter(~Q(purpose__in=personal) | Exists(wrong))
        return seen.with_counts()

    @cached_property
    def header_buttons(self):
        url = reverse("panel_addresses")
        buttons = [HeaderButton(_("Addresses that get none"), url=url, icon_name="cross")]
        if may_read_outbox(self.request.user):
            url = reverse("panel_text_outbox")
            buttons.append(HeaderButton(_("Texts in the outbox"), url=url, icon_name="mail"))
        return buttons


class MailingInspect(InspectView):
    """One mailing in numbers, and what has to be decided about it."""

    template_name = "panel/admin/mailing.html"
    page_title = gettext_lazy("Mailing")
    header_more_buttons = ()

    def get_fields(self):
        return []

    def get_context_data(self, **kwargs):
        mailing = Mailing.objects.with_counts().get(pk=self.object.pk)
        counts = {state: getattr(mailing, f"messages_{state}") for state in Message.State.values}
        reasons = mailing.messages.exclude(why="").values_list("why").distinct().order_by("why")
        return super().get_context_data(**kwargs) | {
            "mailing": mailing,
            "label": label_of(mailing),
            "counts": shown_counts(mailing, counts),
            "is_telling": is_telling(mailing),
            "by_text": 0 if is_telling(mailing) else texts_of(mailing),
            "reasons": [why for (why,) in reasons[:5]],
            "unknown": counts[Message.State.UNKNOWN],
            "waiting": counts[Message.State.QUEUED],
            "is_limited": mailing.kind != Mailing.Kind.SERVICE,
            "may_decide": self.request.user.has_perm("panel.change_mailing"),
        }


def texts_of(mailing) -> int:
    return mailing.messages.filter(channel=Message.Channel.TEXT, arrived_at__isnull=False).count()


def shown_counts(mailing, counts: dict[str, int]) -> list[tuple[str, int]]:
    """Return what may be seen: of messages to who has not answered, only what went wrong."""
    seen = counts
    if is_telling(mailing):
        seen = {state: counts[state] for state in (Message.State.UNKNOWN, Message.State.FAILED)}
    return [(str(Message.State(state).label), n) for state, n in seen.items() if n]


class MailingViewSet(ReadOnlyViewSet):
    model = Mailing
    index_view_class = MailingIndex
    inspect_view_class = MailingInspect
    icon = "mail"
    menu_label = gettext_lazy("Messages")
    menu_order = 120
    add_to_admin_menu = True
    list_display = [
        "title",
        Column("purpose", label=gettext_lazy("Purpose"), accessor=label_of),
        Column("messages_sent", label=gettext_lazy("Sent"), accessor=number_of("sent")),
        Column("messages_queued", label=gettext_lazy("Waiting"), accessor=number_of("queued")),
        Column("messages_unknown", label=gettext_lazy("Perhaps sent")),
        Column("messages_failed", label=gettext_lazy("Refused")),
        Column(
            "messages_cancelled", label=gettext_lazy("Not wanted"), accessor=number_of("cancelled")
        ),
        DateColumn("opened_at", label=gettext_lazy("Begun")),
    ]
    list_filter = ["kind"]
    search_fields = ["title"]


def addresses(request):
    """Show how many addresses get no messages, and why: numbers, and never which."""
    if not request.user.has_perm("panel.view_mailing"):
        raise PermissionDenied
    context = {
        "counts": [(channel.label, addresses_in_numbers(channel)) for channel in Message.Channel],
        "back_url": reverse("mailing:index"),
        "page_title": _("Addresses that get no messages"),
    }
    return render(request, "panel/admin/addresses.html", context)


def may_read_outbox(user) -> bool:
    """Say whether somebody may read texts that were sent to nobody, which codes are among."""
    return is_outbox() and user.has_perm("panel.change_messagesettings")


def text_outbox(request):
    """Show the texts that a demonstration has kept, the newest first."""
    if not may_read_outbox(request.user):
        raise PermissionDenied
    context = {
        "texts": [(spoken(text.number), text) for text in Outbox().newest(MOST_TEXTS)],
        "folder": settings.TEXT_FILE_PATH,
        "back_url": reverse("mailing:index"),
        "page_title": _("Texts in the outbox"),
    }
    return render(request, "panel/admin/text_outbox.html", context)


DECISIONS = {"again": send_again, "count": count_as_sent, "stop": call_off}


class OverLimitForm(forms.Form):
    """Why members get more than the most of a week."""

    reason = forms.CharField(
        label=gettext_lazy("Why does this mailing not wait for the weekly limit?"),
        help_text=gettext_lazy("It stays on record with your name."),
        widget=AdminAutoHeightTextInput,
        max_length=500,
        error_messages={"required": gettext_lazy("Give the reason. It is logged with your name.")},
    )


@require_POST
def decide(request, pk, decision):
    """Do what an officer decided about the messages of a mailing."""
    if not request.user.has_perm("panel.change_mailing"):
        raise PermissionDenied
    mailing = get_object_or_404(Mailing, pk=pk)
    try:
        n = DECISIONS[decision](mailing=mailing, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _done(decision, n))
    return redirect("mailing:inspect", pk)


def _done(decision: str, n: int) -> str:
    """Say what was done about so many messages."""
    words = {
        "again": ngettext("%(n)d message goes out again.", "%(n)d messages go out again.", n),
        "count": ngettext("%(n)d message counts as sent.", "%(n)d messages count as sent.", n),
        "stop": ngettext("%(n)d message is stopped.", "%(n)d messages are stopped.", n),
    }
    return words[decision] % {"n": n}


def over_limit(request, pk):
    """Ask for the reason, then let a mailing go to those as well who had enough this week."""
    if not request.user.has_perm("panel.change_mailing"):
        raise PermissionDenied
    mailing = get_object_or_404(Mailing, pk=pk)
    form = OverLimitForm(request.POST) if request.method == "POST" else OverLimitForm()
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            set_limit_aside(mailing=mailing, by=request.user, reason=reason)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The weekly limit is set aside. Your reason is on record."))
        return redirect("mailing:inspect", pk)
    context = {"mailing": mailing, "form": form, "page_title": _("Set the weekly limit aside")}
    status = REFUSED if form.errors else 200
    return render(request, "panel/admin/over_limit.html", context, status=status)
