"""The roles of a council's site, as groups with permissions.

Code asks for permissions, never for groups.
"""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

# Permissions as "app.codename"; page permissions apply to the whole tree below the front page.
# The CMS makes groups of its own, "Editors" and "Moderators" of pages: ours has another name.
ROLES: dict[str, dict[str, list[str]]] = {
    "Administrators": {
        "permissions": [
            "wagtailadmin.access_admin",
            "forums.moderate_contribution",
            "polls.judge_words",
            "polls.code_words",
            "polls.override_stage",
            "polls.key_answers",
            "polls.assist_members",
            "polls.print_sheets",
            "polls.exclude_response",
            "results.export_results",
            "panel.change_councilsettings",
            "panel.change_messagesettings",
            "panel.view_ward",
            "panel.change_ward",
            "panel.add_councillor",
            "panel.change_councillor",
            "panel.delete_councillor",
            "panel.view_postcodeedition",
            "panel.change_postcodeedition",
            "panel.view_loadedfile",
            "panel.change_loadedfile",
            "panel.view_boundarychange",
            "panel.view_wardsuccession",
            "panel.add_wardgroup",
            "panel.change_wardgroup",
            "panel.delete_wardgroup",
            "panel.view_membership",
            "panel.change_membership",
            "panel.view_memberimport",
            "panel.add_memberimport",
            "panel.view_invitationbatch",
            "panel.add_invitationbatch",
            "panel.change_invitationbatch",
            "panel.view_draw",
            "panel.add_draw",
            "panel.view_sample",
            "panel.add_sample",
            "consultations.view_invitation",
            "consultations.add_invitation",
            "panel.view_mailing",
            "panel.change_mailing",
            "consultations.add_subject",
            "consultations.change_subject",
            "consultations.add_audience",
            "consultations.change_audience",
            "panel.view_retentionrun",
            "panel.add_retentionrun",
            "panel.change_retentionperiod",
            "panel.add_hold",
            "panel.change_hold",
            "consultations.view_segment",
            "consultations.add_segment",
            "consultations.change_segment",
            "consultations.delete_segment",
            "consultations.view_segmentmessage",
            "consultations.add_segmentmessage",
            "panel.view_profileanswer",
            "panel.view_questionset",
            "panel.add_questionset",
            "panel.add_user",
            "panel.change_user",
            "panel.search_audit",
            "panel.review_access",
            "panel.view_processingrecord",
            "panel.add_processingrecord",
            "panel.change_processingrecord",
            "panel.view_datacomplaint",
            "panel.add_datacomplaint",
            "panel.change_datacomplaint",
            "panel.view_databreach",
            "panel.add_databreach",
            "panel.change_databreach",
            "panel.view_datarequest",
            "panel.add_datarequest",
            "panel.change_datarequest",
            "forums.add_rule",
            "forums.change_rule",
            "forums.delete_rule",
        ],
        "pages": ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    },
    "Officers": {
        "permissions": [
            "wagtailadmin.access_admin",
            "polls.override_stage",
            "polls.key_answers",
            "polls.print_sheets",
            "polls.assist_members",
            "polls.exclude_response",
            "results.export_results",
            "forums.moderate_contribution",
            "polls.judge_words",
            "polls.code_words",
            "panel.view_ward",
            "panel.change_ward",
            "panel.view_invitationbatch",
            "panel.add_invitationbatch",
            "panel.change_invitationbatch",
            "consultations.view_segment",
            "consultations.add_segment",
            "consultations.change_segment",
            "consultations.delete_segment",
            "consultations.view_segmentmessage",
            "consultations.add_segmentmessage",
            "panel.view_profileanswer",
            "panel.view_draw",
            "panel.add_draw",
            "panel.view_sample",
            "panel.add_sample",
            "consultations.view_invitation",
            "consultations.add_invitation",
            "panel.view_mailing",
            "panel.change_mailing",
            "consultations.add_subject",
            "consultations.change_subject",
            "consultations.add_audience",
            "consultations.change_audience",
            "panel.add_datacomplaint",
        ],
        "pages": ["add_page", "change_page", "publish_page"],
    },
    # Who approves reads drafts and publishes them; what is published is what somebody else wrote.
    "Approvers": {
        "permissions": ["wagtailadmin.access_admin"],
        "pages": ["change_page", "publish_page"],
    },
    "Data protection officers": {
        "permissions": [
            "wagtailadmin.access_admin",
            "panel.view_processingrecord",
            "panel.add_processingrecord",
            "panel.change_processingrecord",
            "panel.view_datacomplaint",
            "panel.add_datacomplaint",
            "panel.change_datacomplaint",
            "panel.view_databreach",
            "panel.add_databreach",
            "panel.change_databreach",
        ],
        "pages": [],
    },
    "Monitoring Officers": {
        "permissions": ["panel.search_audit", "panel.review_access"],
        "pages": [],
    },
    "Auditors": {"permissions": ["panel.search_audit"], "pages": []},
    "Debate moderators": {
        "permissions": ["forums.moderate_contribution", "polls.judge_words"],
        "pages": [],
    },
    "Analysts": {"permissions": ["results.export_results", "polls.code_words"], "pages": []},
    "Councillors": {"permissions": [], "pages": []},
    "Experts": {"permissions": [], "pages": []},
}


