"""Socket addresses of live sessions."""

from django.urls import path

from forums.consumers import DeskConsumer, SessionConsumer

websocket_urlpatterns = [
    path("ws/sessions/<int:pk>/", SessionConsumer.as_asgi()),
    path("ws/sessions/<int:pk>/desk/", DeskConsumer.as_asgi()),
]
