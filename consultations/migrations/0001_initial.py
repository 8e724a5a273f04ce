import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import consultations.fields
import core.pages


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("panel", "0002_places_and_memberships"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=26)),
                ("minutes", models.PositiveIntegerField(default=1)),
                ("visits", models.PositiveIntegerField(default=1)),
                ("first_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="wagtailcore.page",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("page", "key"), name="attended_once_a_page")
                ],
            },
        ),
        migrations.CreateModel(
            name="Audience",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="address")),
            ],
            options={
                "verbose_name": "audience",
                "verbose_name_plural": "audiences",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ConsultationIndexPage",
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
                "verbose_name": "list of consultations",
            },
            bases=(core.pages.SameForVisitors, core.pages.QuicklyChecked, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.CharField(blank=True, max_length=6)),
                ("words", models.TextField(blank=True, max_length=600, verbose_name="your words")),
                ("response", models.JSONField(default=dict)),
                ("response_at", models.DateTimeField(null=True)),
                (
                    "reminders",
                    models.PositiveSmallIntegerField(default=0, verbose_name="reminders"),
                ),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="asked for"
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
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="panel.sample",
                        verbose_name="sample",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation of members",
                "verbose_name_plural": "invitations of members",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sample", "round"), name="invited_once_to_a_round"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reminders__lte", 2)), name="two_reminders_at_most"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutcomeIndexPage",
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
                "verbose_name": "list of outcomes",
            },
            bases=(core.pages.SameForVisitors, core.pages.QuicklyChecked, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="OutcomePage",
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
                (
                    "we_asked",
                    models.TextField(
                        help_text="The question, as you put it.", verbose_name="we asked"
                    ),
                ),
                (
                    "you_said",
                    models.TextField(
                        help_text="What people told you, with the number of people who did.",
                        verbose_name="you said",
                    ),
                ),
                (
                    "we_did",
                    models.TextField(
                        help_text="What was decided. Or: we did not, because …",
                        verbose_name="we did",
                    ),
                ),
                (
                    "decision_url",
                    models.URLField(
                        help_text="The minutes, or the record of the decision.",
                        verbose_name="link to the decision",
                    ),
                ),
                ("decided_on", models.DateField(null=True, verbose_name="decided on")),
                (
                    "author",
                    models.CharField(
                        help_text="Name and job, such as: Nadia Karim, officer.",
                        max_length=120,
                        verbose_name="written by",
                    ),
                ),
                (
                    "took_part",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Everybody, on paper and by phone too. Leave empty if nobody counted.",
                        null=True,
                        verbose_name="people who took part",
                    ),
                ),
            ],
            options={
                "verbose_name": "outcome",
                "verbose_name_plural": "outcomes",
            },
            bases=(core.pages.SameForVisitors, core.pages.QuicklyChecked, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="Segment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.JSONField(default=dict, editable=False)),
                (
                    "only_invited",
                    models.BooleanField(
                        default=False,
                        help_text="Of them alone a margin of error can be given.",
                        verbose_name="only who came by random invitation",
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
            ],
            options={
                "verbose_name": "segment",
                "verbose_name_plural": "segments",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="address")),
            ],
            options={
                "verbose_name": "subject",
                "verbose_name_plural": "subjects",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ConsultationPage",
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
                ("proposal_version", models.PositiveSmallIntegerField(default=1, editable=False)),
                (
                    "summary",
                    models.TextField(
                        help_text="Two or three sentences. What is this about, and what do you want to hear?",
                        max_length=500,
                        verbose_name="summary",
                    ),
                ),
                (
                    "proposal",
                    wagtail.fields.RichTextField(
                        help_text="The reasons for each option go into the options below.",
                        verbose_name="what is proposed",
                    ),
                ),
                (
                    "no_change_reason",
                    models.TextField(
                        blank=True,
                        help_text="Only when none of the options is to leave things as they are.",
                        verbose_name="why no change is not an option",
                    ),
                ),
                (
                    "can_change",
                    models.TextField(
                        help_text="One thing on each line.", verbose_name="what people can change"
                    ),
                ),
                (
                    "settled",
                    models.TextField(
                        help_text="One thing on each line.", verbose_name="what is already settled"
                    ),
                ),
                ("why", models.TextField(verbose_name="why we are asking")),
                (
                    "audience",
                    models.TextField(
                        help_text="For example: people who live or work in Easton.",
                        verbose_name="who should answer",
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        blank=True,
                        choices=[("", "This council’s"), ("county", "The county council’s")],
                        default="",
                        help_text="Where a county council serves the area too. Elsewhere leave it as it is.",
                        max_length=7,
                        verbose_name="whose matter it is",
                    ),
                ),
                ("decision_maker", models.CharField(max_length=160, verbose_name="who decides")),
                (
                    "decision_maker_note",
                    models.CharField(
                        blank=True,
                        help_text="For example: nine councillors from all parties, in public.",
                        max_length=200,
                        verbose_name="about those who decide",
                    ),
                ),
                ("decision_by", models.DateField(null=True, verbose_name="when they decide")),
                ("opens_at", models.DateTimeField(null=True, verbose_name="opens")),
                (
                    "closes_at",
                    consultations.fields.ClosingField(
                        help_text="Without a time it closes at 11.59pm on that day.",
                        null=True,
                        verbose_name="closes",
                    ),
                ),
                (
                    "short_notice_reason",
                    models.TextField(
                        blank=True,
                        help_text="Needed only for a consultation of less than 28 days. It is shown publicly.",
                        verbose_name="why it is open for less than 28 days",
                    ),
                ),
                (
                    "results_due_on",
                    models.DateField(
                        blank=True,
                        help_text="Leave empty for 12 weeks after it closes.",
                        null=True,
                        verbose_name="results by",
                    ),
                ),
                (
                    "outcome_due_on",
                    models.DateField(
                        blank=True,
                        help_text="Leave empty for six weeks after the decision.",
                        null=True,
                        verbose_name="outcome by",
                    ),
                ),
                (
                    "delay_reason",
                    models.TextField(
                        blank=True,
                        help_text="It is shown publicly.",
                        verbose_name="why results or outcome are late",
                    ),
                ),
                ("contact_name", models.CharField(max_length=120, verbose_name="whom to ask")),
                (
                    "contact_email",
                    models.EmailField(max_length=254, verbose_name="their e-mail address"),
                ),
                (
                    "contact_phone",
                    models.CharField(max_length=40, verbose_name="their phone number"),
                ),
                (
                    "offline_ways",
                    models.TextField(
                        help_text="Phone, paper, places, large print, other languages. They all count the same.",
                        verbose_name="how to take part without the internet",
                    ),
                ),
                (
                    "privacy_url",
                    models.CharField(
                        help_text="The address of a page, such as /privacy/.",
                        max_length=300,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(https?://|/)",
                                "Enter an address that starts with https:// or with /.",
                            )
                        ],
                        verbose_name="privacy notice",
                    ),
                ),
                (
                    "results_published_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("withdrawn_reason", models.TextField(blank=True, editable=False)),
                (
                    "audiences",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        help_text="Readers can look for what is for them. Choose none if it is for everybody.",
                        related_name="+",
                        to="consultations.audience",
                        verbose_name="for whom in particular",
                    ),
                ),
                (
                    "wards",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        help_text="Choose none for the whole area.",
                        related_name="+",
                        to="panel.ward",
                        verbose_name="wards",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consultations.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "consultation",
                "verbose_name_plural": "consultations",
                "indexes": [
                    models.Index(
                        fields=["closes_at", "opens_at"], name="consultatio_closes__8c062c_idx"
                    )
                ],
            },
            bases=(
                core.pages.SameForVisitors,
                core.pages.QuicklyChecked,
                "wagtailcore.page",
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interests",
                        to="consultations.subject",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "subject"), name="interested_once_in_a_subject"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SegmentMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.JSONField(default=dict, editable=False)),
                (
                    "only_invited",
                    models.BooleanField(
                        default=False,
                        help_text="Of them alone a margin of error can be given.",
                        verbose_name="only who came by random invitation",
                    ),
                ),
                ("segment_name", models.CharField(max_length=80, verbose_name="segment")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("task", "About taking part: something to do, or what came of it"),
                            (
                                "promotional",
                                "About the panel itself: events, news, bringing others",
                            ),
                        ],
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                ("subject", models.CharField(max_length=120, verbose_name="subject")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                ("once", models.UUIDField(editable=False, unique=True)),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="written"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="messages",
                        to="consultations.segment",
                        verbose_name="segment",
                    ),
                ),
            ],
            options={
                "verbose_name": "message to a segment",
                "verbose_name_plural": "messages to segments",
                "ordering": ["-written_at", "-pk"],
                "default_permissions": ("view", "add"),
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("approved_at", models.DateTimeField(null=True)),
                ("statements", models.JSONField(default=list)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="approvals",
                        to="consultations.consultationpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval of a consultation",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_by", None),
                            ("approved_by", None),
                            models.Q(("asked_by", models.F("approved_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_approves_what_they_asked_for",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at", None), ("statements", [])),
                            models.Q(
                                ("approved_at__isnull", False),
                                models.Q(("statements", []), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="approved_with_statements",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "noted_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="date"),
                ),
                ("text", models.TextField(verbose_name="what changed, and why")),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="change_notes",
                        to="consultations.consultationpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "note of a change",
                "verbose_name_plural": "notes of changes",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ConsultationDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("summary", models.TextField(verbose_name="what it says, in a few sentences")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtaildocs.document",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="consultations.consultationpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to="consultations.consultationpage",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "consultation"), name="followed_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Option",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("title", models.CharField(max_length=160, verbose_name="option")),
                ("text", models.TextField(verbose_name="what it means, why, and what it costs")),
                (
                    "is_no_change",
                    models.BooleanField(
                        default=False, verbose_name="this option is to leave things as they are"
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="options",
                        to="consultations.consultationpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "option",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProposalChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", models.TextField()),
                ("was", models.JSONField()),
                ("parts", models.JSONField()),
                ("answered_before", models.PositiveIntegerField()),
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
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposal_changes",
                        to="consultations.consultationpage",
                    ),
                ),
            ],
            options={
                "ordering": ["page", "number"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("page", "number"), name="proposal_version_made_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 2)), name="changes_a_version"
                    ),
                ],
            },
        ),
    ]
