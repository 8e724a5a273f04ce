"""Socket addresses of live sessions and of the rooms of small groups."""

from django.urls import path

from forums.consumers import DeskConsumer, RoomConsumer, SessionConsumer

websocket_urlpatterns = [
    path("ws/sessions/<row:pk>/", SessionConsumer.as_asgi()),
    path("ws/sessions/<row:pk>/desk/", DeskConsumer.as_asgi()),
    path("ws/forums/<row:pk>/groups/<row:number>/", RoomConsumer.as_asgi()),
]
