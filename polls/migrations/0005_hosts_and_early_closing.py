import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("polls", "0004_unit_in_welsh"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="stageoverride", name="stage_opened_once"),
        migrations.RenameField("stageoverride", old_name="opened_at", new_name="at"),
        migrations.AddField(
            model_name="stageoverride",
            name="act",
            field=models.CharField(
                choices=[("open", "opened early"), ("close", "closed early")],
                default="open",
                max_length=5,
            ),
        ),
        migrations.AddConstraint(
            model_name="stageoverride",
            constraint=models.UniqueConstraint(
                fields=("poll", "stage", "act"), name="stage_moved_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="stageoverride",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("act", "open"), ("stage__in", ["before", "after"]), _connector="OR"
                ),
                name="only_compared_answers_close_early",
            ),
        ),
        migrations.CreateModel(
            name="StageHost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("named_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hosts",
                        to="polls.deliberativepollpage",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("poll", "user"), name="hosts_a_poll_once")
                ],
            },
        ),
    ]
