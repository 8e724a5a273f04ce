"""Where in the demonstration council the pages are that browsers look at."""

# What those pages are about, and a post and a question for the moderators' queue.
PLACES = """
import json
from forums.models import Post, Question, Report, Topic
from forums.moderation import report
from panel.models import Ward
from polls.models import QuestionnairePage
from wagtail.models import Page
def pk(**fields):
    return Page.objects.get(**fields).pk
forum = pk(url_path__endswith="liveable-neighbourhoods/poll/forum/")
session = pk(url_path__endswith="liveable-neighbourhoods/poll/experts/")
posts = Post.objects.filter(topic__forum=forum, hidden_at=None, is_opening=False)
post = posts.order_by("pk").first()
questions = Question.objects.filter(session=session).order_by("pk")
question = questions.filter(state="approved").first()
if not Report.objects.exists():
    for contribution in (post, question):
        report(contribution=contribution, category="harassment", text="It names my neighbour.")
print(json.dumps({
    "open": pk(url_path__endswith="/liveable-neighbourhoods/"),
    "poll": pk(url_path__endswith="liveable-neighbourhoods/poll/"),
    "closed": pk(url_path__endswith="/getting-around-bristol/"),
    "finished": pk(url_path__endswith="getting-around-bristol/poll/"),
    "park": pk(url_path__endswith="st-george-park/questions/"),
    "pool": pk(url_path__endswith="easton-pool/questions/"),
    "forum": forum,
    "session": session,
    "live": questions.filter(state__in=["live", "answered"]).first().pk,
    "question": question.pk,
    "post": post.pk,
    "topic": Topic.objects.filter(forum=forum).order_by("pk").first().get_absolute_url(),
    "easton": Ward.objects.in_force().get(name="Easton").code,
}))
"""
