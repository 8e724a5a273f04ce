"""Files: the same value in every cell, nothing that runs, nobody to be found."""

import csv
import io
import json
import zipfile
from hashlib import sha256

import openpyxl
import pyreadstat
import pytest
from django.core.management import CommandError, call_command
from pyarrow import parquet
from wagtail.models import ModelLogEntry, PageLogEntry

from core.refusals import Refused
from core.safety import guard_formula, redact
from polls.models import Item, Wave
from results.exports.making import files_of, make_export, public_zip, take_snapshot
from results.exports.pseudonyms import pseudonym
from results.exports.sav import to_sav
from results.exports.tables import KEPT_BACK, MISSING, SUPPRESSED, Column, Table, variable_names
from results.exports.writers import canonical, to_csv, to_xlsx
from results.models import Export
from tests.panel.factories import make_ward
from tests.polls.factories import a_list, a_scale, make_poll, make_questionnaire
from tests.results.factories import answer_all, both

KEY = b"test-key-not-for-production"


# ---- E6.1 to E6.5: worked numbers


def test_pseudonyms():
    assert pseudonym(KEY, "survey-7", "42") == "YQI44QPWEMLZ5EZD"
    assert pseudonym(KEY, "survey-8", "42") == "WTXSJRHT42RD22JD"
    assert pseudonym(KEY, "survey-7", "43") == "YRZKV4KL7UPKVIKR"


def test_canonical_form_and_its_hash():
    table = Table(
        columns=(
            Column("pid", "", "text"),
            Column("ward", "", "text"),
            Column("q1", "", "number"),
            Column("weight", "", "number"),
        ),
        rows=(
            ("YRZKV4KL7UPKVIKR", "E05999902", 2, 0.5),
            ("YQI44QPWEMLZ5EZD", "E05999901", 1, 1.0),
        ),
    )
    assert len(canonical(table)) == 95
    assert (
        sha256(canonical(table)).hexdigest()
        == "2a1c27908dd5b212fe13e3871ed34af5d92467180577a351151cfeddeb0e717b"
    )
    assert (
        sha256(b"\xef\xbb\xbf" + canonical(table)).hexdigest()
        == "e52b73bc21755e33c0377f3fcf49f9a364b4e8fe9f5f5bc52c31ad03c31a6be4"
    )


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ('=HYPERLINK("x")', '\'=HYPERLINK("x")'),
        ("-5", "'-5"),
        ("+44 7700 900123", "'+44 7700 900123"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\0=1", "'\0=1"),
        ("＝1+1", "'＝1+1"),
        ("Trees – café", "Trees – café"),
        (" =1", " =1"),
        ("", ""),
    ],
)
def test_formulas_are_guarded_in_text(text, guarded):
    assert guard_formula(text) == guarded


def test_numbers_are_never_touched_and_text_is_quoted():
    table = Table(
        columns=(Column("n", "", "number"), Column("words", "", "text")),
        rows=((-5, '=HYPERLINK("x")'), (0.25, "-5"), ("c", None)),
    )
    assert to_csv(table) == (
        b'\xef\xbb\xbfn,words\r\n-5,"\'=HYPERLINK(""x"")"\r\n0.25,\'-5\r\nc,\r\n'
    )


def test_a_formula_is_text_in_a_workbook():
    table = Table(
        columns=(Column("words", "", "text"),), rows=(("=1+1",), ("https://example.org",))
    )
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(table)))["Data"]

    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert (sheet["A3"].value, sheet["A3"].hyperlink) == ("https://example.org", None)


