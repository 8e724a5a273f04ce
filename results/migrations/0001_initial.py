import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("polls", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("public", "Public: tables, small figures kept back"),
                            ("pseudonymous", "For analysts: a row a person, without names"),
                        ],
                        max_length=12,
                        verbose_name="class",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("csv", "CSV"),
                            ("xlsx", "Excel"),
                            ("sav", "SPSS"),
                            ("parquet", "Parquet"),
                            ("json", "JSON"),
                        ],
                        max_length=7,
                        verbose_name="format",
                    ),
                ),
                ("purpose", models.CharField(max_length=300, verbose_name="what it is for")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("snapshot", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("rows", models.PositiveIntegerField()),
                (
                    "superseded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="superseded"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
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
                        related_name="exports",
                        to="polls.questionnairepage",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
                "permissions": [("export_results", "Can preview and export results")],
            },
        ),
        migrations.CreateModel(
            name="FrozenReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_words", models.CharField(max_length=200)),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="why another edition"
                    ),
                ),
                ("software", models.CharField(max_length=80)),
                ("snapshot", models.CharField(max_length=64)),
                ("threshold", models.PositiveSmallIntegerField()),
                ("figures", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "superseded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="superseded"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
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
                        related_name="frozen_reports",
                        to="polls.deliberativepollpage",
                    ),
                ),
            ],
            options={
                "ordering": ["-edition"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("poll", "edition"), name="one_report_an_edition"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("edition", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="another_edition_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=40, unique=True)),
                ("figures", models.JSONField(default=dict)),
                ("counted_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["subject"],
                "default_permissions": (),
            },
        ),
    ]
