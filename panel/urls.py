"""Joining, one's own details, and stopping mail."""

from django.urls import path

from panel import (
    correcting_views,
    pause_views,
    profile_views,
    public_draw_views,
    serving_views,
    text_views,
    views,
    wishes_views,
)

app_name = "panel"
urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/code/", views.enter_code, {"joining": True}, name="join_code"),
    path("join/where/", views.join_where, name="join_where"),
    path("join/you/", views.join_you, name="join_you"),
    path("account/details/", views.details, name="details"),
    path("account/age/", correcting_views.age, name="age"),
    path("account/email/", correcting_views.email, name="email"),
    path("account/email/code/", correcting_views.email_code, name="email_code"),
    path("account/about-you/", profile_views.about_you, name="about_you"),
    path("account/about-you/<slug:code>/", profile_views.about_you_set, name="about_you_set"),
    path("account/pause/", pause_views.pause, name="pause"),
    path("account/messages/", wishes_views.messages_to_me, name="messages"),
    path("account/mobile/", text_views.mobile, name="mobile"),
    path("account/mobile/code/", text_views.mobile_code, name="mobile_code"),
    path("account/leave/", views.leave, name="leave"),
    path("account/left/", views.left, name="left"),
    path("account/serve/<row:pk>/", serving_views.serve, name="serve"),
    path("account/seat/<row:pk>/", serving_views.seat, name="seat"),
    path("draws/", public_draw_views.public_draws, name="public_draws"),
    path("draws/<row:pk>/", public_draw_views.public_draw, name="public_draw"),
    path("draws/<row:pk>/panels.txt", public_draw_views.list_of_panels, name="list_of_panels"),
    path("mail/stop/<str:token>/", views.stop_mail, name="stop_mail"),
    path("texts/receipts/", text_views.receipt, name="text_receipt"),
    path("texts/replies/", text_views.reply, name="text_reply"),
]