def ensure_roles(**_signal) -> None:
    """Make the groups and give them what is missing; take nothing away that a council has added.

    It costs six queries where nothing is missing, as after nearly every migration.
    """
    groups = {group.name: group for group in Group.objects.filter(name__in=ROLES)}
    for name in ROLES.keys() - groups.keys():
        groups[name] = Group.objects.create(name=name)
    allow_acts(groups)
    allow_on_pages(groups)
    allow_on_files({name: group for name, group in groups.items() if ROLES[name]["pages"]})


def allow_acts(groups: dict[str, Group]) -> None:
    known = permissions({name for may in ROLES.values() for name in may["permissions"]})
    rows = Group.permissions.through.objects
    held = set(rows.filter(group__in=groups.values()).values_list("group_id", "permission_id"))
    for name, group in groups.items():
        may = {known[one].pk for one in ROLES[name]["permissions"] if one in known}
        if missing := {pk for pk in may if (group.pk, pk) not in held}:
            group.permissions.add(*missing)


def permissions(names: set[str]) -> dict[str, Permission]:
    """Return permissions by name, such as "panel.view_draw"; what is not there yet is left out."""
    codenames = {name.partition(".")[2] for name in names}
    found = Permission.objects.select_related("content_type").filter(codename__in=codenames)
    by_name = {f"{one.content_type.app_label}.{one.codename}": one for one in found}
    return {name: one for name, one in by_name.items() if name in names}


def allow_on_pages(groups: dict[str, Group]) -> None:
    root = Page.objects.filter(depth=1).first()
    if root is None:  # an emptied database, as tests of parallel writing leave it
        return
    known = permissions({f"wagtailcore.{one}" for may in ROLES.values() for one in may["pages"]})
    allowed = GroupPagePermission.objects.filter(page=root, group__in=groups.values())
    held = set(allowed.values_list("group_id", "permission_id"))
    for name, group in groups.items():
        wanted = (known.get(f"wagtailcore.{one}") for one in ROLES[name]["pages"])
        for permission in filter(None, wanted):
            if (group.pk, permission.pk) not in held:
                allowed.create(group=group, page=root, permission=permission)


def allow_on_files(groups: dict[str, Group]) -> None:
    """Let those who write pages add pictures and documents."""
    root = Collection.get_first_root_node()
    if root is None:
        return
    kinds = ContentType.objects.filter(
        app_label__in=["wagtailimages", "wagtaildocs"], model__in=["image", "document"]
    )
    acts = [
        permission
        for permission in Permission.objects.filter(content_type__in=kinds)
        if permission.codename.split("_")[0] in ("add", "change", "choose")
    ]
    allowed = GroupCollectionPermission.objects.filter(collection=root, group__in=groups.values())
    held = set(allowed.values_list("group_id", "permission_id"))
    for group in groups.values():
        for permission in acts:
            if (group.pk, permission.pk) not in held:
                allowed.create(group=group, collection=root, permission=permission)
