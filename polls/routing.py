"""Socket addresses of polls."""

from django.urls import path

from polls.consumers import TurnoutConsumer

websocket_urlpatterns = [
    path("ws/polls/<int:pk>/turnout/", TurnoutConsumer.as_asgi(), name="turnout"),
]
