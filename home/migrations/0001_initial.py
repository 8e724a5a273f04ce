import django.db.models.deletion
import wagtail.fields
from django.db import migrations, models

import core.pages


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(default=0)),
                (
                    "digest",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                    ),
                ),
                ("cut_at", models.BigIntegerField(default=0)),
                (
                    "cut_digest",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                    ),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                ("fault", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "head of the audit log",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="one_head_of_the_chain"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cut_at__lte", models.F("number"))),
                        name="cut_before_its_head",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditLink",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "log",
                    models.CharField(
                        blank=True, choices=[("page", "page"), ("model", "model")], max_length=5
                    ),
                ),
                ("entry", models.BigIntegerField(null=True)),
                ("title_salt", models.CharField(blank=True, max_length=32)),
                ("details_salt", models.CharField(blank=True, max_length=32)),
            ],
            options={
                "verbose_name": "link of the audit log",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("log", "entry"), name="one_link_for_an_entry")
                ],
            },
        ),
        migrations.CreateModel(
            name="ChainedModelEntry",
            fields=[],
            options={
                "proxy": True,
                "default_permissions": (),
            },
            bases=("wagtailcore.modellogentry",),
        ),
        migrations.CreateModel(
            name="ChainedPageEntry",
            fields=[],
            options={
                "proxy": True,
                "default_permissions": (),
            },
            bases=("wagtailcore.pagelogentry",),
        ),
        migrations.CreateModel(
            name="HomePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
            ],
            options={
                "verbose_name": "front page",
            },
            bases=(core.pages.QuicklyChecked, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="PlainPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("lead", models.TextField(blank=True, verbose_name="lead")),
                ("body", wagtail.fields.RichTextField(verbose_name="text")),
                (
                    "footer_group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("site", "About this site"),
                            ("data", "Your data"),
                            ("", "Not in the footer"),
                        ],
                        max_length=10,
                        verbose_name="place in the footer",
                    ),
                ),
            ],
            options={
                "verbose_name": "plain page",
            },
            bases=(core.pages.SameForVisitors, core.pages.QuicklyChecked, "wagtailcore.page"),
        ),
    ]
