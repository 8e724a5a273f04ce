"""The quick poll in a frame of the size that the settings of the council name for other sites."""

import re

import pytest
from django.conf import settings

pytestmark = [pytest.mark.browser, pytest.mark.once]
NARROWEST = 320


def test_question_and_answers_stand_in_the_frame_before_anybody_scrolls(visit):
    panel = settings.BASE_DIR / "templates/polls/admin/frame_panel.html"
    height = int(re.search(r'height="(\d+)"', panel.read_text()).group(1))
    with visit(scripts=False, width=NARROWEST) as page:
        page.goto("/polls/embed/")
        answers = page.locator("a.answer").all()
        assert len(answers) >= 2
        boxes = [answer.bounding_box() for answer in answers[:2]]
        assert all(box["y"] + box["height"] <= height for box in boxes)
        assert all(box["height"] >= 44 for box in boxes)
