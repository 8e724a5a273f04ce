"""What is done, act by act, to a row that an office keeps: a request, a complaint, a breach."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.functional import Promise

from home.retention_views import answer_form, sent


@dataclass(frozen=True)
class Act:
    """Something that is done to a row: its form, the function, and the words around it.

    `do` takes the row by its own name, who acts as `by`, and what the form says.
    """

    form: type
    do: Callable[..., None]
    title: str | Promise
    words: str | Promise
    button: str | Promise
    initial: Callable[[Any], dict[str, Any]] | None = None


def answer_act(request, acts: Mapping[str, Act], name: str, /, *, back_url: str, **row):
    """Ask for what an act needs, and do it to the one `row` that is given by its name."""
    wanted = acts.get(name)
    if wanted is None:
        raise Http404
    (kept,) = row.values()
    initial = wanted.initial(kept) if wanted.initial else None
    return answer_form(
        request,
        wanted.form(sent(request), initial=initial),
        lambda told: wanted.do(by=request.user, **row, **told),
        back_url=back_url,
        title=wanted.title,
        words=wanted.words,
        button=wanted.button,
    )
