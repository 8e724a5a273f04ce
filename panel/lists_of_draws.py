"""The draws in the CMS: their list, and a page of each."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.widgets.button import HeaderButton

from core.at_once import read_at_once
from panel.draw_page import categories_of, chances_in_bars, left_out, values_by_code
from panel.frames import in_words
from panel.lists_of_places import ReadOnlyViewSet
from panel.looking import note_looked
from panel.models import Draw, LookedAt
from panel.proof import names_of_files
from panel.quotas import AGE, WARD
from panel.seats import offers_of, replies_in_words, seats_to_fill
from panel.told_in_draws import count_taken_back, may_see_told, told_in


class DrawIndex(IndexView):
    """The draws so far, with the way to another."""

    def get_base_queryset(self):
        return super().get_base_queryset().without_text()

    @cached_property
    def header_buttons(self):
        if not self.request.user.has_perm("panel.add_draw"):
            return []
        return [
            HeaderButton(_("Draw a panel"), url=reverse("panel_new_draw"), icon_name="plus"),
            HeaderButton(
                _("Ask who would like to serve"), url=reverse("panel_calls"), icon_name="mail"
            ),
            HeaderButton(
                _("Draw from another pool"), url=reverse("panel_outside_draws"), icon_name="upload"
            ),
        ]


class DrawInspect(InspectView):
    """One draw: who sits, how fair it was, and how to check it."""

    template_name = "panel/admin/draw.html"
    page_title = gettext_lazy("Draw")
    header_more_buttons = ()

    def get_fields(self):
        return []

    def get_context_data(self, **kwargs):
        draw, user = self.object, self.request.user
        context = super().get_context_data(**kwargs) | {
            "draw": draw,
            "may_draw": user.has_perm("panel.add_draw"),
            "left_out": left_out(draw),
        }
        context["pool_in_words"] = in_words(draw.frame)
        if draw.is_worked_out and not draw.is_let_go:
            context |= self.what_was_worked_out(draw)
        if draw.is_drawn and not draw.is_let_go:
            context |= self.what_was_drawn(draw, user)
        return context

    def what_was_worked_out(self, draw):
        result = draw.stored["result"]
        of_list = [n / 1000 for n in result["public"]["thousandths"]] if draw.is_public else []
        return {
            "bars": chances_in_bars(of_list or [min(n, 1.0) for n in result["probabilities"]]),
            "figures": {
                "lowest": f"{draw.lowest:.2%}",
                "highest": f"{draw.highest:.2%}",
                "gini": f"{draw.gini:.3f}",
                "panels": f"{len(result['panels']):,}",
                "pool": f"{draw.pool_size:,}",
                "without_room": f"{len(result['impossible']):,}",
                "deviation": f"{draw.deviation or 0:.2%}",
            },
            "agrees": draw.text_agrees,
            "taken_back": count_taken_back(draw, told_in(draw)),
            "files": names_of_files(draw) if self.shows_told else (),
        }

    @cached_property
    def shows_told(self) -> bool:
        return may_see_told(self.request.user, self.object)

    def what_was_drawn(self, draw, user):
        shows_names = user.has_perm("panel.view_membership") and not draw.refusal_to_invite
        people = values_by_code(draw)
        offered, rows, letters = offers_of(draw), draw.members.seated(), draw.letters.all()
        if shows_names:
            rows = rows.select_related("membership__user")
        read_at_once(offered, rows, letters)
        offers = {offer.code: offer for offer in offered}
        if shows_names:
            named = [row.membership.user for row in rows]
            why = _("To write to who was drawn")
            note_looked(self.request, named, page=LookedAt.Page.DRAW, why=why)
        return {
            "categories": categories_of(draw, shows_told=self.shows_told),
            "panel": [
                {
                    "pk": row.pk,
                    "code": row.code,
                    "ward": people[row.code].values[WARD],
                    "age_band": people[row.code].values[AGE],
                    "round": row.round,
                    "chance": f"{row.probability:.1%}",
                    "name": str(row.membership.user) if shows_names else "",
                    "offer": offers.get(row.code),
                }
                for row in rows
            ],
            # Beside a name stands nothing by which a file of answers under codes could be read.
            "shows_codes": not (shows_names and draw.told),
            "letters": letters,
            "replies": replies_in_words(offers.values()),
            "free_seats": seats_to_fill(draw, offers.values()),
            "shows_names": shows_names,
            "may_fill": draw.state == Draw.State.DRAWN and user.has_perm("panel.add_draw"),
            "may_write": not draw.refusal_to_invite and user.has_perm("panel.add_draw"),
        }


class DrawViewSet(ReadOnlyViewSet):
    model = Draw
    index_view_class = DrawIndex
    inspect_view_class = DrawInspect
    icon = "order"
    menu_label = gettext_lazy("Draws")
    add_to_admin_menu = False
    list_display = [
        "__str__",
        "size",
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        DateColumn("asked_at", label=gettext_lazy("Asked for")),
    ]
    list_filter = ["state", "is_test"]
    search_fields = ["title"]
