import datetime
import uuid
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import panel.models.council
import panel.models.looked
import panel.models.people
import panel.models.wishes


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("panel", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.CreateModel(
            name="AreaCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("council_code", models.CharField(max_length=9)),
                ("variable", models.CharField(max_length=40)),
                ("category", models.CharField(max_length=120)),
                ("count", models.PositiveIntegerField()),
                ("source", models.CharField(default="Census 2021", max_length=60)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council_code", "variable", "category", "source"),
                        name="one_count_an_area_and_category",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Bounce",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "E-mail"), ("text", "Text message")],
                        default="email",
                        max_length=5,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("message", models.CharField(max_length=40, unique=True)),
                ("is_hard", models.BooleanField(verbose_name="for good")),
                ("status", models.CharField(blank=True, max_length=12)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["digest"], name="bounces_of_an_address")],
            },
        ),
        migrations.CreateModel(
            name="BoundaryChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(unique=True, verbose_name="boundaries valid from")),
                (
                    "carried_out_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="carried out"
                    ),
                ),
                (
                    "by_postcode",
                    models.PositiveIntegerField(
                        default=0, verbose_name="members placed by their postcode"
                    ),
                ),
                (
                    "by_best_fit",
                    models.PositiveIntegerField(
                        default=0, verbose_name="members whose ward went nearly whole to another"
                    ),
                ),
                (
                    "to_confirm",
                    models.PositiveIntegerField(
                        default=0, verbose_name="members asked for their ward"
                    ),
                ),
            ],
            options={
                "verbose_name": "change of boundaries",
                "verbose_name_plural": "changes of boundaries",
                "ordering": ["-on"],
            },
        ),
        migrations.CreateModel(
            name="CouncilIdentity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.CharField(blank=True, max_length=255)),
                ("subject", models.CharField(blank=True, max_length=255)),
                (
                    "invited_as",
                    models.EmailField(blank=True, max_length=254, verbose_name="address there"),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "bound_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="first used"),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="council_identity",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("bound_at__isnull", False)),
                        fields=("issuer", "subject"),
                        name="one_account_an_identity",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("invited_as", ""), _negated=True),
                        fields=("invited_as",),
                        name="one_invitation_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("bound_at", None),
                                ("issuer", ""),
                                ("subject", ""),
                                models.Q(("invited_as", ""), _negated=True),
                            ),
                            models.Q(
                                ("bound_at__isnull", False),
                                ("invited_as", ""),
                                models.Q(("issuer", ""), _negated=True),
                                models.Q(("subject", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="invited_or_bound",
                    ),
                ],
            },
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
                    "method_name",
                    models.CharField(
                        default="deliberative poll",
                        help_text="In lower case, as it stands inside a sentence: “deliberative poll”, “people’s debate”.",
                        max_length=40,
                        validators=[panel.models.council.refuse_trademark],
                        verbose_name="what a deliberative poll is called",
                    ),
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
                    "data_protection_officer",
                    models.CharField(
                        blank=True,
                        help_text="Name or role, and how to reach them. Everybody reads it.",
                        max_length=200,
                        verbose_name="data protection officer",
                    ),
                ),
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
                    "term_years",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="For those who join from now on. Members keep the day that they were told.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="years that a place on the panel lasts",
                    ),
                ),
                (
                    "days_between_invitations",
                    models.PositiveSmallIntegerField(
                        default=14,
                        help_text="Who was drawn to be invited more lately than that is not drawn again.",
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="days between two invitations of a member",
                    ),
                ),
                (
                    "invitations_a_year",
                    models.PositiveSmallIntegerField(
                        default=12,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="most invitations of a member in a year",
                    ),
                ),
                (
                    "expected_in_100",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("3"),
                        help_text="Used where fewer than 30 letters of the last 12 months say better. Letters to random addresses bring 1 to 6.",
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="people who join, of 100 invited",
                    ),
                ),
                (
                    "lapses_after",
                    models.PositiveSmallIntegerField(
                        default=4,
                        help_text="In a row, with two reminders among them. The member reads why, and comes back by a button. 0: nobody lapses.",
                        validators=[django.core.validators.MaxValueValidator(50)],
                        verbose_name="unanswered invitations after which a member lapses",
                    ),
                ),
                (
                    "may_renew",
                    models.BooleanField(
                        default=True,
                        help_text="For another term, by a button. A third of the panel is replaced in a year.",
                        verbose_name="members may renew a place that is over",
                    ),
                ),
                (
                    "county_name",
                    models.CharField(
                        blank=True,
                        help_text="Only where a county council serves the same area.",
                        max_length=120,
                        verbose_name="name of the county council",
                    ),
                ),
                (
                    "months_to_anonymise",
                    models.PositiveSmallIntegerField(
                        default=12,
                        help_text="Long enough to tell those who took part what came of it. Pages that people have answered keep the day that they read.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(24),
                        ],
                        verbose_name="months from closing until answers are cut off from people",
                    ),
                ),
                (
                    "same_words_from",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="So many answers to one question that differ in nothing but capitals, spaces and punctuation are marked as a group. They all count, and results say how many there are without them.",
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="answers in the same words that make a campaign",
                    ),
                ),
                (
                    "nearly_all",
                    models.PositiveSmallIntegerField(
                        default=95,
                        help_text="When boundaries change. A ward’s figures run on, with a footnote, where this many of the people of either are in the other; else they are shown as broken. Members whose postcode is gone go where this many of their old ward went.",
                        validators=[
                            django.core.validators.MinValueValidator(80),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="per cent of people that make an earlier and a later ward one place",
                    ),
                ),
                (
                    "second_person_publishes",
                    models.BooleanField(
                        default=True,
                        help_text="Who wrote in a draft does not publish it. Somebody else reads it and says that it is fair. Turn this off only where there is nobody else.",
                        verbose_name="a second person publishes consultations",
                    ),
                ),
                (
                    "frame_sites",
                    models.TextField(
                        blank=True,
                        help_text="A line for each, such as https://www.bristol.gov.uk. They show the question in a frame; people vote here. No other page of ours can be shown elsewhere.",
                        verbose_name="other sites of the council that may show the quick poll",
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
            name="DataBreach",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="in a few words")),
                ("known_at", models.DateTimeField(verbose_name="known since")),
                (
                    "happened",
                    models.TextField(max_length=3000, verbose_name="what happened, and when"),
                ),
                (
                    "people",
                    models.CharField(
                        max_length=300, verbose_name="which people, and about how many"
                    ),
                ),
                (
                    "records",
                    models.CharField(
                        max_length=300, verbose_name="which data, and about how many records"
                    ),
                ),
                (
                    "consequences",
                    models.TextField(max_length=3000, verbose_name="likely consequences"),
                ),
                (
                    "measures",
                    models.TextField(max_length=3000, verbose_name="what is done against it"),
                ),
                (
                    "risk",
                    models.CharField(
                        choices=[
                            ("unlikely", "A risk to people is unlikely: no report is due"),
                            ("risk", "A risk to people: report it to the Information Commissioner"),
                            (
                                "high",
                                "A high risk to people: report it, and tell the people as well",
                            ),
                        ],
                        max_length=8,
                        verbose_name="risk to people",
                    ),
                ),
                ("risk_because", models.TextField(max_length=2000, verbose_name="why this risk")),
                (
                    "reported_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="reported to the Commissioner"
                    ),
                ),
                (
                    "report_number",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="number of the report"
                    ),
                ),
                (
                    "late_because",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="why it was reported after 72 hours",
                    ),
                ),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="people told")),
                (
                    "told_how",
                    models.CharField(blank=True, max_length=500, verbose_name="how they were told"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed")),
                (
                    "learnt",
                    models.TextField(blank=True, max_length=2000, verbose_name="what was learnt"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "breach of data",
                "verbose_name_plural": "breaches of data",
                "ordering": ["-known_at", "-pk"],
                "default_permissions": ("view", "add", "change"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reported_at", None),
                            (
                                "reported_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("known_at"),
                                    "+",
                                    models.Value(datetime.timedelta(days=3)),
                                ),
                            ),
                            models.Q(("late_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="breach_late_report_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("told_how", ""), ("told_on", None)),
                            models.Q(
                                ("told_on__isnull", False),
                                models.Q(("told_how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="breach_people_told_somehow",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on", None),
                            ("risk", "unlikely"),
                            models.Q(("reported_at__isnull", False), ("risk", "risk")),
                            models.Q(
                                ("reported_at__isnull", False),
                                ("risk", "high"),
                                ("told_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="breach_closed_once_reported_and_told",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DataComplaint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
                ),
                (
                    "contact",
                    models.TextField(
                        blank=True, max_length=300, verbose_name="another way to reach them"
                    ),
                ),
                (
                    "words",
                    models.TextField(blank=True, max_length=5000, verbose_name="what it is about"),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("website", "On this website"),
                            ("email", "By e-mail"),
                            ("letter", "By letter"),
                            ("phone", "By phone"),
                            ("counter", "At the counter"),
                        ],
                        max_length=8,
                        verbose_name="how it came",
                    ),
                ),
                (
                    "received_on",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="received"
                    ),
                ),
                (
                    "acknowledged_on",
                    models.DateField(blank=True, null=True, verbose_name="acknowledged"),
                ),
                ("acknowledged_how", models.CharField(blank=True, max_length=300)),
                (
                    "looking_since",
                    models.DateField(blank=True, null=True, verbose_name="looked into since"),
                ),
                (
                    "steps",
                    models.TextField(
                        blank=True, max_length=3000, verbose_name="what is done about it"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "Upheld"),
                            ("partly", "Partly upheld"),
                            ("not", "Not upheld"),
                            ("withdrawn", "Withdrawn by who complained"),
                        ],
                        max_length=9,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "outcome_words",
                    models.TextField(blank=True, max_length=3000, verbose_name="outcome in words"),
                ),
                (
                    "outcome_on",
                    models.DateField(blank=True, null=True, verbose_name="outcome told"),
                ),
                ("forgets", models.BooleanField(default=False)),
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="data_complaints",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "complaint about data",
                "verbose_name_plural": "complaints about data",
                "ordering": ["-received_on", "-pk"],
                "default_permissions": ("view", "add", "change"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_how", ""), ("acknowledged_on", None)),
                            models.Q(
                                ("acknowledged_on__gte", models.F("received_on")),
                                ("acknowledged_on__isnull", False),
                                models.Q(("acknowledged_how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="complaint_acknowledged_after_it_came_somehow",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("outcome_on", None)),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("outcome_on__gte", models.F("received_on")),
                                ("outcome_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="complaint_outcome_told_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DataRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("received_on", models.DateField(verbose_name="received")),
                ("note", models.CharField(max_length=300, verbose_name="how it came")),
                ("extended_on", models.DateField(blank=True, null=True, verbose_name="extended")),
                (
                    "extended_because",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="why it was extended"
                    ),
                ),
                (
                    "taken_out",
                    models.TextField(blank=True, max_length=5000, verbose_name="words to take out"),
                ),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="sent")),
                (
                    "sent_how",
                    models.CharField(blank=True, max_length=300, verbose_name="how it was sent"),
                ),
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
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="data_requests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for one’s own data",
                "verbose_name_plural": "requests for one’s own data",
                "ordering": ["-received_on", "-pk"],
                "default_permissions": ("view", "add", "change"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("extended_because", ""), ("extended_on", None)),
                            models.Q(
                                ("extended_on__isnull", False),
                                models.Q(("extended_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="request_extended_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_how", ""), ("sent_on", None)),
                            models.Q(
                                ("sent_on__gte", models.F("received_on")),
                                ("taken_out", ""),
                                models.Q(("sent_how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="request_sent_after_it_came_and_clean",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DateOfBirth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sealed", models.CharField(max_length=64)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="date_of_birth",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="DepartedAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=26, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="DeprivationScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=9)),
                ("score", models.FloatField()),
                ("decile", models.PositiveSmallIntegerField()),
                ("people", models.PositiveIntegerField(null=True)),
                ("source", models.CharField(max_length=60)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "source"), name="one_score_a_small_area"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decile__gte", 1), ("decile__lte", 10), ("score__gte", 0)
                        ),
                        name="a_score_is_not_negative_and_a_decile_is_1_to_10",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Division",
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
                                "^E58\\d{6}\\Z",
                                "A division’s code is like E58001234: E58 and six figures.",
                            )
                        ],
                        verbose_name="GSS code",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("valid_from", models.DateField(verbose_name="boundaries valid from")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="boundaries valid until"),
                ),
            ],
            options={
                "verbose_name": "division",
                "verbose_name_plural": "divisions",
                "ordering": ["name"],
                "default_permissions": ("view",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="division_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("left", "People who left the panel"),
                            ("erased", "Details of people who had left"),
                            ("deleted", "Accounts that never joined"),
                            ("removed", "Places that were ended"),
                            ("told", "Answers about oneself"),
                            ("answers", "Answers that were taken back"),
                            ("stopped", "Addresses that stopped our mail"),
                            ("no-texts", "Numbers that stopped our texts"),
                            ("resumed", "Addresses that wanted it again"),
                            ("number", "Mobile numbers that were removed or replaced"),
                            ("birth", "Dates of birth that were removed or replaced"),
                            ("parted", "Council accounts that were taken away"),
                            ("lent", "Answers about oneself that a draw may not go by any more"),
                            ("yes", "Offers to serve on a panel that were taken back"),
                        ],
                        max_length=8,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("listed_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("listed_at", None)),
                        fields=["id"],
                        name="erasures_not_yet_listed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("complaint", "Complaint"),
                            ("foi", "Freedom of information request"),
                            ("litigation", "Litigation"),
                        ],
                        max_length=10,
                        verbose_name="because of",
                    ),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                (
                    "rule",
                    models.CharField(blank=True, max_length=30, verbose_name="kind of record"),
                ),
                (
                    "placed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="placed"),
                ),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="lifted")),
                ("lifted_because", models.TextField(blank=True, max_length=1000)),
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
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.page",
                        verbose_name="consultation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "hold",
                "verbose_name_plural": "holds",
                "ordering": ["-placed_at", "-pk"],
                "default_permissions": ("view", "add", "change"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("page", None), ("person__isnull", False), ("rule", "")),
                            models.Q(("page__isnull", False), ("person", None), ("rule", "")),
                            models.Q(
                                ("page", None),
                                ("person", None),
                                models.Q(("rule", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="holds_one_person_page_or_rule",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="held_for_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_because", "")),
                            models.Q(
                                ("lifted_at__isnull", False),
                                models.Q(("lifted_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="lifted_for_a_reason",
                    ),
                ],
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
            name="LoadedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wards", "Ward boundaries"),
                            ("divisions", "Divisions of the county"),
                            ("census", "Counts of people"),
                            ("postcodes", "Postcodes"),
                            ("deprived", "Deprivation"),
                            ("uprn", "Wards of properties (UPRN)"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("edition", models.CharField(max_length=60, verbose_name="edition")),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                ("rows", models.PositiveIntegerField(verbose_name="rows loaded")),
                (
                    "loaded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="loaded"),
                ),
                (
                    "taken_back_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="taken back"),
                ),
                ("replaced", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "loaded file",
                "verbose_name_plural": "loaded files",
                "ordering": ["-loaded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LookedAt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_role", models.CharField(max_length=200, verbose_name="role then")),
                (
                    "page",
                    models.CharField(
                        choices=[
                            ("members", "List of members"),
                            ("member", "Record of a member"),
                            ("ending", "Ending a place"),
                            ("accounts", "List of accounts"),
                            ("account", "Account"),
                            ("draw", "Names on a draw"),
                            ("holds", "Holds on people"),
                            ("request", "Request for one’s own data"),
                            ("complaint", "Complaint about data"),
                        ],
                        max_length=10,
                        verbose_name="page",
                    ),
                ),
                ("why", models.CharField(max_length=300, verbose_name="why")),
                (
                    "at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="when"
                    ),
                ),
                ("kept_until", models.DateField(default=panel.models.looked.kept_until)),
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
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "permissions": [
                    (
                        "search_audit",
                        "May search the log of what staff did and of whom they looked at",
                    ),
                    ("review_access", "May review who of the staff has access"),
                ],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Mailing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.CharField(max_length=20, verbose_name="purpose")),
                ("about", models.PositiveBigIntegerField()),
                ("subject", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=255, verbose_name="about")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("service", "Service: asked for, or has to be said"),
                            ("task", "Task: an invitation, results, an outcome"),
                            ("promotional", "Promotional"),
                        ],
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="begun"),
                ),
                ("addressed_at", models.DateTimeField(null=True)),
                (
                    "over_limit_because",
                    models.TextField(blank=True, verbose_name="why the weekly limit is set aside"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "mailing",
                "verbose_name_plural": "mailings",
                "ordering": ["-opened_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("purpose", "about"), name="one_mailing_about_a_thing"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MemberImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                ("imported", models.PositiveIntegerField(verbose_name="members imported")),
                ("already", models.PositiveIntegerField(verbose_name="already members")),
                ("left_out", models.PositiveIntegerField(verbose_name="rows left out")),
                (
                    "imported_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="imported"
                    ),
                ),
            ],
            options={
                "verbose_name": "imported list of members",
                "verbose_name_plural": "imported lists of members",
                "ordering": ["-imported_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="MessageSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quiet_from",
                    models.TimeField(default=datetime.time(21, 0), verbose_name="no messages from"),
                ),
                (
                    "quiet_until",
                    models.TimeField(
                        default=datetime.time(8, 0),
                        help_text="What is ready meanwhile waits. The same time twice: no quiet hours.",
                        verbose_name="until",
                    ),
                ),
                (
                    "most_a_week",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="More of them wait. Codes and receipts do not count.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="most messages to one member in seven days",
                    ),
                ),
                (
                    "days_to_reminder",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="days from an invitation to a reminder, and on to the second",
                    ),
                ),
            ],
            options={
                "verbose_name": "messages",
            },
        ),
        migrations.CreateModel(
            name="MessageWishes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("instant", "At once"),
                            ("daily", "Together, once a day in the morning"),
                            ("weekly", "Together, on Monday mornings"),
                        ],
                        default="instant",
                        max_length=7,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "E-mail"), ("text", "Text message")],
                        default="email",
                        max_length=5,
                    ),
                ),
                ("wants_promotion", models.BooleanField(default=False)),
                (
                    "language",
                    models.CharField(
                        blank=True, choices=[("en-gb", "English"), ("cy", "Welsh")], max_length=10
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=panel.models.wishes.new_token, max_length=32, unique=True
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="message_wishes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="MobileNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(db_index=True, max_length=16)),
                ("proved_at", models.DateTimeField(auto_now=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mobile_number",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OutsideDraw",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "algorithm",
                    models.CharField(
                        choices=[
                            ("leximin", "LEXIMIN: the fairest chances that the quotas allow"),
                            ("maximin", "MAXIMIN: the lowest chance as high as can be"),
                            ("random", "Simple random, without quotas"),
                        ],
                        max_length=8,
                        verbose_name="method",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="seats")),
                (
                    "one_per_household",
                    models.BooleanField(default=False, verbose_name="one person a household"),
                ),
                ("quotas", models.TextField()),
                ("people", models.TextField()),
                ("pool_size", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "Being drawn"),
                            ("drawn", "Drawn"),
                            ("stopped", "Stopped, nobody drawn"),
                        ],
                        default="drafted",
                        max_length=7,
                    ),
                ),
                ("settled", models.PositiveIntegerField(default=0)),
                ("groups", models.PositiveIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("selected", models.JSONField(default=list)),
                ("lowest", models.FloatField(null=True)),
                ("highest", models.FloatField(null=True)),
                ("version", models.CharField(blank=True, max_length=80)),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="asked for"
                    ),
                ),
                ("drawn_at", models.DateTimeField(blank=True, null=True, verbose_name="drawn")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "draw from another pool",
                "verbose_name_plural": "draws from other pools",
                "ordering": ["-asked_at", "-pk"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("drawn_at__isnull", False), ("state", "drawn")),
                            models.Q(
                                models.Q(("state", "drawn"), _negated=True), ("drawn_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="drawn_from_outside_at_a_moment",
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
                ("month", models.DateField(blank=True, null=True, verbose_name="edition")),
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
            name="ProcessingRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(editable=False, max_length=40, unique=True)),
                (
                    "title",
                    models.CharField(
                        max_length=120, unique=True, verbose_name="name of the purpose"
                    ),
                ),
                (
                    "purpose",
                    models.TextField(
                        help_text="The public reads this.",
                        max_length=1000,
                        verbose_name="what the data is for",
                    ),
                ),
                ("people", models.CharField(max_length=300, verbose_name="whose data")),
                (
                    "holds",
                    models.TextField(
                        help_text="Kinds of data, never names.",
                        max_length=2000,
                        verbose_name="what is held",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("a", "Consent: article 6(1)(a)"),
                            ("b", "Contract: article 6(1)(b)"),
                            ("c", "Legal obligation: article 6(1)(c)"),
                            ("d", "Vital interests: article 6(1)(d)"),
                            ("e", "Public task: article 6(1)(e)"),
                            ("f", "Legitimate interests: article 6(1)(f)"),
                        ],
                        max_length=1,
                        verbose_name="lawful basis",
                    ),
                ),
                (
                    "basis_note",
                    models.CharField(
                        blank=True,
                        help_text="For a public task or legal obligation: the Act and section that give it.",
                        max_length=500,
                        verbose_name="the law behind it",
                    ),
                ),
                (
                    "is_special",
                    models.BooleanField(
                        default=False,
                        help_text="Ethnic origin, religion or belief, health or disability, sexual orientation, political opinion, trade union membership.",
                        verbose_name="special categories may be told",
                    ),
                ),
                (
                    "condition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("9a", "Explicit consent: article 9(2)(a)"),
                            ("9e", "Made public by the person: article 9(2)(e)"),
                            ("9f", "Legal claims: article 9(2)(f)"),
                            (
                                "9g8",
                                "Equality of opportunity: article 9(2)(g), Data Protection Act 2018, Sch. 1 para. 8",
                            ),
                            (
                                "9g6",
                                "Statutory purposes: article 9(2)(g), Data Protection Act 2018, Sch. 1 para. 6",
                            ),
                            (
                                "9j",
                                "Statistics: article 9(2)(j), Data Protection Act 2018, s. 19 and Sch. 1 para. 4",
                            ),
                        ],
                        help_text="Needed where special categories may be told.",
                        max_length=3,
                        verbose_name="condition for special categories",
                    ),
                ),
                (
                    "policy_url",
                    models.CharField(
                        blank=True,
                        help_text="The address of a page, such as /policy/ or https://… .",
                        max_length=300,
                        verbose_name="policy document",
                    ),
                ),
                (
                    "recipients",
                    models.TextField(
                        help_text="Roles at the council, and companies that work for it.",
                        max_length=1000,
                        verbose_name="who receives it",
                    ),
                ),
                (
                    "transfers",
                    models.CharField(
                        default="None",
                        max_length=300,
                        verbose_name="transfers out of the United Kingdom",
                    ),
                ),
                (
                    "rules",
                    models.JSONField(
                        blank=True, default=list, verbose_name="kept as the schedule says of"
                    ),
                ),
                (
                    "retention",
                    models.TextField(
                        blank=True,
                        help_text="What is under none of the rules above, and when it ends.",
                        max_length=1000,
                        verbose_name="how long the rest is kept",
                    ),
                ),
                ("safeguards", models.TextField(max_length=1000, verbose_name="what protects it")),
                (
                    "is_for_pages",
                    models.BooleanField(
                        default=False, verbose_name="pages that ask or invite talk can name it"
                    ),
                ),
            ],
            options={
                "verbose_name": "record of processing",
                "verbose_name_plural": "records of processing",
                "ordering": ["pk"],
                "default_permissions": ("view", "add", "change"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_special", False),
                            models.Q(("condition", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="special_categories_under_a_condition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("purpose", ""), _negated=True),
                            models.Q(("basis", ""), _negated=True),
                            models.Q(("recipients", ""), _negated=True),
                            models.Q(("holds", ""), _negated=True),
                        ),
                        name="processing_has_purpose_basis_and_recipients",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProfileWords",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=26)),
                ("question", models.CharField(max_length=30)),
                ("words", models.CharField(max_length=100)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "question"), name="one_write_in_a_question"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30, verbose_name="name")),
                ("edition", models.CharField(max_length=20, verbose_name="edition")),
                ("jurisdictions", models.CharField(max_length=4)),
                ("valid_from", models.DateField(verbose_name="asked from")),
                ("source", models.URLField(max_length=400, verbose_name="source")),
                (
                    "lowest_age",
                    models.PositiveSmallIntegerField(default=0, verbose_name="lowest age"),
                ),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "verbose_name": "set of questions",
                "verbose_name_plural": "sets of questions",
                "ordering": ["code", "valid_from"],
                "default_permissions": ("view", "add"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "edition"), name="one_question_set_an_edition"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=30, unique=True)),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="how long",
                    ),
                ),
            ],
            options={
                "verbose_name": "retention period",
                "default_permissions": ("change",),
            },
        ),
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                ("day", models.DateField(blank=True, null=True, unique=True)),
                ("is_report", models.BooleanField(default=True, verbose_name="only a report")),
                ("lines", models.JSONField(default=list)),
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
            ],
            options={
                "verbose_name": "run of the retention schedule",
                "ordering": ["-at", "-pk"],
                "default_permissions": ("view", "add"),
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("purpose", models.TextField(blank=True, verbose_name="what it is for")),
                ("asked", models.JSONField(default=dict)),
                ("frame_size", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField(verbose_name="drawn")),
                ("by_hand", models.PositiveIntegerField(default=0, verbose_name="added by hand")),
                ("excluded", models.JSONField(default=dict)),
                (
                    "override_reason",
                    models.TextField(blank=True, verbose_name="why the limits were set aside"),
                ),
                ("overridden", models.JSONField(default=dict)),
                ("is_test", models.BooleanField(default=False, verbose_name="test draw")),
                ("seed", models.CharField(blank=True, max_length=40)),
                ("reference", models.CharField(editable=False, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[("drawn", "Drawn"), ("withdrawn", "Withdrawn, nobody invited")],
                        default="drawn",
                        max_length=10,
                    ),
                ),
                ("withdrawn_because", models.TextField(blank=True)),
                (
                    "sent_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="invitations sent"),
                ),
                ("version", models.CharField(max_length=80)),
                ("text", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "drawn_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="drawn on"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.page",
                        verbose_name="what they are invited to",
                    ),
                ),
            ],
            options={
                "verbose_name": "sample of members",
                "verbose_name_plural": "samples of members",
                "ordering": ["-drawn_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_test", True), models.Q(("seed", ""), _negated=True)),
                            models.Q(("is_test", False), ("seed", "")),
                            _connector="OR",
                        ),
                        name="a_seed_for_test_samples_alone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "drawn"), ("withdrawn_because", "")),
                            models.Q(
                                ("sent_at", None),
                                ("state", "withdrawn"),
                                models.Q(("withdrawn_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="samples_are_withdrawn_for_a_reason_and_unsent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_test", False), ("sent_at", None), _connector="OR"),
                        name="no_test_sample_is_sent",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_test", False), ("state", "drawn")),
                        fields=("page",),
                        name="one_sample_a_page",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecurityEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signed-in", "Signed in"),
                            ("failed", "Sign-in failed"),
                            ("step-added", "Second step added"),
                            ("step-gone", "Second step removed"),
                            ("role-given", "Role given"),
                            ("role-taken", "Role taken away"),
                            ("password", "Password set or changed"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=150, verbose_name="which")),
                (
                    "at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="when"
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["person", "-at"], name="security_events_of_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="ShownText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("words", models.TextField()),
                ("digest", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SmallAreaCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=9)),
                ("people", models.PositiveIntegerField()),
                ("source", models.CharField(default="Census 2021", max_length=60)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "source"), name="one_count_a_small_area"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StoppedAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "E-mail"), ("text", "Text message")],
                        default="email",
                        max_length=5,
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("stopped_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="VolunteerCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("about", models.TextField(max_length=2000, verbose_name="what it is for")),
                ("features", models.JSONField(default=list)),
                ("frame", models.JSONField(default=dict)),
                ("reply_by", models.DateField(verbose_name="reply by")),
                (
                    "opened_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "call for volunteers",
                "verbose_name_plural": "calls for volunteers",
                "ordering": ["-opened_at", "-pk"],
                "default_permissions": (),
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
                        default=2,
                        help_text="How many the ward elects. Seats that nobody holds are shown as vacancies.",
                        verbose_name="number of councillors",
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
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seats__gte", 1), ("seats__lte", 3)),
                            models.Q(
                                ("seats__gte", 1),
                                ("seats__lte", 10),
                                models.Q(("code__startswith", "E"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_ward_has_as_many_seats_as_its_nation_allows",
                    ),
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
        migrations.CreateModel(
            name="ClockStop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="stopped")),
                ("until", models.DateField(blank=True, null=True, verbose_name="went on")),
                ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stops",
                        to="panel.datarequest",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("request",),
                        name="one_clock_stop_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="clock_goes_on_after_it_stopped",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="clock_stopped_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("membership", "Being on the panel"),
                            ("news", "Messages: invitations, results and outcomes"),
                            ("promotion", "Messages about the panel itself"),
                            ("texts", "Messages by text"),
                            ("equality", "Telling about yourself"),
                            ("interests", "Subjects that interest you"),
                            ("serving", "Drawing a panel by what you told about yourself"),
                        ],
                        max_length=12,
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=60)),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("given", "Agreed"),
                            ("refused", "Did not want to"),
                            ("withdrawn", "Took it back"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("website", "On this site"),
                            ("mail", "From a link in a message"),
                            ("text", "By a text message"),
                            ("imported", "Before, as the imported list says"),
                        ],
                        default="website",
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shown",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="panel.showntext",
                    ),
                ),
            ],
            options={
                "verbose_name": "choice",
                "verbose_name_plural": "choices",
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["user", "purpose", "-id"], name="choices_of_a_person")
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
            name="InvitationBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("letters", "Letters: a code for each, to be used once"),
                            ("event", "An event: one code for all who are there"),
                            (
                                "shared",
                                "Letters to people who share an e-mail address, and have no mobile",
                            ),
                        ],
                        default="letters",
                        max_length=7,
                        verbose_name="kind",
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50000),
                        ],
                        verbose_name="number of codes",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="first day"
                    ),
                ),
                ("expires_on", models.DateField(verbose_name="last day")),
                (
                    "returned",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="They are left out when we say how many in a hundred joined.",
                        verbose_name="letters returned undelivered",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="made"),
                ),
                (
                    "codes_made_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="codes downloaded"),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the letters go, if it is one ward.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="panel.ward",
                        verbose_name="ward",
                    ),
                ),
            ],
            options={
                "verbose_name": "batch of invitations",
                "verbose_name_plural": "batches of invitations",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_on__gte", models.F("starts_on"))),
                        name="invitations_end_after_they_begin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("returned__lte", models.F("number"))),
                        name="no_more_letters_returned_than_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "event"), _negated=True),
                            models.Q(("number", 1), ("returned", 0)),
                            _connector="OR",
                        ),
                        name="an_event_has_one_code",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=26)),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "E-mail"), ("text", "Text message")],
                        default="email",
                        max_length=5,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Refused"),
                            ("unknown", "Perhaps sent"),
                            ("cancelled", "Not wanted any more"),
                        ],
                        default="queued",
                        max_length=9,
                    ),
                ),
                ("queued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("try_after", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("claim", models.CharField(blank=True, max_length=32)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=200)),
                (
                    "mailing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="panel.mailing",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["mailing", "state"], name="messages_by_state"),
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "sending"])),
                        fields=["state", "try_after"],
                        name="messages_on_their_way",
                    ),
                    models.Index(fields=["key"], name="messages_of_a_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "key"), name="nobody_is_told_twice"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                            _connector="OR",
                        ),
                        name="sent_at_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["sending", "unknown"]), _negated=True),
                            models.Q(
                                models.Q(("claim", ""), _negated=True),
                                ("claimed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="sending_is_claimed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PopulationTable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("variable", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=60)),
                ("dated", models.DateField()),
                ("council_code", models.CharField(max_length=9)),
                ("wards", models.PositiveIntegerField()),
                ("boundaries_since", models.DateField(null=True)),
                ("total", models.PositiveIntegerField()),
                ("apart", models.IntegerField(default=0)),
                ("compared_with", models.CharField(blank=True, max_length=40)),
                (
                    "loaded",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tables",
                        to="panel.loadedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("loaded", "variable", "council_code"),
                        name="one_table_a_file_and_variable",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("boundaries_since", None), ("wards", 0)),
                            models.Q(("boundaries_since__isnull", False), ("wards__gt", 0)),
                            _connector="OR",
                        ),
                        name="tables_by_ward_name_their_boundaries",
                    ),
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
                ("division_code", models.CharField(blank=True, max_length=9)),
                ("lsoa", models.CharField(blank=True, max_length=9)),
                ("output_area", models.CharField(blank=True, max_length=9)),
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
            name="ProfileAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=26)),
                ("question", models.CharField(max_length=30)),
                ("code", models.CharField(max_length=40)),
                (
                    "question_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="panel.questionset",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer about oneself",
                "verbose_name_plural": "answers about oneself",
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["question", "code"], name="profile_by_answer")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "question"), name="one_answer_about_oneself"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Property",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uprn", models.PositiveBigIntegerField()),
                ("postcode", models.CharField(blank=True, max_length=8)),
                ("ward_code", models.CharField(max_length=9)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="properties",
                        to="panel.loadedfile",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["file", "postcode"], name="property_by_postcode")],
                "constraints": [
                    models.UniqueConstraint(fields=("file", "uprn"), name="property_once_a_file")
                ],
            },
        ),
        migrations.CreateModel(
            name="WardGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "wards",
                    models.ManyToManyField(
                        related_name="ward_groups", to="panel.ward", verbose_name="wards"
                    ),
                ),
            ],
            options={
                "verbose_name": "group of wards",
                "verbose_name_plural": "groups of wards",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="WardSuccession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("postcodes", models.PositiveIntegerField(verbose_name="postcodes in both")),
                ("people", models.FloatField(blank=True, null=True, verbose_name="people in both")),
                (
                    "counted_in",
                    models.CharField(
                        choices=[
                            ("oa", "people, by output area"),
                            ("lsoa", "people, by LSOA"),
                            ("postcode", "postcodes"),
                        ],
                        default="postcode",
                        max_length=8,
                        verbose_name="shares are of",
                    ),
                ),
                ("share_of_earlier", models.FloatField(verbose_name="share of the earlier ward")),
                ("share_of_later", models.FloatField(verbose_name="share of the later ward")),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="successors",
                        to="panel.ward",
                        verbose_name="earlier ward",
                    ),
                ),
                (
                    "later",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="predecessors",
                        to="panel.ward",
                        verbose_name="later ward",
                    ),
                ),
            ],
            options={
                "verbose_name": "earlier and later ward",
                "verbose_name_plural": "earlier and later wards",
                "ordering": ["earlier__name", "-share_of_earlier"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("earlier", "later"), name="one_share_a_pair_of_wards"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("earlier", models.F("later")), _negated=True),
                        name="a_ward_does_not_follow_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share_of_earlier__gt", 0),
                            ("share_of_earlier__lte", 1),
                            ("share_of_later__gt", 0),
                            ("share_of_later__lte", 1),
                        ),
                        name="shares_are_above_nought_and_at_most_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvitationCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=26, unique=True)),
                ("used_on", models.DateField(blank=True, null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="panel.invitationbatch",
                    ),
                ),
            ],
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
                        choices=[
                            ("active", "Active"),
                            ("paused", "Paused"),
                            ("lapsed", "Lapsed"),
                            ("left", "Left"),
                            ("removed", "Removed"),
                        ],
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
                            ("referral", "Told by a member or a group"),
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
                            ("property", "Found from the UPRN of the home"),
                            ("self-stated", "Stated by the member"),
                            ("best-fit", "Nearly all of the ward before lies in it"),
                            ("to-confirm", "To be confirmed: the boundaries changed"),
                        ],
                        default="postcode",
                        max_length=11,
                        verbose_name="how the ward is known",
                    ),
                ),
                (
                    "age_band",
                    models.CharField(
                        blank=True,
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
                    "household",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=26),
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
                (
                    "left_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="left or removed"),
                ),
                ("lapsed_at", models.DateTimeField(blank=True, null=True, verbose_name="lapsed")),
                ("back_at", models.DateTimeField(blank=True, null=True, verbose_name="came back")),
                (
                    "term_ends_on",
                    models.DateField(
                        default=panel.models.people.usual_end_of_term,
                        verbose_name="place lasts until",
                    ),
                ),
                (
                    "paused_until",
                    models.DateField(blank=True, null=True, verbose_name="paused until"),
                ),
                (
                    "restricted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="data paused"),
                ),
                (
                    "removed_because",
                    models.TextField(blank=True, verbose_name="reason for removing"),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="panel.invitationbatch",
                        verbose_name="batch of invitations",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="panel.division",
                        verbose_name="division of the county",
                    ),
                ),
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
                        fields=[
                            "ward",
                            "age_band",
                            "source",
                            "status",
                            "term_ends_on",
                            "paused_until",
                        ],
                        name="members_by_ward_and_age",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("status__in", ["left", "removed"]), _negated=True),
                                ("left_at", None),
                            ),
                            models.Q(
                                ("household", ""),
                                ("left_at__isnull", False),
                                ("postcode", ""),
                                ("status__in", ["left", "removed"]),
                            ),
                            _connector="OR",
                        ),
                        name="gone_on_a_date_and_without_postcode",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("status", "paused"), _negated=True),
                                ("paused_until", None),
                            ),
                            models.Q(("paused_until__isnull", False), ("status", "paused")),
                            _connector="OR",
                        ),
                        name="paused_until_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("restricted_at", None), ("status", "paused"), _connector="OR"
                        ),
                        name="data_paused_within_a_pause",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lapsed_at", None),
                            ("status__in", ["lapsed", "left", "removed"]),
                            _connector="OR",
                        ),
                        name="lapsed_on_a_day_while_there",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("status", "removed"), _negated=True),
                                ("removed_because", ""),
                            ),
                            models.Q(
                                ("status", "removed"),
                                models.Q(("removed_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="removed_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("batch", None),
                            ("source__in", ["invitation", "event"]),
                            _connector="OR",
                        ),
                        name="only_who_was_invited_came_with_a_batch",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("purpose", models.TextField(blank=True, verbose_name="what it is for")),
                (
                    "algorithm",
                    models.CharField(
                        choices=[
                            ("leximin", "LEXIMIN: the fairest chances that the quotas allow"),
                            ("maximin", "MAXIMIN: the lowest chance as high as can be"),
                            ("random", "Simple random, without quotas"),
                        ],
                        default="leximin",
                        max_length=8,
                        verbose_name="method",
                    ),
                ),
                (
                    "algorithm_ran",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("leximin", "LEXIMIN: the fairest chances that the quotas allow"),
                            ("maximin", "MAXIMIN: the lowest chance as high as can be"),
                            ("random", "Simple random, without quotas"),
                        ],
                        max_length=8,
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="seats")),
                ("rules", models.JSONField(default=list)),
                (
                    "one_per_household",
                    models.BooleanField(default=False, verbose_name="one person a household"),
                ),
                ("frame", models.JSONField(default=dict)),
                ("told", models.JSONField(default=list)),
                (
                    "without_answer",
                    models.CharField(
                        choices=[
                            (
                                "apart",
                                "They stay in the pool, as a group of their own without a minimum",
                            ),
                            ("left-out", "They are left out of the pool"),
                        ],
                        default="apart",
                        max_length=8,
                        verbose_name="who did not tell",
                    ),
                ),
                ("kept_until", models.DateField(blank=True, null=True)),
                ("pool_size", models.PositiveIntegerField(null=True)),
                ("excluded", models.JSONField(default=dict)),
                ("is_test", models.BooleanField(default=False, verbose_name="test draw")),
                ("seed", models.CharField(blank=True, max_length=40)),
                ("reference", models.CharField(editable=False, max_length=60)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "Being drawn"),
                            ("listed", "Panels listed, not yet published"),
                            ("published", "Published, the number is still to be drawn"),
                            ("drawn", "Drawn"),
                            ("superseded", "Superseded by a later round"),
                            ("stopped", "Stopped, nobody drawn"),
                        ],
                        default="drafted",
                        max_length=10,
                    ),
                ),
                ("settled", models.PositiveIntegerField(default=0)),
                ("groups", models.PositiveIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("version", models.CharField(blank=True, max_length=80)),
                ("text", models.TextField(blank=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("is_public", models.BooleanField(default=False, verbose_name="public draw")),
                (
                    "public_act",
                    models.TextField(blank=True, verbose_name="how and when the number is drawn"),
                ),
                ("panels_text", models.TextField(blank=True)),
                ("panels_sha256", models.CharField(blank=True, max_length=64)),
                ("deviation", models.FloatField(null=True)),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="published"),
                ),
                ("number", models.CharField(blank=True, max_length=3, verbose_name="number drawn")),
                ("lowest", models.FloatField(null=True)),
                ("highest", models.FloatField(null=True)),
                ("gini", models.FloatField(null=True)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("drawn_at", models.DateTimeField(blank=True, null=True, verbose_name="drawn")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="later_rounds",
                        to="panel.draw",
                    ),
                ),
                (
                    "dropped",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="panel.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "draw",
                "verbose_name_plural": "draws",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_test", True), models.Q(("seed", ""), _negated=True)),
                            models.Q(("is_test", False), ("seed", "")),
                            _connector="OR",
                        ),
                        name="a_seed_for_test_draws_alone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("drawn_at", None), ("sha256", ""), ("state", "drafted")),
                            models.Q(("drawn_at", None), ("state", "stopped")),
                            models.Q(
                                ("drawn_at", None),
                                ("is_public", True),
                                ("state__in", ["listed", "published"]),
                                ("algorithm_ran", models.F("algorithm")),
                                ("pool_size__isnull", False),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            models.Q(
                                ("drawn_at__isnull", False),
                                ("state__in", ["drawn", "superseded"]),
                                ("algorithm_ran", models.F("algorithm")),
                                ("pool_size__isnull", False),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="drawn_as_asked_and_with_proof",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_public", False),
                            models.Q(
                                ("is_test", False),
                                ("round", 1),
                                models.Q(("public_act", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="public_draws_are_real_and_say_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("number", ""),
                                ("published_at", None),
                                ("state__in", ["drafted", "listed", "stopped"]),
                            ),
                            models.Q(("is_public", False), ("number", ""), ("published_at", None)),
                            models.Q(
                                ("number", ""),
                                ("published_at__isnull", False),
                                ("state", "published"),
                            ),
                            models.Q(
                                ("published_at__isnull", False),
                                ("state__in", ["drawn", "superseded"]),
                                models.Q(("number", ""), _negated=True),
                                models.Q(("panels_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="published_before_the_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("told", []), ("kept_until__isnull", False), _connector="OR"
                        ),
                        name="answers_in_a_draw_end_on_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "stopped"), _negated=True),
                        fields=("replaces",),
                        name="one_round_after_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaces", None), ("round", 1)),
                            models.Q(("replaces__isnull", False), ("round__gt", 1)),
                            _connector="OR",
                        ),
                        name="later_rounds_replace_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerWard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField()),
                (
                    "because",
                    models.CharField(
                        choices=[
                            ("moved", "The member moved or corrected it"),
                            ("boundaries", "The boundaries changed"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_wards",
                        to="panel.membership",
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="panel.ward",
                    ),
                ),
            ],
            options={
                "ordering": ["-until", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("membership", "ward", "until"), name="one_row_a_former_ward_and_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SampleMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=26)),
                ("stratum", models.CharField(blank=True, max_length=200)),
                (
                    "age_band",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("16-24", "16 to 24"),
                            ("25-34", "25 to 34"),
                            ("35-49", "35 to 49"),
                            ("50-64", "50 to 64"),
                            ("65-74", "65 to 74"),
                            ("75+", "75 and over"),
                        ],
                        max_length=5,
                    ),
                ),
                ("probability", models.FloatField(null=True)),
                ("is_by_hand", models.BooleanField(default=False, verbose_name="added by hand")),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sampled",
                        to="panel.membership",
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="panel.sample",
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="panel.ward",
                    ),
                ),
            ],
            options={
                "ordering": ["stratum", "code"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sample", "membership"), name="once_in_a_sample"
                    ),
                    models.UniqueConstraint(fields=("sample", "code"), name="one_code_in_a_sample"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_by_hand", True), ("probability", None)),
                            models.Q(
                                ("is_by_hand", False),
                                ("probability__gt", 0),
                                ("probability__lte", 1),
                            ),
                            _connector="OR",
                        ),
                        name="by_hand_or_with_a_chance",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Volunteer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lends_answers", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="volunteered",
                        to="panel.membership",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="volunteers",
                        to="panel.volunteercall",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("call", "membership"), name="one_yes_to_a_call")
                ],
            },
        ),
        migrations.CreateModel(
            name="DrawMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=26)),
                ("probability", models.FloatField()),
                ("is_selected", models.BooleanField(default=False)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="panel.draw",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawn",
                        to="panel.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(fields=("draw", "membership"), name="once_in_a_draw"),
                    models.UniqueConstraint(fields=("draw", "code"), name="one_code_in_a_draw"),
                    models.CheckConstraint(
                        condition=models.Q(("probability__gte", 0), ("probability__lte", 1)),
                        name="chances_from_nought_to_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DrawTold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=26)),
                ("feature", models.CharField(max_length=30)),
                ("value", models.CharField(max_length=40)),
                ("salt", models.CharField(max_length=32)),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="panel.draw",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("draw", "code", "feature"), name="one_answer_a_feature_of_a_draw"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SeatLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=120, verbose_name="subject")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                ("reply_by", models.DateField(blank=True, null=True, verbose_name="reply by")),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="panel.draw",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter to a panel",
                "verbose_name_plural": "letters to a panel",
                "ordering": ["-sent_at", "-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SeatOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=26)),
                ("reply_by", models.DateField()),
                (
                    "reply",
                    models.CharField(
                        choices=[
                            ("waiting", "No reply yet"),
                            ("accepted", "Takes the seat"),
                            ("declined", "Does not take it"),
                            ("silent", "Did not reply in time"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("replied_at", models.DateTimeField(null=True)),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="panel.draw",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="panel.seatletter",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="panel.membership",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("draw", "membership"), name="one_offer_of_a_seat"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replied_at", None), ("reply", "waiting")),
                            models.Q(
                                models.Q(("reply", "waiting"), _negated=True),
                                ("replied_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="replied_at_a_moment",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="second_identity",
            field=models.CharField(blank=True, editable=False, max_length=26),
        ),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(max_length=254, verbose_name="e-mail address"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                fields=("email", "second_identity"), name="one_account_an_address_and_number"
            ),
        ),
    ]
