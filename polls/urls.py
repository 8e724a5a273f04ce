"""Addresses below /polls/."""

from django.urls import path

from polls.views import answering, framing, places, receipts, staging, voting

app_name = "polls"
urlpatterns = [
    path("polls/embed/", framing.framed, name="framed"),
    path("polls/<int:pk>/vote/", voting.vote, name="vote"),
    path("polls/<int:pk>/answer/<str:wave>/", answering.start, name="start"),
    path("polls/<int:pk>/answer/<str:wave>/<int:number>/", answering.question, name="question"),
    path("polls/<int:pk>/answer/<str:wave>/check/", answering.check, name="check"),
    path("polls/<int:pk>/answer/<str:wave>/done/", answering.done, name="done"),
    path("polls/<int:pk>/answer/<str:wave>/mail/", receipts.mail, name="mail_receipt"),
    path("polls/<int:pk>/take-back/", answering.take_back, name="take_back"),
    path("polls/<int:pk>/stages/", staging.stages, name="stages"),
    path("polls/wards.svg", places.wards, name="wards"),
    path("polls/<int:pk>/draw/", staging.draw, name="draw_arms"),
    path("polls/<int:pk>/deal/", staging.deal, name="deal_groups"),
    path("polls/<int:pk>/facilitate/", staging.facilitate, name="facilitate"),
    path("polls/briefings/<int:pk>/read/", staging.read, name="read"),
]
