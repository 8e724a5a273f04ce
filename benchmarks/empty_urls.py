"""The site's addresses and one more: the least that a view behind the same middlewares can do."""

from django.http import HttpResponse
from django.urls import path

from config import urls


def empty(request):
    return HttpResponse()


handler500 = urls.handler500
urlpatterns = [path("benchmark/empty/", empty), *urls.urlpatterns]