def test_columns_of_a_workbook_are_as_wide_as_what_they_hold():
    table = Table(
        columns=(Column("n", "", "number"), Column("words", "", "text")), rows=((1, "w" * 30),)
    )
    widths = openpyxl.load_workbook(io.BytesIO(to_xlsx(table)))["Data"].column_dimensions
    assert 2 < widths["A"].width < 5
    assert 30 < widths["B"].width < 35


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (
            "Ring me on 07700 900123 or jo@example.org, I am at M1 1AE",
            "Ring me on [phone] or [email], I am at [postcode]",
        ),
        ("See https://example.org/u/jo?x=1 and www.jo.uk", "See [web address] and [web address]"),
        ("+44 7700 900 123, (0117) 496 0123", "[phone], [phone]"),
        ("0\u200b7700 900123", "[phone]"),
        ("card 4111 1111 1111 1111", "card [card number]"),
        ("QQ 12 34 56 C is not one, AB 12 34 56 C is", "QQ 12 34 56 C is not one, [NI number] is"),
        ("NHS 485 777 3456", "NHS [NHS number]"),
        ("my car WX21 ABC", "my car [vehicle]"),
        ("bs5 6xx and EC1A1BB", "[postcode] and [postcode]"),
        (
            "From 7 to 9 in 2026, 14 streets, £1.2 million",
            "From 7 to 9 in 2026, 14 streets, £1.2 million",
        ),
    ],
)
def test_redaction(written, left):
    assert redact(written) == left


def test_variable_names_are_fit_for_every_program():
    names = variable_names(["Q2A", "2nd-question", "q2a", "--", "a" * 40])

    assert names == {
        "Q2A": "q2a",
        "2nd-question": "q2nd_question",
        "q2a": "q2a_2",
        "--": "item",
        "a" * 40: "a" * 24,
    }


def test_two_columns_may_not_share_a_name():
    with pytest.raises(ValueError, match="same name"):
        Table(columns=(Column("a", "", "text"), Column("a", "", "text")), rows=())


# ---- whole exports


