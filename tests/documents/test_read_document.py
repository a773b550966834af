"""Documents give their text; what is hostile or broken is refused with a message that says what to do."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.documents import language_of, limits, read_document
from analysis.documents.html import read_html
from analysis.documents.markdown import read_markdown
from analysis.tables import TablesError

from .conftest import archive, docx_bytes, pdf_bytes

SENTENCE = "About 200 missiles came in 2024."


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(TablesError) as caught:
        read_document(path)
    (problem,) = caught.value.problems
    return str(problem).replace(path.parent.as_posix(), "DIR")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", f"{SENTENCE}\n\nMore."),
        ("bom.txt", f"\ufeff{SENTENCE}\r\n\r\nMore."),
        ("a.md", "**About 200** [missiles](x) came\nin *2024*.\n\nMore.\n\n```\n999 lines\n```\n"),
        ("a.html", f"<p>{SENTENCE}</p><p>More.</p>"),
        ("noname", f"<!DOCTYPE html><div>{SENTENCE}<div>More.</div></div>"),
        ("a.docx", docx_bytes([SENTENCE, "More."])),
        ("a.pdf", pdf_bytes([[SENTENCE], ["More."]])),
    ],
)
def test_every_format_gives_its_paragraphs(tmp_path, name, content):
    blocks = read_document(write(tmp_path, name, content)).text.split("\n\n")
    assert [" ".join(block.split()) for block in blocks] == [SENTENCE, "More."]


def test_a_page_gives_title_and_date_and_leaves_out_scripts_and_furniture():
    page = (
        "<html><head><title>A\n title</title>"
        "<meta property='article:published_time' content='2025-06-15T08:00Z'>"
        "<style>p{}</style></head><body><nav>5 items</nav><script>document.write('7 guns')</script>"
        "<p onclick='x()'>About <b>200</b> missiles<br>came.</p><aside>9 more</aside>"
        "<table><tr><td>3 guns</td><td>4 ships</td></tr></table><footer>© 12</footer></body></html>"
    )
    extract = read_html(page.encode(), "page")
    assert (extract.title, extract.dated) == ("A title", "2025-06-15")
    assert extract.text == "About 200 missiles came.\n\n3 guns\n\n4 ships"


def test_a_page_in_an_older_encoding_is_decoded_as_it_says():
    page = "<meta charset='windows-1252'><p>über 5.000 Schuss</p>".encode("cp1252")
    assert read_html(page, "page").text == "über 5.000 Schuss"


def test_the_marks_of_markdown_are_taken_off():
    text = (
        "# A *title* #\nText of `it`:\n- one **or** two\n> 5 * 3 is snake_case\n"
        "~~~\n9 guns\n~~~\n---\n![a](b) [c](d)"
    )
    extract = read_markdown(text.encode(), "page")
    assert extract.title == "A title"
    assert extract.text.split("\n") == [
        *("A title", "", "Text of it:", "one or two", "5 * 3 is snake_case", "a c"),
    ]


def test_deep_nesting_is_no_harm():
    page = b"<div>" * 20_000 + b"200 missiles" + b"</div>" * 20_000
    assert read_html(page, "page").text == "200 missiles"
    assert read_markdown(b"> " * 5_000 + b"200 missiles", "page").text == "200 missiles"


def test_a_pdf_loses_running_titles_page_numbers_and_hyphens(tmp_path):
    pages = [
        ["The Daily", f"In week {n} some 200 mis-", "siles came.", f"Page {n} of 4"] for n in range(1, 5)
    ]
    text = read_document(write(tmp_path, "a.pdf", pdf_bytes(pages))).text
    assert text.split("\n\n") == [f"In week {n} some 200 missiles came." for n in range(1, 5)]


def test_table_cells_of_a_word_file_are_read(tmp_path):
    path = write(tmp_path, "a.docx", docx_bytes(["Losses"], ["300 dead", "2,700 wounded"]))
    assert read_document(path).text == "Losses\n\n300 dead\n\n2,700 wounded"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", "", "DIR/empty.txt: is empty; fill it in or delete it"),
        (
            "blank.html",
            "<p> </p>",
            "DIR/blank.html: has no text; if it is a scan, recognise its text first, and read that",
        ),
        (
            "scan.pdf",
            pdf_bytes([[]]),
            "DIR/scan.pdf: has no text; if it is a scan, recognise its text first, and read that",
        ),
        (
            "latin.txt",
            "Stärke".encode("latin-1"),
            "DIR/latin.txt:1: is not UTF-8 text (byte 0xE4; Latin-1 perhaps); save it as UTF-8",
        ),
        (
            "image.png",
            b"\x89PNG\r\n\0\0",
            "DIR/image.png: is not a text, HTML, Markdown, PDF or DOCX file; save it as one of these",
        ),
        (
            "locked.pdf",
            pdf_bytes([[SENTENCE]], password="secret"),
            "DIR/locked.pdf: is encrypted; save a copy that needs no password",
        ),
        (
            "broken.pdf",
            b"%PDF-1.7\nnothing of the kind",
            "DIR/broken.pdf: is not a PDF that can be read (PdfStreamError); "
            "open it in a viewer and save it anew, or save its text",
        ),
        (
            "cut.docx",
            docx_bytes([SENTENCE])[:500],
            "DIR/cut.docx: is a broken archive; save or download it again",
        ),
        (
            "other.docx",
            archive({"a.txt": b"x"}),
            "DIR/other.docx: is not a DOCX file that can be read (KeyError); "
            "open it in a word processor and save it as DOCX, or as text",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(tmp_path, name, content, message):
    assert refused(write(tmp_path, name, content)) == message


def test_an_archive_that_unpacks_to_too_much_is_refused_unread(tmp_path, bomb):
    assert refused(write(tmp_path, "bomb.docx", bomb)) == (
        "DIR/bomb.docx: would unpack to more than 60 MB or 5000 parts; "
        "if you trust it, save its text and read that"
    )


def test_an_archive_of_too_many_parts_is_refused(tmp_path):
    many = archive({f"{number}": b"" for number in range(limits.MOST_PARTS + 1)})
    assert "would unpack to more than" in refused(write(tmp_path, "many.docx", many))


def test_a_file_that_is_too_large_is_refused(tmp_path):
    path = write(tmp_path, "large.txt", b"5 guns. " * (limits.MOST_BYTES // 8 + 1))
    assert refused(path) == "DIR/large.txt: is larger than 20 MB; split it into several files"


def test_a_text_that_is_too_long_is_refused(tmp_path):
    path = write(tmp_path, "long.txt", b"5 guns. " * (limits.MOST_CHARACTERS // 8 + 1))
    assert refused(path) == "DIR/long.txt: has more than 6 MB of text; split it into several files"


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    assert refused(tmp_path / "none.txt") == (
        "DIR/none.txt: cannot be read (no such file or directory); check that it exists and may be read"
    )
    (tmp_path / "folder.txt").mkdir()
    assert refused(tmp_path / "folder.txt") == "DIR/folder.txt: is no ordinary file; name a document"


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert refused(tmp_path / "pipe.txt") == "DIR/pipe.txt: is no ordinary file; name a document"


def test_a_link_out_of_its_folder_is_refused_and_one_inside_is_followed(tmp_path):
    (tmp_path / "in").mkdir()
    secret = write(tmp_path, "secret.txt", SENTENCE)
    (tmp_path / "in" / "link.txt").symlink_to(secret)
    assert refused(tmp_path / "in" / "link.txt") == (
        "DIR/link.txt: is a link to a file outside its folder; name that file itself"
    )
    (tmp_path / "near.txt").symlink_to(secret)
    assert read_document(tmp_path / "near.txt").text == SENTENCE


def test_a_name_with_a_newline_or_a_control_character_is_written_out(tmp_path):
    path = write(tmp_path, "a\nb\x1b[31m.txt", SENTENCE)
    assert read_document(path).name == f"{tmp_path.as_posix()}/a\\nb\\x1b[31m.txt"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Seit Mitte 2023 wurden rund neun Millionen Schuss geliefert.", "de"),
        ("About nine million rounds have been delivered since mid-2023.", "en"),
        ("З середини 2023 року передано близько дев'яти мільйонів снарядів.", "uk"),
        ("Selon le ministère, plus de cinq mille soldats sont morts depuis le mois de mars. " * 5, "fr"),
    ],
)
def test_the_language_is_told_from_the_words(text, code):
    assert language_of(text) == code


@given(content=st.binary(max_size=400), start=st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path, content, start):
    path = write(tmp_path, "any", start + content)
    try:
        assert read_document(path).text.strip()
    except TablesError as error:
        assert all("; " in str(problem) for problem in error.problems)
