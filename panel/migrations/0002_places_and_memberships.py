"""Places, memberships and the council's settings."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("panel", "0001_initial"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoppedAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("stopped_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="CouncilSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        default="Folkmoot", max_length=60, verbose_name="name of the site"
                    ),
                ),
                (
                    "council_name",
                    models.CharField(
                        default="Our council", max_length=80, verbose_name="name of the council"
                    ),
                ),
                (
                    "council_code",
                    models.CharField(blank=True, max_length=9, verbose_name="GSS code"),
                ),
                (
                    "brand",
                    models.CharField(default="#0b3c49", max_length=7, verbose_name="brand colour"),
                ),
                (
                    "accent",
                    models.CharField(default="#ffbf3c", max_length=7, verbose_name="accent colour"),
                ),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                (
                    "phone_hours",
                    models.CharField(
                        default="9am to 5pm, Monday to Friday",
                        max_length=80,
                        verbose_name="phone hours",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "suppression_threshold",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="smallest count that is published",
                    ),
                ),
                (
                    "minimum_age",
                    models.PositiveSmallIntegerField(
                        default=16,
                        validators=[
                            django.core.validators.MinValueValidator(13),
                            django.core.validators.MaxValueValidator(18),
                        ],
                        verbose_name="youngest age on the panel",
                    ),
                ),
                (
                    "is_demonstration",
                    models.BooleanField(default=False, verbose_name="this is a demonstration"),
                ),
                (
                    "logo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                    ),
                ),
            ],
            options={
                "verbose_name": "the council",
            },
        ),
        migrations.CreateModel(
            name="JoiningRefusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(default=django.utils.timezone.localdate)),
                ("reason", models.CharField(choices=[("too-young", "Too young")], max_length=12)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "reason"), name="one_count_a_day_and_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PostcodeEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("product", models.CharField(max_length=40, verbose_name="product")),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                (
                    "sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the file"),
                ),
                (
                    "council_code",
                    models.CharField(blank=True, max_length=9, verbose_name="council's code"),
                ),
                (
                    "columns",
                    models.JSONField(blank=True, default=dict, verbose_name="columns used"),
                ),
                ("rows_read", models.PositiveIntegerField(default=0, verbose_name="rows read")),
                ("rows_kept", models.PositiveIntegerField(default=0, verbose_name="rows kept")),
                (
                    "rows_of_council",
                    models.PositiveIntegerField(default=0, verbose_name="rows of the council"),
                ),
                (
                    "loaded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="loading began"
                    ),
                ),
                (
                    "completed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="loaded"),
                ),
                ("is_current", models.BooleanField(default=False, verbose_name="answers now")),
            ],
            options={
                "verbose_name": "postcode file",
                "verbose_name_plural": "postcode files",
                "ordering": ["-loaded_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("is_current",),
                        name="one_current_edition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_current", False), ("completed_at__isnull", False), _connector="OR"
                        ),
                        name="only_a_complete_edition_answers",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ward",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=9,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(E05|W05|S13|N08)\\d{6}\\Z",
                                "A ward code is like E05010896: a letter and eight figures.",
                            )
                        ],
                        verbose_name="GSS code",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "name_welsh",
                    models.CharField(blank=True, max_length=80, verbose_name="Welsh name"),
                ),
                (
                    "council_code",
                    models.CharField(
                        db_index=True,
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(E06|E07|E08|E09|W06|S12|N09)\\d{6}\\Z",
                                "A council code is like E06000023: a letter and eight figures.",
                            )
                        ],
                        verbose_name="council's code",
                    ),
                ),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="number of councillors"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="boundaries valid from")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="boundaries valid until"),
                ),
                ("geometry", models.JSONField(blank=True, default=dict, verbose_name="boundary")),
                ("outline", models.TextField(blank=True)),
                ("centre_x", models.FloatField(default=0)),
                ("centre_y", models.FloatField(default=0)),
            ],
            options={
                "verbose_name": "ward",
                "verbose_name_plural": "wards",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="ward_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Postcode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("postcode", models.CharField(max_length=8)),
                ("council_code", models.CharField(blank=True, max_length=9)),
                ("ward_code", models.CharField(blank=True, max_length=9)),
                ("ended", models.CharField(blank=True, max_length=6)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="postcodes",
                        to="panel.postcodeedition",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "postcode"), name="postcode_once_an_edition"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("paused", "Paused"), ("left", "Left")],
                        default="active",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("open", "Open sign-up"),
                            ("invitation", "Random invitation"),
                            ("event", "Event"),
                            ("imported", "Imported"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="how they came",
                    ),
                ),
                ("postcode", models.CharField(blank=True, max_length=8, verbose_name="postcode")),
                (
                    "ward_source",
                    models.CharField(
                        choices=[
                            ("postcode", "Found from the postcode"),
                            ("self-stated", "Stated by the member"),
                        ],
                        default="postcode",
                        max_length=11,
                        verbose_name="how the ward is known",
                    ),
                ),
                (
                    "age_band",
                    models.CharField(
                        choices=[
                            ("16-24", "16 to 24"),
                            ("25-34", "25 to 34"),
                            ("35-49", "35 to 49"),
                            ("50-64", "50 to 64"),
                            ("65-74", "65 to 74"),
                            ("75+", "75 and over"),
                        ],
                        max_length=5,
                        verbose_name="age band",
                    ),
                ),
                (
                    "shows_ward",
                    models.BooleanField(default=True, verbose_name="show my ward beside my name"),
                ),
                (
                    "wants_news",
                    models.BooleanField(default=True, verbose_name="tell me what came of it"),
                ),
                (
                    "joined_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="joined"),
                ),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="membership",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="panel.ward",
                        verbose_name="ward",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "indexes": [
                    models.Index(
                        fields=["status", "ward", "age_band"], name="panel_membe_status_e81a18_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("status", "left"), _negated=True), ("left_at", None)
                            ),
                            models.Q(
                                ("left_at__isnull", False), ("postcode", ""), ("status", "left")
                            ),
                            _connector="OR",
                        ),
                        name="left_on_a_date_and_without_postcode",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Councillor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "party",
                    models.CharField(blank=True, max_length=80, verbose_name="party, as recorded"),
                ),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
                ),
                ("starts_on", models.DateField(verbose_name="term began")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="term ends")),
                (
                    "ward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="councillors",
                        to="panel.ward",
                        verbose_name="ward",
                    ),
                ),
            ],
            options={
                "verbose_name": "councillor",
                "verbose_name_plural": "councillors",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="term_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CensusCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("variable", models.CharField(max_length=40)),
                ("category", models.CharField(max_length=120)),
                ("count", models.PositiveIntegerField()),
                ("source", models.CharField(default="Census 2021", max_length=60)),
                (
                    "ward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="census_counts",
                        to="panel.ward",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ward", "variable", "category", "source"),
                        name="one_count_a_category",
                    )
                ],
            },
        ),
    ]
