"""Addresses below /polls/."""

from django.urls import path
from django.views.i18n import set_language

from polls.views import (
    answering,
    asking_who,
    framing,
    keying,
    kiosks,
    paper,
    places,
    receipts,
    resuming,
    reviewing,
    staging,
    taking_back,
    trying,
    voting,
)

app_name = "polls"
urlpatterns = [
    path("polls/embed/", framing.framed, name="framed"),
    path("polls/<int:pk>/vote/", voting.vote, name="vote"),
    path("polls/<int:pk>/answer/<str:wave>/", answering.start, name="start"),
    path("polls/<int:pk>/answer/<str:wave>/<int:number>/", answering.question, name="question"),
    path("polls/<int:pk>/answer/<str:wave>/check/", answering.check, name="check"),
    path("polls/<int:pk>/answer/<str:wave>/done/", answering.done, name="done"),
    path("polls/<int:pk>/answer/<str:wave>/who/", asking_who.who, name="who"),
    path(
        "polls/<int:pk>/answer/<str:wave>/organisation/",
        asking_who.organisation,
        name="organisation",
    ),
    path("polls/<int:pk>/answer/<str:wave>/link/", resuming.private_link, name="private_link"),
    path("polls/<int:pk>/go-on/<str:number>/", resuming.go_on, name="go_on"),
    path("polls/<int:pk>/somebody-else/", resuming.somebody_else, name="somebody_else"),
    path("polls/<int:pk>/answer/<str:wave>/mail/", receipts.mail, name="mail_receipt"),
    path("polls/<int:pk>/try/<str:which>/<str:wave>/", trying.begin, name="try_begin"),
    path("polls/<int:pk>/try/<str:which>/<str:wave>/<int:number>/", trying.question, name="try"),
    path("polls/<int:pk>/try/<str:which>/<str:wave>/check/", trying.check, name="try_check"),
    path("polls/language/", set_language, name="language"),
    path("polls/<int:pk>/take-back/", taking_back.take_back, name="take_back"),
    path("polls/<int:pk>/stages/", staging.stages, name="stages"),
    path("q/<int:pk>/", paper.short, name="short"),
    path("polls/<int:pk>/paper/<str:size>.pdf", paper.questionnaire, name="paper"),
    path("polls/<int:pk>/kiosks/", kiosks.manage, name="kiosks"),
    path("polls/<int:pk>/kiosk/clear/", kiosks.clear, name="kiosk_clear"),
    path("polls/<int:pk>/kiosk/<str:token>/", kiosks.kiosk, name="kiosk"),
    path("polls/<int:pk>/entry/", keying.overview, name="keying"),
    path("polls/<int:pk>/entry/late/", keying.late, name="late"),
    path("polls/<int:pk>/entry/<int:number>/", keying.key, name="key"),
    path("polls/<int:pk>/entry/<int:number>/second/", keying.second, name="key_second"),
    path("polls/<int:pk>/entry/<int:number>/decide/", keying.decide, name="decide"),
    path("polls/<int:pk>/entry/<int:number>/<int:paper>/", keying.again, name="key_again"),
    path("polls/wards.svg", places.wards, name="wards"),
    path("polls/<int:pk>/draw/", staging.draw, name="draw_arms"),
    path("polls/<int:pk>/deal/", staging.deal, name="deal_groups"),
    path("polls/<int:pk>/facilitate/", staging.facilitate, name="facilitate"),
    path("polls/briefings/review/<str:token>/", reviewing.review, name="review"),
    path("polls/briefings/<int:pk>/read/", staging.read, name="read"),
]
