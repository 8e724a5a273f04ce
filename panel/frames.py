"""From whom a panel is drawn: all members, a segment, or who said that they would like to serve.

A frame is plain data that goes on record with the draw: {} means everybody, {"group": …} a named
group as it was defined, {"call": …} the volunteers of a call.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.refusals import Refused
from panel.models import Membership, VolunteerCall
from panel.named_groups import NamedGroup, named_groups

Frame = dict[str, Any]
EVERYBODY: Frame = {}


def frame_of_group(code: str) -> Frame:
    """Return the frame of a named group as it is defined now; refused if it is gone."""
    group = named_groups().get(code)
    if group is None:
        raise Refused(_("This segment is not there any more. Choose another one."))
    return {"group": group.as_json()}


def frame_of_call(call: VolunteerCall) -> Frame:
    return {"call": {"id": call.pk, "title": call.title, "reply_by": call.reply_by.isoformat()}}


def members_in(
    frame: Frame, groups: Mapping[str, NamedGroup] | None = None
) -> QuerySet[Membership]:
    """Return the members of a frame, of whatever standing; `groups` if they were read already.

    A segment whose rule is another by now is refused: the record would not be of who was drawn.
    """
    everybody = Membership.objects.all()
    if kept := frame.get("group"):
        group = (named_groups() if groups is None else groups).get(kept["code"])
        if group is None or dict(group.definition) != kept["definition"]:
            raise Refused(
                _("The segment “%(name)s” was changed or deleted meanwhile. Ask again.")
                % {"name": kept["name"]}
            )
        return group.narrow(everybody)
    if kept := frame.get("call"):
        return everybody.filter(volunteered__call=kept["id"])
    return everybody


def call_of(frame: Frame) -> VolunteerCall | None:
    kept = frame.get("call")
    return VolunteerCall.objects.filter(pk=kept["id"]).first() if kept else None


def in_words(frame: Frame) -> str:
    """Say from whom a draw is, in one line."""
    if kept := frame.get("group"):
        rule = "; ".join(kept["in_words"])
        return _("The segment “%(name)s”, as it was: %(rule)s") % {
            "name": kept["name"],
            "rule": rule,
        }
    if kept := frame.get("call"):
        return _("Who said yes to “%(title)s”") % {"title": kept["title"]}
    return _("All active members")
