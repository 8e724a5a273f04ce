"""The end of a questionnaire: a check of all answers, sending them, and the receipt."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.refusals import Refused
from polls import publishing
from polls.about import NotSaid
from polls.formats import forget_choice, format_for, named
from polls.forms import AddressForm, SendForm
from polls.models import Wave
from polls.responding import PROPOSAL, Reworded, count_answered, draft_so_far, submit_response
from polls.saying import answer_in_words
from polls.sending import stamp
from polls.slowing import slowed_in_sending
from polls.speaking import in_language_of
from polls.storing import Unanswered, name_of_words
from polls.views.answering import Asking, address, find, must_sign_in
from polls.views.refusing import refuse
from polls.without_account import remember, respondent_of, signals_of

RECEIPT = "receipt"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request, pk, wave):
    """Show all answers before they go, or send them."""
    page = find(request, pk, wave)
    who = respondent_of(request, page)
    if must_sign_in(who, page):
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        return send(request, page, wave, who)
    asking = Asking.of(who, page, wave)
    if refusal := page.refusal_for(who, wave):
        return refuse(request, page, wave, refusal, answers=in_words(asking))
    if asking.unanswered or asking.about.lacks(page, who):
        return redirect(asking.where_to_go_on())
    if publishing.is_to_be_asked(page, asking.answers):
        return redirect(address("publishing", page, wave))
    return show_check(request, asking, SendForm())


def show_check(request, asking, form, status=200):
    page, wave = asking.page, asking.wave
    context = {
        "page": page,
        "wave": wave,
        "form": form,
        "about": [
            {
                "question": question,
                "answer": said,
                "change_url": address(step, page, wave) + "?change",
            }
            for question, said, step in asking.about.in_words(page, asking.who)
        ],
        "is_organisation": asking.about.is_organisation,
        "answers": in_words(asking, with_changes=True),
        "corrected_since": [one for one in page.corrections_made if one.number > asking.version],
        "proposal_changes": page.proposal_changed_since(asking.answers.get(PROPOSAL, 1)),
        "closes_at": page.wave_closes_at(wave),
        "back_url": address("publishing", page, wave)
        if publishing.may_choose(page, asking.answers)
        else asking.last_url,
        "stamp": "" if asking.who.is_authenticated else stamp(),
    }
    return render(request, "polls/check.html", context, status=status)


def send(request, page, wave, who):
    draft = draft_so_far(user=who, page=page, wave=wave)
    answers = draft.answers
    page.read_in = format_for(page, who, draft)
    if slowed := slowed_in_sending(request, who, questions=count_answered(answers)):
        form = SendForm({})
        form.add_error(None, slowed.words)
        return show_check(request, Asking.of(who, page, wave), form, status=slowed.status)
    read = request.POST.get("version", "")[:5]
    try:
        response = submit_response(
            user=who,
            page=page,
            wave=wave,
            answers=answers,
            signals=signals_of(request, page) if page.is_open_to_all else None,
            version=int(read) if read.isdecimal() else None,
            mode=draft.mode,
        )
    except Reworded as reworded:
        messages.error(request, str(reworded))
        return redirect(address("check", page, wave))
    except Unanswered as unanswered:
        messages.error(request, str(unanswered))
        asking = Asking.of(who, page, wave)
        item = next(item for item in asking.items if item.pk == unanswered.item.pk)
        return redirect(asking.change_address(item))
    except NotSaid as not_said:
        messages.error(request, str(not_said))
        return redirect(address(not_said.step, page, wave))
    except Refused as refusal:
        words = in_words(Asking.of(who, page, wave))
        return refuse(request, page, wave, str(refusal), answers=words)
    way = redirect(address("done", page, wave))
    hand_over(request, way, page, response, response.receipt)
    forget_choice(way, page)
    if page.is_open_to_all:
        remember(request, way, page, who)
    return way


def hand_over(request, way, page, response, receipt) -> None:
    """Let the number travel in a cookie that the next page reads and deletes: it is shown once."""
    way.set_signed_cookie(
        RECEIPT,
        receipt,
        salt=response.public_id,
        max_age=600,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
        path=address("done", page, response.wave),
    )


@never_cache
@require_safe
def done(request, pk, wave):
    """Show the receipt number, this once, and what happens next."""
    page = find(request, pk, wave)
    who = respondent_of(request, page)
    if must_sign_in(who, page):
        return redirect_to_login(request.get_full_path())
    response = page.standing_of(who).responses.get(wave)
    if response is None:
        return redirect(page.url)
    page.read_in = named(page, response.format)
    receipt = request.get_signed_cookie(RECEIPT, default="", salt=response.public_id, max_age=600)
    answer = show_done(request, page, response, receipt=receipt, form=AddressForm())
    if request.method == "GET":
        answer.delete_cookie(RECEIPT, path=request.path, samesite="Lax")
    return answer


def show_done(request, page, response, *, receipt, form, status=200):
    is_first = response.wave == Wave.BEFORE
    context = {
        "page": page,
        "wave": response.wave,
        "response": response,
        "receipt": receipt,
        "form": form,
        "second_opens_at": page.wave_opens_at(Wave.AFTER) if is_first else None,
        "consultation": page.consultation,
    }
    return render(request, "polls/done.html", context, status=status)


def in_words(asking, *, with_changes=False) -> list[dict]:
    """Return the questions of a person's path with their answers in words, to be checked."""
    rows = []
    for item in asking.path:
        words = asking.answers.get(name_of_words(item), "")
        with in_language_of(asking.page, item):
            answer = answer_in_words(item, asking.answers.get(str(item.pk)), words)
        change_url = asking.change_address(item) if with_changes else ""
        rows.append({"question": item.wording, "answer": answer, "change_url": change_url})
    url = address("publishing", asking.page, asking.wave) if with_changes else ""
    return rows + publishing.rows_to_check(asking.page, asking.answers, url)
