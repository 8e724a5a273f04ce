"""A file as an answer: what is taken, who may fetch it, and how it goes."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader
from wagtail.models import PageLogEntry

from core.checks import files_can_be_looked_through
from core.keys import UNLINKED
from core.retention import NOTHING_HELD
from polls.files import LARGEST, WORD, SentFileField, kind_of, name_for
from polls.models import (
    Answer,
    Draft,
    Item,
    QuestionnairePage,
    Response,
    SentFile,
    WhoMayAnswer,
)
from polls.pictures import without_metadata
from polls.responding import withdraw_response
from polls.retention import unlink_questionnaire
from polls.scanning import refusal_to_take
from tests.polls.factories import a_scale, make_member, make_officer, make_questionnaire
from tests.polls.test_answering import at, text

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a complaint"


def a_file(**fields):
    return Item(**{"kind": Item.Kind.FILE, "wording": "What did they send you?"} | fields)


def sent(content=PDF, name="Letter from Ann.pdf"):
    return {"answer": SimpleUploadedFile(name, content, content_type="text/html")}


def docx(*more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.fixture
def page():
    return make_questionnaire([a_file(), a_scale()])


@pytest.fixture
def member(client):
    member = make_member()
    client.force_login(member)
    return member


def answer_all(client, page):
    client.post(at(page, "only", "1/"), sent())
    client.post(at(page, "only", "2/"), {"answer": "7"})
    answer = client.post(at(page, "only", "check/"), {"version": "1"}, follow=True)
    return answer.context["receipt"]


def test_a_file_is_kept_with_the_draft_and_goes_with_the_answers(client, member, page):
    shown = client.get(at(page, "only", "1/"))
    assert 'type="file"' in shown.text and "multipart/form-data" in shown.text
    assert client.post(at(page, "only", "1/"), sent())["Location"] == at(page, "only", "2/")
    file = SentFile.objects.get()
    assert (file.name, file.kind, bytes(file.content)) == (
        "Letter from Ann.pdf",
        "application/pdf",
        PDF,
    )
    assert "Letter from Ann.pdf" in client.get(at(page, "only", "1/")).text
    # Whoever goes on without choosing again keeps it; another takes its place.
    assert client.post(at(page, "only", "1/")).status_code == 302
    assert SentFile.objects.get() == file
    client.post(at(page, "only", "1/"), sent(name="Second.pdf"))
    assert SentFile.objects.get().name == "Second.pdf"
    answer_all(client, page)
    response = Response.objects.get()
    file = SentFile.objects.get()
    assert (file.response, file.draft) == (response, None)
    assert Answer.objects.get(item=page.items.first()).text == "Letter from Ann.pdf"
    assert not Draft.objects.exists()


def test_it_is_fetched_by_those_who_may_and_by_nobody_else(client, member, page):
    answer_all(client, page)
    file = SentFile.objects.get()
    address = f"/results/{page.pk}/files/{file.pk}/"
    assert client.get(address).status_code == 403
    client.logout()
    assert client.get(address).status_code in (302, 403)
    client.force_login(make_officer("results.export_results"))
    assert "Letter from Ann.pdf, from answers" in text(client.get(f"/results/{page.pk}/files/"))
    fetched = client.get(address)
    assert fetched.content == PDF
    assert fetched["Content-Type"] == "application/pdf"
    assert fetched["X-Content-Type-Options"] == "nosniff"
    assert fetched["Content-Disposition"].startswith("attachment; filename=")
    assert "Ann" not in fetched["Content-Disposition"]
    assert PageLogEntry.objects.get(action="results.file").data["question"] == "q1"


def test_it_comes_back_to_the_draft_or_goes_for_good_with_what_is_taken_back(client, member, page):
    receipt = answer_all(client, page)
    withdraw_response(page=page, receipt=receipt)
    file = SentFile.objects.get()
    assert (file.response, file.draft) == (None, Draft.objects.get())
    assert "Letter from Ann.pdf" in client.get(at(page, "only", "1/")).text
    Draft.objects.get().delete()
    assert not SentFile.objects.exists()


def test_it_is_deleted_when_answers_are_cut_off_from_people(client, member, page):
    answer_all(client, page)
    unlink_questionnaire(page, NOTHING_HELD)
    assert Response.objects.get().key.startswith(UNLINKED)
    assert not SentFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.pdf", "The file is empty"),
        (b"<script>alert(1)</script>", "a.pdf", "Choose a PDF, a Word document without macros"),
        (docx("word/vbaProject.bin"), "a.docx", "Choose a PDF, a Word document without macros"),
        (b"\xff\xd8\xff\xe0 no picture", "a.jpg", "We cannot read this picture"),
        (PDF + b"x" * LARGEST, "a.pdf", "larger than 5 MB"),
        (None, "", "Choose a file"),
    ],
)
def test_what_is_not_taken_is_said_and_nothing_is_kept(client, member, page, content, name, words):
    answer = client.post(at(page, "only", "1/"), sent(content, name) if name else {})
    assert answer.status_code == 422 and words in text(answer)
    assert answer.text.count("<title>Error: ") == 1
    assert not SentFile.objects.exists()


def test_what_need_not_be_sent_can_be_taken_away(client, member):
    page = make_questionnaire([a_file(is_required=False), a_scale()])
    client.post(at(page, "only", "1/"), sent())
    client.post(at(page, "only", "1/"), {"answer-without": "without"})
    assert not SentFile.objects.exists()
    assert list(Draft.objects.get().answers.values()) == [""]


def test_a_file_is_what_its_bytes_say():
    assert kind_of(docx()) == WORD
    assert kind_of(b"\x89PNG\r\n\x1a\n...") == "image/png"
    assert kind_of(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert kind_of(b"PK\x03\x04 no archive") == kind_of(b"GIF89a") == kind_of(b"") == ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("C:\\docs\\Fy llythyr.PDF", "Fy llythyr.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ('a"b\r\nc.html', "a b c.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "file.pdf"),
    ],
)
def test_names_are_without_folders_and_end_as_they_are(typed, name):
    assert name_for(typed, "application/pdf") == name


def a_picture(format, **more):
    """Return a picture that lies on its side and says where it was taken."""
    picture = Image.new("RGB", (40, 20), "red")
    picture.putpixel((0, 0), (0, 0, 255))
    about = Image.Exif()
    about[ExifTags.Base.Orientation] = 6
    about[ExifTags.Base.Make] = "Somebody's camera"
    about.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (51.0, 27.0, 16.0)
    out = io.BytesIO()
    picture.save(out, format, exif=about, **more)
    assert b"camera" in out.getvalue()
    return out.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_a_picture_does_not_say_where_it_was_taken(format):
    words = PngInfo()
    words.add_text("Author", "Ann")
    more = {"pnginfo": words} if format == "PNG" else {"comment": b"by Ann"}
    content = without_metadata(a_picture(format, **more), f"image/{format.lower()}")

    shown = Image.open(io.BytesIO(content))
    assert (shown.format, shown.size, dict(shown.getexif())) == (format, (20, 40), {})
    assert not {"exif", "comment", "Author", "xmp"} & set(shown.info)
    assert b"camera" not in content and b"Ann" not in content
    red, green, blue = shown.convert("RGB").getpixel((10, 30))
    assert red > 240 and green < 20 and blue < 20


def test_what_is_sent_is_what_is_kept_without_what_it_says(client, member, page, settings):
    shown = client.get(at(page, "only", "1/"))
    assert "may hold the name of whoever wrote it" in text(shown)
    client.post(at(page, "only", "1/"), sent(a_picture("JPEG"), "Pothole.jpeg"))
    file = SentFile.objects.get()
    assert (file.name, file.kind, file.size) == ("Pothole.jpg", "image/jpeg", len(file.content))
    assert b"camera" not in bytes(file.content)


@pytest.mark.parametrize(
    ("command", "content", "words"),
    [
        ("sh -c 'if grep -q EICAR; then exit 1; fi'", PDF, ""),
        ("sh -c 'if grep -q EICAR; then exit 1; fi'", PDF + b"EICAR", "holds something harmful"),
        ("sh -c 'exit 2'", PDF, "We could not check this file for viruses just now"),
        ("/nowhere/clamdscan -", PDF, "We could not check this file for viruses just now"),
    ],
)
def test_a_program_looks_through_files_where_one_is_named(settings, command, content, words):
    settings.ANTIVIRUS_COMMAND = command
    said = refusal_to_take(content)
    assert words in said and bool(said) == bool(words)
    field = SentFileField()
    file = SimpleUploadedFile("a.pdf", content)
    if words:
        with pytest.raises(ValidationError, match=words):
            field.clean(file)
    else:
        assert field.clean(file) == file
    assert bool(files_can_be_looked_through(None)) == command.startswith("/nowhere")


def test_members_fetch_their_own_files_and_nobody_else_does(client, member, page):
    """From the draft and from what was sent, by the page and by the file of what is held."""

    def own_address():
        [answers, begun] = [
            client.get("/account/data.json").json()[name] for name in ("answers", "drafts")
        ]
        [files] = [row["files"] for row in [*answers, *begun] if row.get("files")]
        assert files[0]["name"] == "Letter from Ann.pdf"
        assert f'href="{files[0]["path"]}"' in client.get("/account/data/answers/").text
        return files[0]["path"]

    client.post(at(page, "only", "1/"), sent())
    address = own_address()
    assert client.get(address).content == PDF
    answer_all(client, page)
    fetched = client.get(own_address())
    assert fetched.content == PDF
    assert fetched["Content-Disposition"] == 'attachment; filename="Letter from Ann.pdf"'
    assert fetched["X-Content-Type-Options"] == "nosniff"
    client.force_login(make_officer("results.export_results"))
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


# ---- where it meets other ways to answer


def test_a_visitor_without_an_account_sends_a_file_and_takes_it_back(client, monkeypatch):
    monkeypatch.setattr("polls.views.checking.slowed_in_sending", lambda *a, **k: None)
    page = make_questionnaire([a_file(), a_scale()], who_may_answer=WhoMayAnswer.ANYBODY)
    client.post(at(page, "only", "who/"), {"type": "resident"})
    receipt = answer_all(client, page)
    file, response = SentFile.objects.get(), Response.objects.get()
    assert (file.response, bytes(file.content)) == (response, PDF)
    assert (response.version, response.has_account) == (1, False)
    withdraw_response(page=page, receipt=receipt)
    file.refresh_from_db()
    assert file.response is None and file.draft == Draft.objects.get()


def test_so_many_files_from_one_network_wait_a_minute(client, monkeypatch):
    monkeypatch.setattr("polls.slowing.FILES", 1)
    page = make_questionnaire([a_file(), a_scale()], who_may_answer=WhoMayAnswer.ANYBODY)
    client.post(at(page, "only", "who/"), {"type": "resident"})
    assert client.post(at(page, "only", "1/"), sent()).status_code == 302
    slowed = client.post(at(page, "only", "1/"), sent())
    assert slowed.status_code == 429 and "wait a minute" in slowed.text
    assert client.post(at(page, "only", "2/"), {"answer": "7"}).status_code == 302


def test_files_on_paper_stay_with_the_paper_and_lines_fit(client):
    line = Item(kind=Item.Kind.SHORT, wording="Which street?", longest=6)
    page = make_questionnaire([a_file(), line, a_scale()])
    drawn = PdfReader(io.BytesIO(client.get(f"/polls/{page.pk}/paper/standard.pdf").content))
    assert "Attach it to this paper" in drawn.pages[0].extract_text()
    client.force_login(make_officer("polls.key_answers"))
    client.post(f"/polls/{page.pk}/entry/", {"mode": "paper", "format": "standard"} | today())
    keyed = f"/polls/{page.pk}/entry/1/"
    assert "Files cannot be entered here" in client.get(keyed).text
    street = f"i{page.items.get(kind='short').pk}"
    long = client.post(keyed, {"number": "1", street: "High Street"})
    assert "Too long: 6 characters fit here" in long.text
    QuestionnairePage.objects.filter(pk=page.pk).update(version=2)
    paper = {"number": "1", "edition": "en-2", street: "A38"}
    assert client.post(keyed, paper).status_code == 302
    response = Response.objects.get()
    assert response.version == 2
    said = {answer.item.kind: answer.text or answer.missing for answer in response.answers.all()}
    assert said == {"file": "-6", "short": "A38", "scale": "-6"}


def today():
    day = timezone.localdate()
    names = ("day", "month", "year")
    return {f"received_on-{name}": str(getattr(day, name)) for name in names}
