"""Addresses of talking: forums, sessions, reports and the moderators' queue."""

from django.urls import path

from forums.views import (
    circles,
    desk,
    forum,
    group_questions,
    moderation,
    reports,
    session,
    statements,
)

app_name = "forums"

urlpatterns = [
    path("forums/<row:pk>/start/", forum.start_topic, name="start_topic"),
    path("forums/<row:pk>/topics.atom", forum.topic_feed, name="topic_feed"),
    path("forums/<row:pk>/groups/<row:number>/", circles.circle, name="circle"),
    path("forums/<row:pk>/groups/<row:number>/open/", circles.open_part_now, name="open_part"),
    path(
        "forums/<row:pk>/groups/<row:number>/send/", circles.send_questions, name="send_questions"
    ),
    path("forums/<row:pk>/groups/<row:number>/news/", circles.news, name="room_news"),
    path(
        "forums/<row:pk>/groups/<row:number>/questions/",
        group_questions.questions,
        name="group_questions",
    ),
    path("topics/<row:pk>/reply/", forum.reply, name="reply"),
    path("topics/<row:pk>/close/", forum.close_topic, name="close_topic"),
    path("topics/<row:pk>/<slug:slug>/", forum.show_topic, name="topic"),
    path("posts/<row:pk>/", forum.show_post, name="post"),
    path("posts/<row:pk>/edit/", forum.edit_post, name="edit_post"),
    path("posts/<row:pk>/pin/", forum.pin_post, name="pin_post"),
    path("contributions/<row:pk>/report/", reports.report, name="report"),
    path("contributions/<row:pk>/appeal/", reports.appeal, name="appeal"),
    path("sessions/<row:pk>/ask/", session.ask, name="ask"),
    path("sessions/<row:pk>/events/", session.events, name="events"),
    path("sessions/<row:pk>/screen/", session.screen, name="screen"),
    path("sessions/<row:pk>/transcript.csv", session.transcript, name="transcript"),
    path("sessions/<row:pk>/desk/", desk.desk, name="desk"),
    path("sessions/<row:pk>/desk/run/", desk.run_session, name="run_session"),
    path(
        "sessions/<row:pk>/desk/questions/<row:question_pk>/",
        desk.move_question,
        name="move_question",
    ),
    path("sessions/<row:pk>/desk/questions/<row:question_pk>/answer/", desk.answer, name="answer"),
    path("sessions/<row:pk>/desk/answers/<row:reply_pk>/publish/", desk.publish, name="publish"),
    path("sessions/<row:pk>/desk/answers/<row:reply_pk>/correct/", desk.correct, name="correct"),
    path("questions/<row:pk>/support/", session.support, name="support"),
    path("questions/<row:pk>/withdraw/", session.withdraw, name="withdraw"),
    path("statements/<row:pk>/vote/", statements.vote, name="vote"),
    path("statements/<row:pk>/add/", statements.add, name="add_statement"),
    path("statements/<row:pk>/yours/", statements.own_votes, name="own_votes"),
    path("statements/<row:pk>/groups/", statements.groups, name="early_groups"),
    path("moderation/", moderation.queue, name="moderation"),
    path("moderation/decide/", moderation.decide, name="decide"),
    path("moderation/undo/", moderation.undo, name="undo"),
    path("moderation/appeals/", moderation.appeals, name="appeals"),
    path("moderation/appeals/<row:pk>/", moderation.decide_appeal, name="decide_appeal"),
]
