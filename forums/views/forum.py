"""Forum pages, topics and posts."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from consultations.attending import note_attendance
from core.forms import REFUSED
from core.html import clean_line, clean_post
from core.refusals import Refused
from forums import debate
from forums.access import may_moderate, note_on_entering, refusal_to_read, speaker
from forums.agenda import agenda_of, count_open, sides_of
from forums.forms import EditForm, PostForm, TopicForm
from forums.models import ForumPage, Post, Topic
from forums.names import author_of
from forums.threads import outline_of, thread_of
from forums.turns import AskedToLetOthersIn
from forums.views.shared import attempt, find_topic, row_number, signed_in_post

TOPICS_A_PAGE = 20


def show_forum(request, page: ForumPage):
    """The list of topics, newest activity first, or why this person cannot read it yet."""
    context = page.get_context(request) | forum_context(page, request.user)
    if getattr(request, "is_preview", False):
        refusal, context["refusal"] = "", page.refusal_by_date()
        context["preview_note"] = note_on_entering(page)
    else:
        refusal = refusal_to_read(page, request.user)
        if not refusal:
            note_presence(request, page)
    context["refusal_to_read"] = refusal
    context["was_missed"] = bool(refusal) and page.parent_activity.was_missed_by(request.user)
    if not refusal:
        is_preview = getattr(request, "is_preview", False)
        if not page.is_by_group or context["own_circle"] is not None or is_preview:
            context["agenda"] = agenda_of(page, context["own_circle"], is_preview=is_preview)
        topics = (
            Topic.objects.visible_to(request.user, page.circles_open_to(request.user))
            .filter(forum=page, agenda_item=None)
            .in_rooms(page, request.user)
            .select_related("author__membership__ward")
            .with_activity()
            .newest_first()
        )
        shown = Paginator(topics, TOPICS_A_PAGE).get_page(request.GET.get("page"))
        opening = Post.objects.filter(topic__in=list(shown), is_opening=True)
        voices = {post.topic_id: post for post in opening.with_authors()}
        for topic in shown:
            # A part of the agenda that was taken off it has no opening post.
            topic.opening = voices.get(topic.pk)
            topic.opened_by = topic.opening and author_of(topic.opening)
        context["topics"] = shown
    return render(request, page.template, context)


def note_presence(request, forum: ForumPage) -> None:
    """Note that a person who deliberates is here, under their key in the poll."""
    poll = forum.parent_activity
    note_attendance(forum, poll.attendance_key(request.user) if poll else "")


def forum_context(forum: ForumPage, user) -> dict:
    """What every page of a forum says: the consultation, the dates, and where answers count."""
    consultation = forum.consultation
    return {
        "forum": forum,
        "page": forum,
        "refusal": forum.refusal_for(user),
        "questions_url": questions_url(forum, consultation, user),
        "answers_url": answers_url(forum, consultation, user),
        "own_circle": forum.own_circle(user),
        "circles_led": sorted(forum.circles_led(user)),
        "crumbs": crumbs_of(consultation, forum.parent_activity),
    }


def questions_url(forum: ForumPage, consultation, user, *, only_open=False) -> str:
    """Find the questions that do count as a response."""
    if parent := forum.parent_activity:
        return parent.url
    for activity in consultation.activities(user) if consultation else []:
        if activity.card_kind in ("poll", "questionnaire") and (activity.is_open or not only_open):
            return activity.url
    return ""


def answers_url(forum: ForumPage, consultation, user) -> str:
    """Find the questions that this reader can answer now; empty where there are none."""
    if parent := forum.parent_activity:
        may = parent.is_open and not (user.is_authenticated and parent.refusal_for(user))
        return parent.url if may else ""
    return questions_url(forum, consultation, user, only_open=True)


def crumbs_of(*pages) -> list[dict]:
    consultations = {"title": _("Consultations"), "url": "/consultations/"}
    return [consultations] + [{"title": page.title, "url": page.url} for page in pages if page]


def show_topic(request, pk, slug=""):
    """One topic: its opening post, the replies by time, and the form at the end."""
    topic = find_topic(request, pk)
    if slug != topic.slug:
        return redirect(topic, permanent=True)
    note_presence(request, topic.forum)
    return render(
        request, "forums/topic.html", topic_context(request, topic, post_form(request, topic))
    )


@require_safe
def show_post(request, pk):
    """Lead to where a post stands, on whichever part of its topic that is by now."""
    topic = find_topic(request, get_object_or_404(Post.objects.values_list("topic"), pk=pk)[0])
    return redirect(address_of(topic, request.user, pk))


def address_of(topic: Topic, user, pk: int) -> str:
    """Return the address of a post within its topic, as this reader finds it."""
    outline = outline_of(topic, user)
    if pk not in outline.all:
        raise Http404
    number = outline.part_with(pk)
    part = f"?page={number}" if number > 1 else ""
    return f"{topic.get_absolute_url()}{part}#post-{pk}"


def post_form(request, topic: Topic, posted=None) -> PostForm:
    """Return the form of a reply, for members or for who facilitates the room."""
    leads = topic.circle is not None and topic.circle in topic.forum.circles_led(request.user)
    return PostForm(posted, longest=topic.forum.longest_post, leads=leads)


def topic_context(request, topic: Topic, form, answering=None, asked=False) -> dict:
    forum, user = topic.forum, request.user
    context = forum_context(forum, user)
    answered = answering.pk if answering else row_number(request.GET.get("answer", ""))
    thread = thread_of(topic, user, part=request.GET.get("page", ""), also=answered)
    if answering is None:
        answering = thread.by_pk.get(answered)
    if answering is not None and not answering.is_public:
        answering = None
    item = topic.agenda_item
    return context | {
        "topic": topic,
        "thread": thread,
        "item": item,
        "sides": sides_of(item, user) if item else [],
        "parts_open": parts_open(topic),
        "asked": asked,  # to let others in; the same post may be sent all the same
        "form": form,
        "answering": answering,
        **speaker(user),
        "may_moderate": may_moderate(user),
        "crumbs": [*context["crumbs"], {"title": forum.title, "url": forum.url}],
    }


def parts_open(topic: Topic) -> int:
    """Count the open parts of a room's agenda, so that a page can be told of the next one."""
    return 0 if topic.circle is None else count_open(topic.forum, topic.circle)