def cells_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def cells_of_xlsx(content: bytes, sheet="Data") -> list[list]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def as_text(cell) -> str:
    """Write a cell of a workbook as CSV does; text is guarded there and not here."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    return repr(cell)


@pytest.fixture
def mixed_poll(db):
    """A poll with every kind of item and every kind of answer, hostile ones among them."""
    items = [
        a_scale(1, code="streets"),
        a_list("Keep", "Change", code="option", kind=Item.Kind.SINGLE),
        a_list("Bus", "Bike", code="means", kind=Item.Kind.MULTIPLE),
        Item(code="why", kind=Item.Kind.TEXT, wording="Why?", is_paired=False),
    ]
    poll = make_poll("closed", items, title="Mixed")
    wards = [make_ward(name="Ash"), make_ward(name="Cedar")]
    keep, change = poll.items.get(code="option").options.all()
    bus, bike = poll.items.get(code="means").options.all()
    rows = []
    for number in range(120):
        before = {"streets": number % 11, "option": keep, "means": [bus]}
        after = {
            "streets": min(10, number % 11 + 1),
            "option": change,
            "means": [bus, bike],
            "why": "=cmd|' /C calc'!A0 from jo@example.org, BS5 6XX",
        }
        rows.append((wards[number % 2], "35-49", both(before, after)))
    rows.append((wards[0], "35-49", both({"streets": "-8"}, {"streets": "-9", "why": "-5"})))
    rows.append((wards[0], "75+", {Wave.BEFORE: {"streets": 3, "means": "-8"}}))
    answer_all(poll, rows)
    return poll


def export(poll, audience, format):
    return make_export(
        poll=poll, audience=audience, format=format, purpose="A test", by_words="a test"
    )


def as_in_csv(cell) -> str:
    """Write what JSON holds as CSV does: only text is guarded, and "c" stands in no text."""
    return guard_formula(cell) if isinstance(cell, str) else as_text(cell)


def cells_of_json(content: bytes) -> list[list[str]]:
    data = json.loads(content)
    names = [column["name"] for column in data["codebook"]]
    return [names, *([as_in_csv(row[name]) for name in names] for row in data["rows"])]


def cells_of_parquet(content: bytes) -> list[list[str]]:
    """Put reasons back in the place of the values that are missing for them."""
    table = parquet.read_table(io.BytesIO(content))
    codes = {words: str(code) for code, words in MISSING.items()} | {KEPT_BACK: SUPPRESSED}
    names = [name for name in table.column_names if not name.endswith("__why")]
    columns = []
    for name in names:
        values = table[name].to_pylist()
        why = table[f"{name}__why"].to_pylist() if f"{name}__why" in table.column_names else values
        columns.append(
            [
                codes[reason] if value is None and reason is not None else as_in_csv(value)
                for value, reason in zip(values, why, strict=True)
            ]
        )
    return [names, *map(list, zip(*columns, strict=True))]


def cells_of_sav(content: bytes, folder) -> list[list[str]]:
    """Likewise; numbers come back as floats."""
    (folder / "data.sav").write_bytes(content)
    values, about = pyreadstat.read_sav(
        folder / "data.sav", output_format="dict", user_missing=True
    )
    names = [name for name in about.column_names if not name.endswith("__why")]

    def cell(name, at):
        value = values[name][at]
        if isinstance(value, str):
            why = values.get(f"{name}__why")
            code = why[at] if why is not None else None
            return guard_formula(value) if code is None or code != code else f"{code:.0f}"
        if value is None or value != value:
            return ""
        return SUPPRESSED if value == -99 else repr(value)

    return [names, *([cell(name, at) for name in names] for at in range(about.number_rows))]


def are_alike(left: str, right: str) -> bool:
    try:
        return float(left) == float(right)
    except ValueError:
        return left == right


@pytest.mark.parametrize("audience", ["public", "pseudonymous"])
def test_every_cell_is_the_same_in_all_formats(mixed_poll, audience, tmp_path):
    snapshot = take_snapshot(mixed_poll, audience)
    made = {
        format: files_of(mixed_poll, snapshot, audience, format, made_by="a test")
        for format in Export.Format.values
    }
    data = {format: files[f"data.{format}"] for format, files in made.items()}
    text = cells_of_csv(data["csv"])
    book = [[as_in_csv(cell) for cell in row] for row in cells_of_xlsx(data["xlsx"])]
    others = {
        "xlsx": book,
        "json": cells_of_json(data["json"]),
        "parquet": cells_of_parquet(data["parquet"]),
        "sav": cells_of_sav(data["sav"], tmp_path),
    }

    assert len(text) > 2
    for format, cells in others.items():
        assert cells[0] == text[0], format
        assert len(cells) == len(text), format
        for left, right in zip(text, cells, strict=True):
            assert all(map(are_alike, left, right)), (format, left, right)
    heads = [json.loads(data["json"]), parquet.read_schema(io.BytesIO(data["parquet"])).metadata]
    heads[1] = json.loads(heads[1][b"folkmoot"])
    for head in heads:
        assert (head["class"], head["snapshot"]) == (audience, snapshot.id)
        assert [column["name"] for column in head["codebook"]] == text[0]
    for format, files in made.items():
        assert f"data.{format}: {len(text) - 1} rows" in files["README.txt"].decode()


def test_a_file_for_spss_says_which_answers_are_missing(tmp_path):
    """E6.4, and what somebody wrote is never taken for a code."""
    table = Table(
        columns=(
            Column(
                "q1",
                "Satisfied",
                "number",
                wording="How satisfied are you?" + "?" * 300,
                measure="ordinal",
                codes=(("1", "Satisfied"), ("2", "Dissatisfied")),
                missing=(-9, -8, -7),
            ),
            Column("n", "A figure", "number", measure="scale", keeps_back=True),
            Column("why", "Own words", "text", measure="text", missing=(-5,)),
        ),
        rows=((1, 2.25, "=1+1 café"), (-9, "c", "-5"), (2, None, -5)),
    )
    (tmp_path / "a.sav").write_bytes(to_sav(table, {"title": "Title é" * 20}))

    def read(*, user_missing):
        return pyreadstat.read_sav(
            tmp_path / "a.sav", output_format="dict", user_missing=user_missing
        )

    values, about = read(user_missing=True)
    assert list(values["q1"]) == [1, -9, 2]
    assert list(values["why"]) == ["=1+1 café", "-5", ""]
    assert list(values["why__why"]) == [None, None, -5]
    assert about.variable_value_labels["q1"] == {
        1: "Satisfied", 2: "Dissatisfied", -9: "prefer not to say", -8: "do not know",
        -7: "not asked, because of an earlier answer",
    }  # fmt: skip
    assert about.missing_ranges["q1"] == [{"lo": -9, "hi": -7}]
    assert about.missing_ranges["n"] == [{"lo": -99, "hi": -99}]
    assert about.variable_measure == {
        "q1": "ordinal", "n": "scale", "why": "nominal", "why__why": "nominal",
    }  # fmt: skip
    assert about.original_variable_types == {
        "q1": "F2.0", "n": "F10.6", "why": "A10", "why__why": "F2.0",
    }  # fmt: skip
    assert about.column_names_to_labels["q1"].startswith("Satisfied – How satisfied are you?")
    assert about.file_label.startswith("Title é")
    left, _about = read(user_missing=False)
    assert list(left["q1"]) == [1, None, 2]
    assert list(left["n"]) == [2.25, None, None]


def test_rows_of_people(mixed_poll):
    head, *rows = cells_of_csv(export(mixed_poll, "pseudonymous", "csv").files["data.csv"])
    by_answer = {tuple(row[3:-19]) for row in rows}
    online, nothing = ("online", "standard", "0", "1"), ("", "", "", "")
    # Of a round that somebody did not answer nothing is said.
    assert {tuple(row[-19:-6]) for row in rows} == {
        (*online, "", *online, *online),
        (*online, "", *online, *nothing),
    }

    assert head == [
        "pid", "ward", "age_band", "streets_before", "streets_after", "option_before",
        "option_after", "means_1_before", "means_2_before", "means_none_before", "means_1_after",
        "means_2_after", "means_none_after", "why_after", "why__g_after", "mode", "format",
        "late", "counted", "off_route", "mode_before", "format_before", "late_before",
        "counted_before", "mode_after", "format_after", "late_after", "counted_after",
        "language_before", "language_after",
        "sessions_attended", "minutes_attended", "opened_briefing", "took_part",
    ]  # fmt: skip
    assert len(rows) == 122
    assert ("-8", "-9", "-6", "-6", "0", "0", "1", "0", "0", "1", "'-5", "") in by_answer
    assert ("3", "-1", "-6", "-1", "-8", "-8", "-8", "-1", "-1", "-1", "", "") in by_answer
    said = "'=cmd|' /C calc'!A0 from [email], [postcode]"
    assert ("0", "1", "1", "2", "1", "0", "0", "1", "1", "0", said, "1") in by_answer


def test_no_way_back_to_a_person(mixed_poll):
    made = export(mixed_poll, "pseudonymous", "csv")
    everything = b"".join(made.files.values()).decode()

    for response in mixed_poll.responses.all():
        assert response.key not in everything
        assert response.receipt_hash not in everything
    assert "jo@example.org" not in everything
    assert "BS5 6XX" not in everything


def test_one_person_has_another_name_in_the_next_survey(mixed_poll, settings):
    settings.EXPORT_SECRET = "one"
    first = {
        row[0]
        for row in cells_of_csv(export(mixed_poll, "pseudonymous", "csv").files["data.csv"])[1:]
    }
    other = make_poll("closed", [a_scale(1)], title="Other")
    keys = {response.key for response in mixed_poll.responses.all()}
    settings.EXPORT_SECRET = "two"
    renamed = {
        row[0]
        for row in cells_of_csv(export(mixed_poll, "pseudonymous", "csv").files["data.csv"])[1:]
    }

    assert first.isdisjoint(renamed)
    again = {pseudonym(b"one", f"survey-{other.pk}", key) for key in keys}
    assert first.isdisjoint(again)
    assert first == {pseudonym(b"one", f"survey-{mixed_poll.pk}", key) for key in keys}


def test_the_package_explains_itself(mixed_poll):
    files = export(mixed_poll, "public", "xlsx").files
    manifest = json.loads(files["manifest.json"])

    assert sorted(files) == [
        "LICENCE.txt",
        "README.txt",
        "codebook.csv",
        "data.xlsx",
        "manifest.json",
    ]
    assert manifest["files"] == {
        name: {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in files.items()
        if name != "manifest.json"
    }
    readme = files["README.txt"].decode()
    assert manifest["snapshot"] in readme
    assert "There was no comparison group" in readme
    book = cells_of_xlsx(files["data.xlsx"], "Codebook")
    described = cells_of_csv(files["codebook.csv"])
    assert [[as_text(cell) for cell in row] for row in book] == described
    assert [row[0] for row in described[1:]] == cells_of_xlsx(files["data.xlsx"])[0]


def test_withdrawn_answers_are_gone_from_new_files(mixed_poll):
    before = export(mixed_poll, "pseudonymous", "csv").export
    key = mixed_poll.responses.first().key
    mixed_poll.responses.filter(key=key).update(withdrawn_at="2026-11-01T12:00Z")
    after = export(mixed_poll, "pseudonymous", "csv").export

    assert (before.rows, after.rows) == (122, 121)
    assert before.snapshot != after.snapshot


def test_an_export_is_on_record(mixed_poll):
    made = export(mixed_poll, "pseudonymous", "csv")

    assert Export.objects.get() == made.export
    assert made.export.sha256 == sha256(made.files["data.csv"]).hexdigest()
    entries = [*ModelLogEntry.objects.all(), *PageLogEntry.objects.all()]
    [entry] = [entry for entry in entries if entry.action == "results.export"]
    assert entry.data["reason"] == "A test"
    assert entry.data["sha256"] == made.export.sha256


def test_an_export_needs_a_purpose(mixed_poll):
    with pytest.raises(Refused, match="Say what the file is for"):
        make_export(poll=mixed_poll, audience="pseudonymous", format="csv", purpose=" ")

    assert not Export.objects.exists()


def test_nothing_public_while_people_answer(db):
    poll = make_poll("after", [a_scale(1)])

    with pytest.raises(Refused, match="People still answer"):
        export(poll, "public", "csv")


def test_the_public_zip_is_the_same_bytes_again(mixed_poll):
    first = public_zip(mixed_poll, "csv")

    assert first == public_zip(mixed_poll, "csv")
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert "data.csv" in archive.namelist()
    assert not Export.objects.exists()


def test_public_file_of_a_plain_questionnaire_holds_shares_and_no_interval(db):
    page = make_questionnaire(
        [
            a_list("Keep", "Remove", code="option"),
            a_list("Bus", "Bike", code="means", kind="multiple"),
        ],
        closes_at="2026-01-02T12:00Z",
        opens_at="2026-01-01T12:00Z",
    )
    keep, remove = page.items.get(code="option").options.all()
    bus, bike = page.items.get(code="means").options.all()
    answer_all(
        page,
        [(None, "", {Wave.ONLY: {"option": keep, "means": [bus, bike]}})] * 30
        + [(None, "", {Wave.ONLY: {"option": remove, "means": [bus]}})] * 20,
    )
    head, *rows = cells_of_csv(export(page, "public", "csv").files["data.csv"])

    assert head == ["item", "wording", "answer", "people", "percent", "base", "value"]
    assert {row[6] for row in rows} == {""}
    assert [row[2:6] for row in rows] == [
        ["Keep", "30", "60.0", "50"],
        ["Remove", "20", "40.0", "50"],
        ["unsure", "0", "0.0", "50"],
        ["Bus", "50", "100.0", "50"],
        ["Bike", "30", "60.0", "50"],
    ]
    assert not [name for name in head if "low" in name or "high" in name or "margin" in name]


# ---- the command


def test_command_writes_files(mixed_poll, tmp_path, capsys):
    call_command("export_results", str(mixed_poll.pk), "--class", "pseudonymous", "--out", tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "README.txt", "codebook.csv", "data.csv", "figures-codebook.csv", "figures.csv",
        "manifest.json",
    ]  # fmt: skip
    assert "122 rows" in capsys.readouterr().out


def test_command_refuses_names_in_words(mixed_poll, tmp_path):
    with pytest.raises(CommandError, match="There is no export with names"):
        call_command("export_results", "mixed", "--class", "identifiable", "--out", tmp_path)

    assert not list(tmp_path.iterdir())


def test_command_names_an_unknown_poll(db, tmp_path):
    with pytest.raises(CommandError, match="0 polls are called 'nothing'"):
        call_command("export_results", "nothing", "--out", tmp_path)
