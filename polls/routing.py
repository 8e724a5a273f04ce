"""Socket addresses of polls."""

from django.urls import path

from polls.consumers import StagesConsumer, TurnoutConsumer

websocket_urlpatterns = [
    path("ws/polls/<row:pk>/turnout/", TurnoutConsumer.as_asgi(), name="turnout"),
    path("ws/polls/<row:pk>/stages/", StagesConsumer.as_asgi(), name="stages"),
]
