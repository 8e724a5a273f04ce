"""Addresses of talking: forums, sessions, reports and the moderators' queue."""

from django.urls import path

from forums.views import desk, forum, moderation, reports, session

app_name = "forums"

urlpatterns = [
    path("forums/<int:pk>/start/", forum.start_topic, name="start_topic"),
    path("forums/<int:pk>/topics.atom", forum.topic_feed, name="topic_feed"),
    path("topics/<int:pk>/reply/", forum.reply, name="reply"),
    path("topics/<int:pk>/close/", forum.close_topic, name="close_topic"),
    path("topics/<int:pk>/<slug:slug>/", forum.show_topic, name="topic"),
    path("posts/<int:pk>/edit/", forum.edit_post, name="edit_post"),
    path("posts/<int:pk>/pin/", forum.pin_post, name="pin_post"),
    path("contributions/<int:pk>/report/", reports.report, name="report"),
    path("contributions/<int:pk>/appeal/", reports.appeal, name="appeal"),
    path("sessions/<int:pk>/ask/", session.ask, name="ask"),
    path("sessions/<int:pk>/events/", session.events, name="events"),
    path("sessions/<int:pk>/screen/", session.screen, name="screen"),
    path("sessions/<int:pk>/transcript.csv", session.transcript, name="transcript"),
    path("sessions/<int:pk>/desk/", desk.desk, name="desk"),
    path("sessions/<int:pk>/desk/run/", desk.run_session, name="run_session"),
    path(
        "sessions/<int:pk>/desk/questions/<int:question_pk>/",
        desk.move_question,
        name="move_question",
    ),
    path("sessions/<int:pk>/desk/questions/<int:question_pk>/answer/", desk.answer, name="answer"),
    path("sessions/<int:pk>/desk/answers/<int:reply_pk>/publish/", desk.publish, name="publish"),
    path("sessions/<int:pk>/desk/answers/<int:reply_pk>/correct/", desk.correct, name="correct"),
    path("questions/<int:pk>/support/", session.support, name="support"),
    path("questions/<int:pk>/withdraw/", session.withdraw, name="withdraw"),
    path("moderation/", moderation.queue, name="moderation"),
    path("moderation/decide/", moderation.decide, name="decide"),
    path("moderation/undo/", moderation.undo, name="undo"),
    path("moderation/appeals/", moderation.appeals, name="appeals"),
    path("moderation/appeals/<int:pk>/", moderation.decide_appeal, name="decide_appeal"),
]