@signed_in_post
def reply(request, pk):
    topic = find_topic(request, pk)
    note_presence(request, topic.forum)
    form, asked = post_form(request, topic, request.POST), False
    parent = _answered_post(request, topic)
    if form.is_valid():
        try:
            post = debate.reply(
                topic=topic,
                author=request.user,
                parent=parent,
                anyway=request.POST.get("anyway") == "1",
                **form.cleaned_data,
            )
        except Refused as refusal:
            asked = isinstance(refusal, AskedToLetOthersIn)
            form.add_error(None, str(refusal))
        else:
            return redirect(address_of(topic, request.user, post.pk))
    context = topic_context(request, topic, form, answering=parent, asked=asked)
    return render(request, "forums/topic.html", context, status=REFUSED)


def _answered_post(request, topic: Topic) -> Post | None:
    if not request.POST.get("parent"):
        return None
    parent = row_number(request.POST["parent"])
    return get_object_or_404(
        Post.objects.visible_to(request.user).select_related("parent"), pk=parent, topic=topic
    )


@login_required
def start_topic(request, pk):
    """A resident starts a topic of their own."""
    forum = get_object_or_404(ForumPage.objects.visible_to(request.user), pk=pk)
    context = forum_context(forum, request.user)
    note_presence(request, forum)
    posted, asked = request.POST if request.method == "POST" else None, False
    leads = bool(forum.circles_led(request.user))
    form = TopicForm(posted, longest=forum.longest_post, leads=leads)
    if posted is not None and form.is_valid():
        anyway = posted.get("anyway") == "1"
        try:
            topic = debate.open_topic(
                forum=forum, author=request.user, anyway=anyway, **form.cleaned_data
            )
        except Refused as refusal:
            asked = isinstance(refusal, AskedToLetOthersIn)
            form.add_error(None, str(refusal))
        else:
            return redirect(topic)
    context |= {
        "form": form,
        "asked": asked,
        **speaker(request.user),
        "crumbs": [*context["crumbs"], {"title": forum.title, "url": forum.url}],
    }
    status = REFUSED if form.errors or context["refusal"] else 200
    return render(request, "forums/start_topic.html", context, status=status)


@login_required
def edit_post(request, pk):
    """Change one's own post within ten minutes."""
    post = get_object_or_404(Post.objects.filter(author=request.user, hidden_at=None), pk=pk)
    topic = find_topic(request, post.topic_id)
    post.topic = topic
    posted = request.POST if request.method == "POST" else None
    form = EditForm(
        posted,
        initial={"text": post.text},
        longest=topic.forum.longest_post,
    )
    if posted is not None and form.is_valid():
        try:
            debate.edit_post(post=post, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(post)
    context = {"form": form, "topic": topic, "post": post, "page": topic.forum}
    status = REFUSED if form.errors else 200
    return render(request, "forums/edit_post.html", context, status=status)


@signed_in_post
def pin_post(request, pk):
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    find_topic(request, post.topic_id)
    pinned = request.POST.get("pinned") != "no"
    done = _("Pinned.") if pinned else _("No longer pinned.")
    attempt(request, debate.pin_correction, done, post=post, by=request.user, pinned=pinned)
    return redirect(post)


@signed_in_post
def close_topic(request, pk):
    topic = find_topic(request, pk)
    closed = request.POST.get("closed") != "no"
    done = _("This topic takes no more posts.") if closed else _("This topic takes posts again.")
    attempt(request, debate.close_topic, done, topic=topic, by=request.user, closed=closed)
    return redirect(topic)


@require_GET
def topic_feed(request, pk):
    """The newest topics as an Atom feed, of what everybody may read."""
    forum = get_object_or_404(ForumPage.objects.visible_to(request.user), pk=pk)
    feed = Atom1Feed(
        title=clean_line(forum.title),
        link=request.build_absolute_uri(forum.url),
        description=forum.introduction,
        feed_url=request.build_absolute_uri(reverse("forums:topic_feed", args=[forum.pk])),
        language="en-gb",
    )
    if not refusal_to_read(forum, request.user):
        posts = (
            Post.objects.filter(topic__forum=forum, is_opening=True, is_held=False, hidden_at=None)
            .filter(topic__circle=None)
            .with_authors()
            .select_related("topic")
            .order_by("-said_at")[:30]
        )
        for post in posts:
            address = request.build_absolute_uri(post.topic.get_absolute_url())
            feed.add_item(
                title=clean_line(post.topic.title),
                link=address,
                description=clean_post(post.text),
                unique_id=address,
                author_name=author_of(post).name,
                pubdate=post.said_at,
                updateddate=post.edited_at or post.said_at,
            )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
