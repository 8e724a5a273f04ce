"""What the CMS knows of sets of questions: entries of the log, permissions and addresses."""

from django.contrib.auth.models import Permission
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from panel.question_set_views import add_file, new_edition, take_back


@hooks.register("register_log_actions")
def actions_on_question_sets(actions):
    for name, label, done in (
        ("question_set_added", _("Add questions about people"), _("Questions about people added")),
        (
            "question_set_taken_back",
            _("Take questions about people back"),
            _("Questions about people taken back"),
        ),
    ):
        actions.register_action(f"panel.{name}", label, done)


@hooks.register("register_permissions")
def permissions_about_question_sets():
    return Permission.objects.filter(
        content_type__app_label="panel", codename__in=["view_questionset", "add_questionset"]
    )


@hooks.register("register_admin_urls")
def addresses_of_question_sets():
    return [
        path("questions-about-people/file/", add_file, name="panel_add_question_file"),
        path("questions-about-people/<row:pk>/new/", new_edition, name="panel_new_edition"),
        path("questions-about-people/<row:pk>/take-back/", take_back, name="panel_take_back_set"),
    ]
