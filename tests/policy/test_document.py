"""Lines and columns as an editor counts them."""

from pathlib import Path

import pytest

from policy.cargo.place import KeyPath, Place
from policy.document import NOWHERE, Document, Documents, Location

MANIFEST = """\
[package]
name = "naïve 🦀" # said
edition = "2024"

[dependencies.long]
registry = '''
nope'''
"""


def located(tmp_path: Path, text: str, key: KeyPath, part: str = "value") -> Location:
    path = tmp_path / "Cargo.toml"
    path.write_bytes(text.encode())
    return Document(str(path)).locate(Place(str(path), key, part))


@pytest.mark.parametrize(
    ("key", "part", "expected"),
    [
        (("package", "name"), "value", (2, 8, 2, 17)),
        (("package", "name"), "key", (2, 1, 2, 5)),
        (("dependencies", "long"), "value", (5, 1, 5, 20)),
        (("dependencies", "long", "registry"), "value", (6, 12, 7, 8)),
        (("package", "publish"), "key", (1, 1, 1, 10)),  # not there: the table where it belongs
        (("package", "name", 3), "value", (2, 8, 2, 17)),
        (("lib", "name"), "value", (1, 1, 1, 1)),
        ((), "value", (1, 1, 1, 1)),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_key_path_has_a_line_and_a_column(
    tmp_path: Path, key: KeyPath, part: str, expected: tuple[int, ...], ending: str, mark: str
) -> None:
    assert located(tmp_path, mark + MANIFEST.replace("\n", ending), key, part) == expected


def test_a_place_with_a_line_is_taken_as_it_is(tmp_path: Path) -> None:
    path = str(tmp_path / "Cargo.toml")

    assert Document(path).locate(Place(path, line=3, column=7)) == (3, 7, 3, 7)
    assert Document(path).locate(Place(path, line=3)) == (3, 1, 3, 1)


@pytest.mark.parametrize("path", ["CARGO_REGISTRIES_CORP_INDEX", ""])
def test_what_is_no_file_is_nowhere_and_has_no_text(path: str) -> None:
    document = Documents()[path]

    assert document.locate(Place(path, ("registries", "corp"))) == NOWHERE
    assert document.text == document.line(1) == ""


def test_a_file_that_cannot_be_read_has_an_empty_text(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path, f"{tmp_path}/nul\0"):
        document = Document(str(path))
        assert document.text == ""
        assert document.locate(Place(str(path), ("package",))) == (1, 1, 1, 1)


def test_bytes_that_are_not_utf8_do_not_move_the_columns_after_them(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"a = '\xff'\nb = 1\n")

    assert Document(str(path)).locate(Place(str(path), ("b",))) == (2, 5, 2, 6)


def test_a_line_comes_without_its_end() -> None:
    document = Document("/x", "\ufeffone\r\n\ntwo")

    assert [document.line(number) for number in (0, 1, 2, 3, 4)] == ["", "one", "", "two", ""]


def test_documents_are_made_once() -> None:
    documents = Documents()

    assert documents["/x"] is documents["/x"]
