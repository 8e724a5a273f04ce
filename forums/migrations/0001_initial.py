import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models

import consultations.fields
import core.pages
import forums.models.complaints
import forums.models.shown
import forums.models.talk


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("panel", "0002_places_and_memberships"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExpertSessionPage",
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
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="Say in two sentences what people do here and what happens then.",
                        verbose_name="introduction",
                    ),
                ),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="opens")),
                (
                    "closes_at",
                    consultations.fields.ClosingField(
                        blank=True,
                        help_text="Without a time it closes at 11.59pm on that day.",
                        null=True,
                        verbose_name="closes",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="minutes it takes"
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("moderated", "A moderator approves each question"),
                            ("open", "Questions appear at once"),
                        ],
                        default="moderated",
                        max_length=9,
                        verbose_name="mode",
                    ),
                ),
                (
                    "askers",
                    models.CharField(
                        choices=[
                            ("registered", "Anyone with an account"),
                            ("panel", "Members of the panel"),
                        ],
                        default="registered",
                        max_length=10,
                        verbose_name="who may ask",
                    ),
                ),
                (
                    "takes_early_questions",
                    models.BooleanField(
                        default=True, verbose_name="questions can be sent beforehand"
                    ),
                ),
                (
                    "slow_seconds",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[django.core.validators.MaxValueValidator(600)],
                        verbose_name="seconds between two questions of one person",
                    ),
                ),
                (
                    "answers_published_by",
                    models.CharField(
                        choices=[("host", "The host"), ("expert", "The expert who wrote it")],
                        default="expert",
                        max_length=6,
                        verbose_name="who publishes an answer",
                    ),
                ),
                (
                    "answer_length",
                    models.PositiveIntegerField(
                        default=3000,
                        help_text="The same for every expert, so that all have turns of one length.",
                        validators=[
                            django.core.validators.MinValueValidator(200),
                            django.core.validators.MaxValueValidator(3000),
                        ],
                        verbose_name="longest answer, in characters",
                    ),
                ),
                (
                    "one_view_reason",
                    models.TextField(
                        blank=True,
                        help_text="In a deliberative poll one expert is for, and another against, what the session is about. Only where that cannot be: why. Everybody reads it.",
                        max_length=500,
                        verbose_name="why there are not two experts of differing view",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="hosted_sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="host",
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        blank=True,
                        help_text="What people’s data is used for, under which law. Left empty, the usual one for such a page. They are kept under Settings, Records of processing.",
                        limit_choices_to={"is_for_pages": True},
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="panel.processingrecord",
                        verbose_name="purpose on record",
                    ),
                ),
            ],
            options={
                "verbose_name": "expert session",
            },
            bases=(
                forums.models.shown.ShownByView,
                forums.models.talk.TalkPage,
                core.pages.QuicklyChecked,
                "wagtailcore.page",
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="ForumPage",
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
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="Say in two sentences what people do here and what happens then.",
                        verbose_name="introduction",
                    ),
                ),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="opens")),
                (
                    "closes_at",
                    consultations.fields.ClosingField(
                        blank=True,
                        help_text="Without a time it closes at 11.59pm on that day.",
                        null=True,
                        verbose_name="closes",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="minutes it takes"
                    ),
                ),
                (
                    "policy",
                    models.CharField(
                        choices=[("post", "Publish, then review"), ("pre", "Review, then publish")],
                        default="post",
                        max_length=4,
                        verbose_name="moderation",
                    ),
                ),
                (
                    "owner_name",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="who looks after this forum"
                    ),
                ),
                (
                    "hours",
                    models.CharField(
                        default="9am to 5pm, Monday to Friday",
                        max_length=120,
                        verbose_name="moderation hours",
                    ),
                ),
                (
                    "longest_post",
                    models.PositiveIntegerField(
                        default=3000, verbose_name="longest post, in characters"
                    ),
                ),
                (
                    "is_by_group",
                    models.BooleanField(
                        default=False,
                        help_text="For a deliberative poll that deals people into small groups: what is said in a group is read by its members, by who facilitates it, and by moderators. By nobody else.",
                        verbose_name="give each small group a room of its own",
                    ),
                ),
                (
                    "most_of_words",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Who wrote more than this share of a group’s words in 24 hours is asked to let others in before the next post is sent. They may still send it. 100: nobody is asked.",
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="share of the words, in per cent",
                    ),
                ),
                (
                    "silent_hours",
                    models.PositiveSmallIntegerField(
                        default=48,
                        help_text="Who has said nothing for so long in an open room gets one message in this round. 0: nobody gets one.",
                        validators=[django.core.validators.MaxValueValidator(500)],
                        verbose_name="hours of silence",
                    ),
                ),
                (
                    "group_questions",
                    models.PositiveSmallIntegerField(
                        default=2,
                        help_text="So many questions, ranked by its members, a group puts to the next session with experts. 0: groups put none.",
                        validators=[django.core.validators.MaxValueValidator(5)],
                        verbose_name="questions of a group",
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        blank=True,
                        help_text="What people’s data is used for, under which law. Left empty, the usual one for such a page. They are kept under Settings, Records of processing.",
                        limit_choices_to={"is_for_pages": True},
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="panel.processingrecord",
                        verbose_name="purpose on record",
                    ),
                ),
            ],
            options={
                "verbose_name": "forum",
            },
            bases=(
                forums.models.shown.ShownByView,
                forums.models.talk.TalkPage,
                core.pages.QuicklyChecked,
                "wagtailcore.page",
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(unique=True, verbose_name="number")),
                (
                    "title",
                    models.CharField(
                        help_text="Completes “It …”, for example “names a private person”",
                        max_length=80,
                        verbose_name="title",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="the rule in full")),
            ],
            options={
                "verbose_name": "rule",
                "verbose_name_plural": "rules for taking part",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="StatementsPage",
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
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="Say in two sentences what people do here and what happens then.",
                        verbose_name="introduction",
                    ),
                ),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="opens")),
                (
                    "closes_at",
                    consultations.fields.ClosingField(
                        blank=True,
                        help_text="Without a time it closes at 11.59pm on that day.",
                        null=True,
                        verbose_name="closes",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="minutes it takes"
                    ),
                ),
                (
                    "takes_statements",
                    models.BooleanField(
                        default=True,
                        help_text="A moderator reads each before anybody else does. Nobody sees who wrote it.",
                        verbose_name="members may add statements",
                    ),
                ),
                (
                    "shows_early",
                    models.BooleanField(
                        default=False,
                        help_text="Otherwise they come when it closes. Early ones are drawn anew at night, and only when 10 more people have voted.",
                        verbose_name="show groups before it closes",
                    ),
                ),
                (
                    "sensitivity",
                    models.CharField(
                        choices=[("open", "Open opinion"), ("standard", "Standard")],
                        default="open",
                        help_text="Open opinion: figures of fewer than 10 people are kept back. Standard: so is every single count under 10, which hides much where people are of one mind.",
                        max_length=8,
                        verbose_name="how it is protected",
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        blank=True,
                        help_text="What people’s data is used for, under which law. Left empty, the usual one for such a page. They are kept under Settings, Records of processing.",
                        limit_choices_to={"is_for_pages": True},
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="panel.processingrecord",
                        verbose_name="purpose on record",
                    ),
                ),
            ],
            options={
                "verbose_name": "statements to agree or disagree with",
                "verbose_name_plural": "statements to agree or disagree with",
            },
            bases=(
                forums.models.shown.ShownByView,
                core.pages.QuicklyChecked,
                "wagtailcore.page",
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("text", models.TextField(blank=True, verbose_name="what this part is about")),
                (
                    "reasons_for",
                    models.TextField(
                        blank=True,
                        help_text="One on each line. Everybody meets them mixed.",
                        verbose_name="arguments for",
                    ),
                ),
                (
                    "reasons_against",
                    models.TextField(
                        blank=True, help_text="One on each line.", verbose_name="arguments against"
                    ),
                ),
                (
                    "opens_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Left empty, it opens with the room. A facilitator may open it sooner.",
                        null=True,
                        verbose_name="opens",
                    ),
                ),
                (
                    "forum",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agenda",
                        to="forums.forumpage",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Contribution",
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
                            ("topic", "Topic"),
                            ("post", "Post"),
                            ("question", "Question"),
                            ("proposal", "Question that a group may put"),
                            ("statement", "Statement"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "voice",
                    models.CharField(
                        choices=[
                            ("resident", "Resident"),
                            ("council", "Council"),
                            ("facilitator", "Facilitator"),
                            ("expert", "Expert"),
                        ],
                        default="resident",
                        max_length=11,
                    ),
                ),
                (
                    "is_nameless",
                    models.BooleanField(
                        default=False, verbose_name="shown as a resident, without a name"
                    ),
                ),
                ("text", models.TextField(verbose_name="text")),
                ("first_text", models.TextField(blank=True, editable=False)),
                ("language", models.CharField(blank=True, max_length=5)),
                ("said_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                (
                    "is_held",
                    models.BooleanField(default=False, verbose_name="waiting for a moderator"),
                ),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="contributions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hidden_under",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="forums.rule",
                    ),
                ),
            ],
            options={
                "permissions": [("moderate_contribution", "Can judge what people wrote")],
                "indexes": [
                    models.Index(
                        condition=models.Q(("hidden_at", None), ("is_held", True)),
                        fields=["said_at"],
                        name="held_contributions",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hidden_at", None), ("hidden_under", None)),
                            models.Q(("hidden_at__isnull", False), ("hidden_under__isnull", False)),
                            _connector="OR",
                        ),
                        name="hidden_only_under_a_published_rule",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Mute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mutes",
                        to="forums.expertsessionpage",
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
                    models.UniqueConstraint(fields=("session", "user"), name="muted_once_a_session")
                ],
            },
        ),
        migrations.CreateModel(
            name="OpinionPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("drawn_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("people", models.PositiveIntegerField()),
                ("figures", models.JSONField()),
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picture",
                        to="forums.statementspage",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QuestionsSent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("circle", models.PositiveSmallIntegerField()),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions_sent",
                        to="forums.forumpage",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forums.expertsessionpage",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("forum", "circle"), name="questions_sent_once_a_round"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="room_row",
                        serialize=False,
                        to="forums.expertsessionpage",
                    ),
                ),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("paused_because", models.CharField(blank=True, max_length=200)),
                ("is_premoderated", models.BooleanField(default=False)),
                ("extended_to", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("last_sequence", models.PositiveIntegerField(default=0)),
                ("last_public", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="RoomEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveIntegerField()),
                (
                    "audience",
                    models.CharField(
                        choices=[("public", "Public"), ("desk", "Desk")], max_length=6
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("body", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="forums.expertsessionpage",
                    ),
                ),
            ],
            options={
                "ordering": ["sequence"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "sequence"), name="one_event_a_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionExpert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("role", models.CharField(blank=True, max_length=120, verbose_name="role")),
                (
                    "organisation",
                    models.CharField(blank=True, max_length=120, verbose_name="organisation"),
                ),
                (
                    "view",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("for", "for it"),
                            ("against", "against it"),
                            ("neither", "neither: explains"),
                        ],
                        max_length=7,
                        verbose_name="view on the topic",
                    ),
                ),
                (
                    "interests",
                    models.CharField(default="nothing", max_length=240, verbose_name="declares"),
                ),
                (
                    "session",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="experts",
                        to="forums.expertsessionpage",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="expert_roles",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AgendaOpening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("circle", models.PositiveSmallIntegerField()),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="forums.agendaitem",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "circle"), name="opened_early_once_in_a_room"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.TextField(max_length=1000, verbose_name="why we should look again"),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("was_upheld", models.BooleanField(null=True)),
                (
                    "answer",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="what we tell the author"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appeals",
                        to="forums.contribution",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("contribution",),
                        name="one_open_appeal",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "contribution_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="forums.contribution",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting for a moderator"),
                            ("approved", "Waiting for an answer"),
                            ("live", "Being answered now"),
                            ("answered", "Answered"),
                            ("declined", "Declined"),
                            ("merged", "Joined with another question"),
                            ("hidden", "Removed by a moderator"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="pending",
                        max_length=9,
                    ),
                ),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("live_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("moved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "declined_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "It has been answered already."),
                            ("elsewhere", "It is about something else than this session."),
                            ("private", "It names a private person or gives personal details."),
                            (
                                "no-question",
                                "It is a statement. Put it as a question and send it again.",
                            ),
                            ("candidate", "It urges a vote for or against a candidate or party."),
                            ("language", "It has words that break our rules."),
                        ],
                        max_length=11,
                    ),
                ),
                ("is_pinned", models.BooleanField(default=False)),
                ("circle", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                ("final_support", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="follow_ups",
                        to="forums.question",
                    ),
                ),
                (
                    "handed_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="merged_questions",
                        to="forums.question",
                    ),
                ),
                (
                    "moved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="forums.expertsessionpage",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["session", "state"], name="forums_ques_session_3d1f37_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("declined_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="declined_only_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "merged"), _negated=True),
                            ("merged_into__isnull", False),
                            _connector="OR",
                        ),
                        name="merged_only_into_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into", None),
                            models.Q(("merged_into", models.F("contribution_ptr")), _negated=True),
                            _connector="OR",
                        ),
                        name="never_merged_into_itself",
                    ),
                ],
            },
            bases=("forums.contribution",),
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("life", "Somebody is in danger, or a threat to life"),
                            ("child", "Sexual abuse or exploitation of a child"),
                            ("terror", "Terrorism"),
                            ("hate", "Hatred because of who people are"),
                            ("harassment", "Harassment, stalking or threats"),
                            ("fraud", "Fraud, drugs, weapons or another crime"),
                            ("images", "Intimate images shared without consent"),
                            ("self-harm", "Encouraging suicide or self-harm"),
                            ("defamation", "Untrue and damaging claims about a person"),
                            ("private", "Names a private person or gives personal details"),
                            ("candidate", "Urges a vote for or against a candidate or party"),
                            ("spam", "Advertising or spam"),
                            ("other", "Something else that breaks the rules"),
                        ],
                        max_length=10,
                        verbose_name="what is wrong",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="anything else we should know"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=forums.models.complaints.new_reference, max_length=8, unique=True
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("in-review", "In review"),
                            ("action", "Action taken"),
                            ("no-action", "No action"),
                            ("appealed", "Appealed"),
                            ("closed", "Closed"),
                        ],
                        default="received",
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("due_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="forums.contribution",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
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
                "ordering": ["due_at", "pk"],
                "indexes": [
                    models.Index(fields=["state", "due_at"], name="forums_repo_state_fe66a7_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "contribution_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="forums.contribution",
                    ),
                ),
                (
                    "is_seed",
                    models.BooleanField(default=False, verbose_name="written by the council"),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="forums.statementspage",
                    ),
                ),
            ],
            bases=("forums.contribution",),
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("slug", models.SlugField(max_length=80)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("circle", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                (
                    "is_closed",
                    models.BooleanField(default=False, verbose_name="closed to new posts"),
                ),
                ("said_last_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="topics",
                        to="forums.agendaitem",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="topics",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topics",
                        to="forums.forumpage",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["forum", "-said_last_at"], name="forums_topi_forum_i_58e59e_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agenda_item", "circle"), name="one_topic_of_an_item_in_a_room"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("circle", None)),
                        fields=("agenda_item",),
                        name="one_topic_of_an_item_for_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "contribution_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="forums.contribution",
                    ),
                ),
                ("is_opening", models.BooleanField(default=False)),
                ("is_pinned", models.BooleanField(default=False, verbose_name="pinned correction")),
                (
                    "aim",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("opens", "Opens or closes a part of the agenda"),
                            ("invites", "Asks the group a question, or somebody to speak"),
                            ("rules", "Reminds of the rules"),
                            ("sums", "Sums up what was said, on every side"),
                            ("fact", "Corrects a fact, and names the source"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="forums.post",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to="forums.topic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_opening", True)),
                        fields=("topic",),
                        name="one_opening_post_a_topic",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_opening", False), ("parent", None), _connector="OR"
                        ),
                        name="an_opening_post_answers_nobody",
                    ),
                ],
            },
            bases=("forums.contribution",),
        ),
        migrations.CreateModel(
            name="ProposedQuestion",
            fields=[
                (
                    "contribution_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="forums.contribution",
                    ),
                ),
                ("circle", models.PositiveSmallIntegerField()),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposed_questions",
                        to="forums.forumpage",
                    ),
                ),
                (
                    "sent_as",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="proposed_as",
                        to="forums.question",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["forum", "circle"], name="forums_prop_forum_i_2dd55a_idx")
                ],
            },
            bases=("forums.contribution",),
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shown_name", models.CharField(max_length=120)),
                (
                    "badge",
                    models.CharField(
                        choices=[("expert", "Expert"), ("council", "Council")], max_length=8
                    ),
                ),
                ("text", models.TextField(verbose_name="answer")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("first_text", models.TextField(blank=True, editable=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="answers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="forums.question",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "replies",
                "ordering": ["written_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StatementVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=26)),
                (
                    "vote",
                    models.SmallIntegerField(choices=[(1, "Agree"), (-1, "Disagree"), (0, "Pass")]),
                ),
                ("cast_on", models.DateField(default=django.utils.timezone.localdate)),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="forums.statement",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["key"], name="statement_votes_by_key")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("statement", "key"), name="one_vote_a_statement"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("vote__in", [-1, 0, 1])), name="agree_disagree_or_pass"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supports",
                        to="forums.question",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("question", "user"), name="one_support_a_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionRanking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ranked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="question_rankings",
                        to="forums.forumpage",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="question_rankings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="forums.proposedquestion",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forums.proposedquestion",
                    ),
                ),
                (
                    "third",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forums.proposedquestion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("forum", "user"), name="ranked_once_a_round"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("second", models.F("first")), _negated=True),
                            models.Q(("third", models.F("first")), _negated=True),
                            models.Q(("third", models.F("second")), _negated=True),
                        ),
                        name="each_question_ranked_once",
                    ),
                ],
            },
        ),
    ]
