import uuid

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import consultations.fields
import core.pages
import polls.models.waves


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("panel", "0002_places_and_memberships"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankedQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                (
                    "content",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "question in the bank",
                "verbose_name_plural": "questions in the bank",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="BriefingPage",
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
                ("introduction", models.TextField(blank=True, verbose_name="introduction")),
                (
                    "opens_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Nobody reads it before this moment, nor before their own first answers are in. Left empty, each person reads it as soon as they have answered.",
                        null=True,
                        verbose_name="opens",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="minutes it takes to read"
                    ),
                ),
                (
                    "proposals",
                    wagtail.fields.StreamField(
                        [("proposal", 8)],
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "proposal", "max_length": 120},
                            ),
                            1: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "Facts that both sides agree on: what, where, when, how much.",
                                    "label": "what it would mean",
                                    "max_length": 600,
                                },
                            ),
                            2: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "One reason, as its supporters would put it.",
                                    "label": "reason",
                                    "max_length": 600,
                                },
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Who says so, and when: “Bristol City Council, traffic counts, May 2026”.",
                                    "label": "source",
                                    "max_length": 160,
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {"label": "link to the source", "required": False},
                            ),
                            5: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 2), ("source", 3), ("url", 4)]],
                                {},
                            ),
                            6: (
                                "wagtail.blocks.ListBlock",
                                (5,),
                                {"label": "reasons for", "min_num": 1},
                            ),
                            7: (
                                "wagtail.blocks.ListBlock",
                                (5,),
                                {"label": "reasons against", "min_num": 1},
                            ),
                            8: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 0),
                                        ("summary", 1),
                                        ("reasons_for", 6),
                                        ("reasons_against", 7),
                                    ]
                                ],
                                {},
                            ),
                        },
                        verbose_name="proposals",
                    ),
                ),
                (
                    "reviewers",
                    wagtail.fields.StreamField(
                        [("reviewer", 2)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "name", "max_length": 80},
                            ),
                            1: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "role or organisation", "max_length": 120},
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("name", 0), ("role", 1)]], {}),
                        },
                        help_text="Others who read this and found it fair, beside those who sign it off by a link (see Sign-off, in the menu of this page). Their names are shown.",
                        verbose_name="reviewers",
                    ),
                ),
            ],
            options={
                "verbose_name": "briefing",
                "verbose_name_plural": "briefings",
            },
            bases=(core.pages.SameForVisitors, core.pages.QuicklyChecked, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="QuestionnairePage",
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
                    "who_may_answer",
                    models.CharField(
                        choices=[
                            ("members", "Members of the panel"),
                            ("anybody", "Anybody, without an account"),
                        ],
                        default="members",
                        help_text="Anybody can answer without an account, and go on later through a private link. The results say that who answered chose to. It stays once somebody answered.",
                        max_length=8,
                        verbose_name="who may answer",
                    ),
                ),
                (
                    "asks_type",
                    models.CharField(
                        choices=[
                            ("usual", "Where anybody may answer"),
                            ("always", "Yes"),
                            ("never", "No"),
                        ],
                        default="usual",
                        help_text="As somebody who lives or works here, a visitor, an organisation and so on. Organisations are counted apart from individuals. It stays once somebody answered.",
                        max_length=6,
                        verbose_name="ask first who somebody is answering as",
                    ),
                ),
                (
                    "younger",
                    models.CharField(
                        choices=[
                            ("not-asked", "Nobody is asked their age"),
                            ("turned-away", "Ask first, and turn them away: only a count is kept"),
                            (
                                "welcome",
                                "Ask first, and let them answer, under rules that protect them",
                            ),
                        ],
                        default="not-asked",
                        help_text="Where anybody may answer. Who is younger answers without an account, is asked no question that is marked as sensitive, such as on sexuality or gender identity, and nothing that they write is published. Mark such questions before this opens.",
                        max_length=11,
                        verbose_name="people under the lowest age of the panel",
                    ),
                ),
                (
                    "why_we_ask",
                    models.TextField(
                        blank=True,
                        help_text="Two or three sentences. They stand under every question.",
                        verbose_name="why we ask, and who sees it",
                    ),
                ),
                (
                    "anonymised_on",
                    models.DateField(
                        blank=True,
                        help_text="Everybody reads this day before they send their answers. Until then they can take them back, unless results are published. Leave it empty for the usual day, so many months after closing as the council’s settings say. It stays once somebody answered.",
                        null=True,
                        verbose_name="nothing leads back to people from",
                    ),
                ),
                (
                    "counts_added_by_hand",
                    models.BooleanField(
                        default=False,
                        help_text="Members who are added to a sample by hand had no chance in the draw. Usually their answers are left out of every figure, and the results say so. Tick this to count them like everybody’s; the results say that too. It stays once somebody answered.",
                        verbose_name="count who was added to the sample by hand",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, editable=False)),
                ("speaks_welsh", models.BooleanField(default=False, editable=False)),
                (
                    "publishes_responses",
                    models.BooleanField(
                        default=False,
                        help_text="Everybody who answers is asked whether their own words may be published, with a name, without or not at all, and a moderator reads them first. They come out once this has closed. It can be turned on only before this opens, and turned off at any time.",
                        verbose_name="publish what people wrote, one response at a time",
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        blank=True,
                        help_text="The same questions, asked earlier: before a change to a service, or last year. Results then show both side by side. Questions are paired by code; where words, answers or ways to answer differ, the trend is marked as broken.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="later",
                        to="polls.questionnairepage",
                        verbose_name="the wave before",
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
                "verbose_name": "questionnaire",
                "verbose_name_plural": "questionnaires",
            },
            bases=(
                core.pages.SameForVisitors,
                core.pages.QuicklyChecked,
                "wagtailcore.page",
                models.Model,
            ),
        ),
        migrations.CreateModel(
            name="QuickPollPage",
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
                    "question",
                    models.CharField(
                        help_text="One sentence that ends with a question mark. Two to four short answers.",
                        max_length=160,
                        verbose_name="question",
                    ),
                ),
                (
                    "fact",
                    models.CharField(
                        blank=True,
                        help_text="One sentence that everybody needs to know before they vote. Both sides agree on it.",
                        max_length=200,
                        verbose_name="fact",
                    ),
                ),
                (
                    "decision_maker",
                    models.CharField(
                        blank=True,
                        help_text="Who decides with what comes out of this, such as: the Environment Committee. It stands under the question.",
                        max_length=160,
                        verbose_name="who decides",
                    ),
                ),
                (
                    "opens_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="opens"),
                ),
                (
                    "closes_at",
                    consultations.fields.ClosingField(
                        help_text="Nobody sees the result before this moment.",
                        verbose_name="closes",
                    ),
                ),
                (
                    "decision",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="One or two sentences, once it is decided. It stands beside the result.",
                        verbose_name="what was decided",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                (
                    "decision_url",
                    models.URLField(
                        blank=True,
                        help_text="Why, and who decided: the minutes, say.",
                        verbose_name="link to the decision",
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
                "verbose_name": "quick poll",
                "verbose_name_plural": "quick polls",
            },
            bases=(core.pages.QuicklyChecked, "wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("paper", "On paper"),
                            ("email", "By e-mail"),
                            ("phone", "By telephone"),
                            ("event", "At an event"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("standard", "Standard"),
                            ("large-print", "Large print"),
                            ("easy-read", "Easy read"),
                            ("translated", "Another language"),
                        ],
                        default="standard",
                        max_length=11,
                    ),
                ),
                ("received_on", models.DateField()),
                ("is_keyed_twice", models.BooleanField(default=False)),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                        related_name="batches",
                        to="polls.questionnairepage",
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("key_answers", "Can enter answers for people who sent them offline")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("page", "number"), name="batch_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BriefingRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=26)),
                ("read_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "briefing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="polls.briefingpage",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("briefing", "key"), name="briefing_read_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Choice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("text", models.CharField(max_length=60, verbose_name="answer")),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="choices",
                        to="polls.quickpollpage",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", models.CharField(max_length=500, verbose_name="what was wrong")),
                ("changes", models.JSONField()),
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
                        related_name="corrections",
                        to="polls.questionnairepage",
                    ),
                ),
            ],
            options={
                "ordering": ["page", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("page", "number"), name="version_made_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 2)), name="corrects_a_version"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliberativePollPage",
            fields=[
                (
                    "questionnairepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="polls.questionnairepage",
                    ),
                ),
                (
                    "before_opens_at",
                    models.DateTimeField(null=True, verbose_name="first answers open"),
                ),
                (
                    "before_closes_at",
                    consultations.fields.ClosingField(
                        null=True, verbose_name="first answers close"
                    ),
                ),
                (
                    "after_opens_at",
                    models.DateTimeField(
                        help_text="Not before the last discussion and the last session with experts have ended.",
                        null=True,
                        verbose_name="second answers open",
                    ),
                ),
                (
                    "after_closes_at",
                    consultations.fields.ClosingField(
                        null=True, verbose_name="second answers close"
                    ),
                ),
                (
                    "later_opens_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="If you ask once more, three to twelve months after, whether what changed has lasted. Those who gave second answers get the same questions, and a message when it opens.",
                        null=True,
                        verbose_name="answers months later open",
                    ),
                ),
                (
                    "later_closes_at",
                    consultations.fields.ClosingField(
                        blank=True, null=True, verbose_name="answers months later close"
                    ),
                ),
                (
                    "report_at",
                    models.DateField(
                        blank=True,
                        help_text="The day by which results are published.",
                        null=True,
                        verbose_name="results by",
                    ),
                ),
                (
                    "short_notice_reason",
                    models.TextField(
                        blank=True,
                        help_text="What experts said stands for 24 hours before the next round or second answers, for those who could not attend. Only where that cannot be: why. The report prints it.",
                        max_length=500,
                        verbose_name="why the session is out for less than 24 hours",
                    ),
                ),
                (
                    "unsigned_reason",
                    models.TextField(
                        blank=True,
                        help_text="Reviewers from two interests or more find the briefing fair before people answer (see Sign-off, in the menu of the briefing). Only where that cannot be: why. Everybody reads it.",
                        max_length=500,
                        verbose_name="why the briefing is not signed off",
                    ),
                ),
                (
                    "control_percent",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Of a hundred people who gave first answers, so many are drawn by lot to answer twice and hear nothing in between. Empty: there is none, and the report says that a change cannot be put down to the deliberation.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(75),
                        ],
                        verbose_name="comparison group, in per cent",
                    ),
                ),
                (
                    "group_size",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Those who deliberate are dealt at random into groups of about this many, alike in age and ward, households apart. Twelve is usual. Add a forum that gives each group a room.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(8),
                            django.core.validators.MaxValueValidator(15),
                        ],
                        verbose_name="people in a small group",
                    ),
                ),
                (
                    "took_part_rule",
                    models.CharField(
                        choices=[
                            (
                                "spoke",
                                "wrote in a discussion or came to a session, and gave second answers",
                            ),
                            ("came", "opened a discussion or a session, and gave second answers"),
                            ("answered", "gave first and second answers, whatever came between"),
                        ],
                        default="spoke",
                        help_text="Printed in the report. It cannot change once second answers have opened.",
                        max_length=8,
                        verbose_name="who took part",
                    ),
                ),
            ],
            options={
                "verbose_name": "deliberative poll",
                "verbose_name_plural": "deliberative polls",
            },
            bases=(polls.models.waves.InWaves, "polls.questionnairepage"),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "wave",
                    models.CharField(
                        choices=[
                            ("only", "Your answers"),
                            ("before", "First answers"),
                            ("after", "Second answers"),
                            ("later", "Answers months later"),
                        ],
                        default="only",
                        max_length=6,
                    ),
                ),
                ("key", models.CharField(max_length=26)),
                ("answers", models.JSONField(default=dict)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("online", "Online"),
                            ("kiosk", "On a shared tablet"),
                            ("paper", "On paper"),
                            ("email", "By e-mail"),
                            ("phone", "By telephone"),
                            ("event", "At an event"),
                            ("assisted", "Online with help"),
                        ],
                        default="online",
                        max_length=8,
                    ),
                ),
                ("saved_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="polls.questionnairepage",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("page", "wave", "key"), name="one_draft_a_wave")
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "code",
                    models.SlugField(
                        blank=True,
                        help_text="The name of the column in exports. Left empty, it becomes q1, q2 and so on.",
                        max_length=24,
                        verbose_name="code",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("scale", "A number from 0 to 10"),
                            ("single", "One answer from a list"),
                            ("multiple", "Any answers from a list"),
                            ("ranking", "Answers put in order"),
                            ("matrix", "A grid: the same answers to several statements"),
                            ("gap", "What they expect and what they get, for each row"),
                            ("standard", "A standard question, whose words are fixed"),
                            ("postcode", "A postcode or ward, kept as the ward"),
                            ("place", "A place on the map of wards, kept as the ward"),
                            ("feeling", "Mad, sad or glad, and why"),
                            ("number", "A number that they type"),
                            ("date", "A date"),
                            ("short", "Their own words, in one line"),
                            ("text", "Their own words"),
                            ("file", "A file: a document or a picture"),
                        ],
                        default="scale",
                        max_length=8,
                        verbose_name="how it is answered",
                    ),
                ),
                (
                    "standard",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lga-area", "LGA: satisfaction with the local area"),
                            ("lga-council", "LGA: satisfaction with the council"),
                            ("lga-value", "LGA: value for money"),
                            ("lga-acts", "LGA: acts on the concerns of residents"),
                            ("lga-informed", "LGA: keeps residents informed"),
                            ("lga-trust", "LGA: trust in the council"),
                            ("lga-dark", "LGA: feeling safe after dark"),
                            ("lga-day", "LGA: feeling safe during the day"),
                            (
                                "condition",
                                "Disability: a condition of 12 months, and its effect (two questions)",
                            ),
                            ("effect", "Disability: the effect (comes with the condition)"),
                        ],
                        help_text="Its words, answers and code come with it and cannot be changed. Results are not comparable with LGA polling, which is by telephone.",
                        max_length=12,
                        verbose_name="standard question",
                    ),
                ),
                ("wording", models.CharField(blank=True, max_length=250, verbose_name="question")),
                (
                    "hint",
                    models.CharField(
                        blank=True,
                        help_text="A fact, or what the middle means. Never a reason for one side.",
                        max_length=250,
                        verbose_name="hint",
                    ),
                ),
                (
                    "wording_cy",
                    models.CharField(blank=True, max_length=250, verbose_name="question in Welsh"),
                ),
                (
                    "hint_cy",
                    models.CharField(blank=True, max_length=250, verbose_name="hint in Welsh"),
                ),
                (
                    "low_label_cy",
                    models.CharField(blank=True, max_length=40, verbose_name="0 means, in Welsh"),
                ),
                (
                    "middle_label_cy",
                    models.CharField(blank=True, max_length=40, verbose_name="5 means, in Welsh"),
                ),
                (
                    "high_label_cy",
                    models.CharField(blank=True, max_length=40, verbose_name="10 means, in Welsh"),
                ),
                ("low_label", models.CharField(blank=True, max_length=40, verbose_name="0 means")),
                (
                    "middle_label",
                    models.CharField(blank=True, max_length=40, verbose_name="5 means"),
                ),
                (
                    "high_label",
                    models.CharField(blank=True, max_length=40, verbose_name="10 means"),
                ),
                (
                    "lowest",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Empty: 0.",
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="lowest number",
                    ),
                ),
                (
                    "highest",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Empty: there is none.",
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="highest number",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        help_text="“minutes” or “£”, for example.",
                        max_length=20,
                        verbose_name="unit",
                    ),
                ),
                (
                    "has_decimals",
                    models.BooleanField(
                        default=False, help_text="Two at most: 2.50.", verbose_name="allow decimals"
                    ),
                ),
                (
                    "longest",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: 100 in one line, else 4,000. People see how many are left.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4000),
                        ],
                        verbose_name="at most so many characters",
                    ),
                ),
                ("earliest", models.DateField(blank=True, null=True, verbose_name="earliest date")),
                ("latest", models.DateField(blank=True, null=True, verbose_name="latest date")),
                (
                    "fewest",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="at least",
                    ),
                ),
                (
                    "most",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="3 for “your top three”. Empty: all of them; in an order each needs a place.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="at most",
                    ),
                ),
                (
                    "is_paired",
                    models.BooleanField(
                        default=True,
                        help_text="For deliberative polls. Without it, the question is asked in the second round only: what people thought of the event, for example.",
                        verbose_name="ask it in both rounds",
                    ),
                ),
                (
                    "asked_if",
                    models.TextField(
                        blank=True,
                        help_text="Empty: it is asked of everybody. Otherwise a line for each condition, all of which must hold: the code of an earlier question and its answers, such as “q1 = 1, 3”, “q2 = 0-4” or, for “I do not know”, “q2 = dk”.",
                        verbose_name="ask it only of those who answered",
                    ),
                ),
                (
                    "in_random_order",
                    models.BooleanField(
                        default=False,
                        help_text="Each person meets them in an order of their own, the same at every visit. What is chosen alone and what asks for own words stays last. In a grid, the rows move.",
                        verbose_name="show answers or rows in random order",
                    ),
                ),
                (
                    "in_random_place",
                    models.BooleanField(
                        default=False,
                        help_text="It changes places with the questions right before and after it that have this too and are asked of the same people; each person meets an order of their own.",
                        verbose_name="show this question in a random place",
                    ),
                ),
                ("is_required", models.BooleanField(default=True, verbose_name="must be answered")),
                (
                    "has_dont_know",
                    models.BooleanField(default=True, verbose_name="offer “I do not know”"),
                ),
                (
                    "sensitivity",
                    models.CharField(
                        choices=[
                            ("open", "Open opinion"),
                            ("standard", "Standard"),
                            ("sensitive", "Sensitive: never shown by ward"),
                        ],
                        default="standard",
                        max_length=9,
                        verbose_name="sensitivity",
                    ),
                ),
                (
                    "is_background",
                    models.BooleanField(
                        default=False,
                        help_text="For one answer from a list, about people themselves: the report of a deliberative poll shows how each group moved, where all groups are large enough.",
                        verbose_name="show results by its answers",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="polls.questionnairepage",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("page", "code"),
                        name="code_once_a_questionnaire",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Kiosk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=80, verbose_name="where it stands")),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
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
                        related_name="kiosks",
                        to="polls.questionnairepage",
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LateChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("counts", models.BooleanField()),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
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
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="late_choices",
                        to="polls.questionnairepage",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "wave",
                    models.CharField(
                        choices=[
                            ("only", "Your answers"),
                            ("before", "First answers"),
                            ("after", "Second answers"),
                            ("later", "Answers months later"),
                        ],
                        default="only",
                        max_length=6,
                    ),
                ),
                ("key", models.CharField(max_length=26)),
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
                ("design_weight", models.FloatField(blank=True, null=True)),
                ("is_at_random", models.BooleanField(blank=True, null=True)),
                ("order_seed", models.PositiveIntegerField(blank=True, null=True)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("proposal_version", models.PositiveSmallIntegerField(default=1)),
                ("language", models.CharField(default="en-gb", max_length=5)),
                ("submitted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("public_id", models.CharField(max_length=12, unique=True)),
                ("receipt_hash", models.CharField(max_length=64, unique=True)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("online", "Online"),
                            ("kiosk", "On a shared tablet"),
                            ("paper", "On paper"),
                            ("email", "By e-mail"),
                            ("phone", "By telephone"),
                            ("event", "At an event"),
                            ("assisted", "Online with help"),
                        ],
                        default="online",
                        max_length=8,
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("standard", "Standard"),
                            ("large-print", "Large print"),
                            ("easy-read", "Easy read"),
                            ("translated", "Another language"),
                        ],
                        default="standard",
                        max_length=11,
                    ),
                ),
                ("received_on", models.DateField(blank=True, null=True)),
                ("is_late", models.BooleanField(default=False)),
                ("is_counted", models.BooleanField(default=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "respondent_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resident", "Somebody who lives here"),
                            ("works-here", "Somebody who works or studies here"),
                            ("visitor", "A visitor"),
                            ("councillor", "A councillor"),
                            ("business", "A business"),
                            ("voluntary", "A voluntary or community organisation"),
                            (
                                "other-body",
                                "Another organisation, such as a parish council or school",
                            ),
                            ("other", "Somebody else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("has_account", models.BooleanField(default=True)),
                ("is_younger", models.BooleanField(default=False)),
                ("excluded_at", models.DateTimeField(blank=True, null=True)),
                ("excluded_because", models.CharField(blank=True, max_length=300)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responses",
                        to="polls.questionnairepage",
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="panel.ward",
                    ),
                ),
            ],
            options={
                "permissions": [("exclude_response", "Can exclude responses, and put them back")],
                "indexes": [
                    models.Index(fields=["page", "wave", "ward"], name="responses_by_ward")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("page", "wave", "key"), name="one_response_a_wave"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_late", False), ("received_on__isnull", False), _connector="OR"
                        ),
                        name="late_by_the_day_received",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("excluded_at", None), ("excluded_because", "")),
                            models.Q(
                                ("excluded_at__isnull", False),
                                models.Q(("excluded_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="excluded_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reviewer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("interest", models.CharField(max_length=120, verbose_name="interest")),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
                ),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("asked_version", models.CharField(blank=True, max_length=64)),
                (
                    "briefing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signers",
                        to="polls.briefingpage",
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
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("email", ""), _negated=True),
                        fields=("briefing", "email"),
                        name="reviewer_named_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
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
                        choices=[("arms", "Comparison group"), ("groups", "Small groups")],
                        max_length=6,
                    ),
                ),
                ("drawn_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
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
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="polls.deliberativepollpage",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("poll", "kind"), name="drawn_once_a_poll")
                ],
            },
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=26)),
                ("cast_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "choice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="ballots",
                        to="polls.choice",
                    ),
                ),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ballots",
                        to="polls.quickpollpage",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["poll", "choice"], name="ballots_by_choice")],
                "constraints": [
                    models.UniqueConstraint(fields=("poll", "key"), name="one_ballot_a_voter")
                ],
            },
        ),
        migrations.CreateModel(
            name="FirstAsked",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("faces", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("told_of", models.CharField(blank=True, max_length=64)),
                (
                    "poll",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="first_asked",
                        to="polls.deliberativepollpage",
                    ),
                ),
            ],
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
                (
                    "code",
                    models.SlugField(
                        blank=True,
                        help_text="Left empty, it becomes 1, 2 and so on.",
                        max_length=24,
                        verbose_name="code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="answer")),
                (
                    "label_cy",
                    models.CharField(blank=True, max_length=120, verbose_name="answer in Welsh"),
                ),
                (
                    "is_right",
                    models.BooleanField(
                        default=False,
                        help_text="For questions of knowledge. Nobody sees it before the second round has closed.",
                        verbose_name="this is the right answer",
                    ),
                ),
                (
                    "is_exclusive",
                    models.BooleanField(
                        default=False,
                        help_text="Where several may be chosen: “None of these” goes with no other answer.",
                        verbose_name="chosen alone",
                    ),
                ),
                (
                    "takes_words",
                    models.BooleanField(
                        default=False,
                        help_text="“Other” opens a line below the answers, which may stay empty.",
                        verbose_name="asks for their own words",
                    ),
                ),
                (
                    "item",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="options",
                        to="polls.item",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("item", "code"),
                        name="option_code_once_an_item",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "response",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="organisation",
                        serialize=False,
                        to="polls.response",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("represents", models.CharField(max_length=300)),
                ("how_gathered", models.CharField(max_length=1000)),
            ],
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("first", models.JSONField(null=True)),
                ("second", models.JSONField(null=True)),
                ("first_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("second_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("differences", models.PositiveSmallIntegerField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="polls.batch",
                    ),
                ),
                (
                    "first_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "response",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="paper",
                        to="polls.response",
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "number"), name="paper_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_by", None),
                            ("second_by", None),
                            models.Q(("first_by", models.F("second_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="second_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_at", None),
                            models.Q(("first__isnull", True), ("second__isnull", True)),
                            _connector="OR",
                        ),
                        name="what_was_typed_is_let_go",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishingChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("named", "Publish with my name or organisation"),
                            ("anonymous", "Publish without a name"),
                            ("no", "Do not publish"),
                        ],
                        max_length=9,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("leaves_out_name", models.BooleanField(default=False)),
                (
                    "response",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="publishing",
                        to="polls.response",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("choice", "named"), models.Q(("name", ""), _negated=True)),
                            models.Q(models.Q(("choice", "named"), _negated=True), ("name", "")),
                            _connector="OR",
                        ),
                        name="name_only_where_named",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "title",
                    models.CharField(
                        help_text="A few words: “Traffic”, “Who pays”.",
                        max_length=80,
                        verbose_name="what it is about",
                    ),
                ),
                ("opens_at", models.DateTimeField(verbose_name="opens")),
                (
                    "closes_at",
                    consultations.fields.ClosingField(
                        help_text="When the session with experts ends. Without a time, 11.59pm on that day.",
                        verbose_name="closes",
                    ),
                ),
                (
                    "poll",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rounds",
                        to="polls.deliberativepollpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "round",
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                        name="round_ends_after_it_begins",
                        violation_error_message="A round ends before it begins. Choose a later time.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Row",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "code",
                    models.SlugField(
                        blank=True,
                        help_text="Left empty, it becomes 1, 2 and so on.",
                        max_length=24,
                        verbose_name="code",
                    ),
                ),
                ("label", models.CharField(max_length=160, verbose_name="row")),
                (
                    "label_cy",
                    models.CharField(blank=True, max_length=160, verbose_name="row in Welsh"),
                ),
                (
                    "item",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="polls.item",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("item", "code"),
                        name="row_code_once_an_item",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SentFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="polls.draft",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="polls.item",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="polls.response",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("draft", None), ("response__isnull", False)),
                            models.Q(("draft__isnull", False), ("response", None)),
                            _connector="OR",
                        ),
                        name="file_of_a_draft_or_a_response",
                    ),
                    models.UniqueConstraint(fields=("draft", "item"), name="one_file_a_draft"),
                    models.UniqueConstraint(
                        fields=("response", "item"), name="one_file_a_response"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signal",
            fields=[
                (
                    "response",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="signal",
                        serialize=False,
                        to="polls.response",
                    ),
                ),
                ("network", models.CharField(max_length=26)),
                ("browser", models.CharField(blank=True, max_length=26)),
            ],
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=64)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("fair", "Fair to both sides"), ("unfair", "Not fair yet")],
                        max_length=6,
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="what should change"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="polls.reviewer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reviewer", "version"), name="signed_once_a_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StageOverride",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("before", "First answers"),
                            ("briefing", "Briefing"),
                            ("after", "Second answers"),
                            ("later", "Answers months later"),
                        ],
                        max_length=8,
                        verbose_name="stage",
                    ),
                ),
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
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overrides",
                        to="polls.deliberativepollpage",
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("override_stage", "Can open a stage of a deliberative poll early")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("poll", "stage"), name="stage_opened_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Theme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=80)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="themes",
                        to="polls.item",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "number"), name="theme_number_once"),
                    models.UniqueConstraint(fields=("item", "label"), name="theme_label_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("expected", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
                ),
                ("day", models.DateField(blank=True, null=True)),
                ("text", models.TextField(blank=True)),
                (
                    "missing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("-9", "Prefer not to say"),
                            ("-8", "Do not know"),
                            ("-7", "Not asked"),
                            ("-6", "Skipped"),
                            ("-5", "Removed by moderation"),
                            ("-1", "Not yet asked in this wave"),
                        ],
                        max_length=2,
                    ),
                ),
                ("is_off_route", models.BooleanField(default=False)),
                (
                    "ward",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="panel.ward",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="answers",
                        to="polls.item",
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="answers",
                        to="polls.option",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="polls.response",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="answers",
                        to="polls.row",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=[
                            "item",
                            "row",
                            "option",
                            "number",
                            "expected",
                            "day",
                            "ward",
                            "missing",
                        ],
                        name="answers_counted",
                    ),
                    models.Index(
                        condition=models.Q(("is_off_route", True)),
                        fields=["item"],
                        name="answers_off_route",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("option", None), ("row", None)),
                        fields=("response", "item"),
                        name="one_answer_an_item",
                    ),
                    models.UniqueConstraint(
                        fields=("response", "item", "row"), name="one_answer_a_row"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("row", None)),
                        fields=("response", "item", "option"),
                        name="option_chosen_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number", None), ("number__lte", 10), _connector="OR"),
                        name="number_from_0_to_10",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expected", None),
                            models.Q(
                                ("expected__lte", 10),
                                ("number__isnull", False),
                                ("row__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="expected_beside_experienced",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("number", None), _negated=True), ("row", None)
                        ),
                        fields=("response", "item", "number"),
                        name="place_given_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount", None), ("amount__gte", 0), _connector="OR"),
                        name="amount_not_below_0",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("missing", ""),
                            models.Q(
                                ("amount", None),
                                ("day", None),
                                ("number", None),
                                ("option", None),
                                ("text", ""),
                                ("ward", None),
                            ),
                            _connector="OR",
                        ),
                        name="missing_means_no_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssignedPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=26)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="polls.assignment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("assignment", "key"), name="one_place_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Facilitator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facilitators",
                        to="polls.assignment",
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
                    models.UniqueConstraint(
                        fields=("assignment", "number"), name="one_who_facilitates"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CodedAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("coded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="coded",
                        to="polls.answer",
                    ),
                ),
                (
                    "coded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("themes", models.ManyToManyField(related_name="coded", to="polls.theme")),
            ],
        ),
        migrations.CreateModel(
            name="JudgedWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("redacted", "Approved, with parts taken out"),
                            ("rejected", "Rejected"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("personal", "Tells of a private person"),
                            ("abuse", "Abusive or hateful"),
                            ("defamatory", "May be defamatory"),
                            ("unlawful", "May be against the law"),
                            ("irrelevant", "Has nothing to do with the question"),
                            ("advert", "Advertising"),
                        ],
                        max_length=10,
                    ),
                ),
                ("judged_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="judged",
                        to="polls.answer",
                    ),
                ),
                (
                    "judged_by",
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
                    ("judge_words", "Can read and judge what people wrote in their answers"),
                    ("code_words", "Can say what people’s own words are about"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "rejected"), ("text", "")),
                            models.Q(
                                models.Q(("state", "rejected"), _negated=True),
                                models.Q(("text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="rejected_words_are_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), ("reason", "")),
                            models.Q(
                                models.Q(("state", "approved"), _negated=True),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reason_unless_approved",
                    ),
                ],
            },
        ),
    ]
