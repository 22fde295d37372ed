"""The whole picture, as it comes out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from policy.cargo.place import Place
from policy.cargo.refusal import Phase, Refusal
from policy.document import Document, Documents
from policy.finding import Finding, Label
from policy.output import text
from policy.output.report import Report

FOLDER = str(Path("/home/me/ws").absolute())
MANIFEST = f"{FOLDER}/Cargo.toml"
CONFIG = f"{FOLDER}/.cargo/config.toml"

TEXTS = {
    MANIFEST: """\
[package]
name = "app"

[dependencies]
\tutils = { version = "1.2", registry = "compnay" }
wide = { path = "../漢字", registry = "nope" }
evil = { path = "\u202e", registry = "nope" }
""",
    CONFIG: """\
[registries.company]
index = "sparse+https://me:s3cret@kellnr.example/"
""",
}

Render = Callable[..., str]


@pytest.fixture(name="render")
def _render() -> Render:
    def render(*findings: Finding, colour: bool = False, files: int = 2, folder: str = FOLDER) -> str:
        documents = Documents({path: Document(path, text) for path, text in TEXTS.items()})
        return text.render(Report(findings, files, folder), documents, colour)

    return render


def undefined(*key: str, severity: str = "error", labels: tuple[Label, ...] = ()) -> Finding:
    place = Place(MANIFEST, ("dependencies", *key))
    return Finding("undefined-registry", severity, "registry is not defined", place, labels=labels)


def test_a_finding_with_all_its_parts(render: Render) -> None:
    place = Place(MANIFEST, ("dependencies", "utils", "registry"))
    chain = (f"failed to parse manifest at `{MANIFEST}`", "registry index was not found\nin any configuration")
    finding = Finding(
        rule="undefined-registry",
        severity="error",
        message="registry `compnay` is not defined",
        place=place,
        help="did you mean `company`?",
        labels=(
            Label(Place(CONFIG, ("registries", "company"), "key"), "a similar name is defined here"),
            Label(Place(MANIFEST, ("package", "name")), "of this package"),
            Label(Place(MANIFEST, ("dependencies", "utils"), "key"), "for this dependency"),
        ),
        refusal=Refusal("undefined-registry", Phase.MANIFEST, chain, place),
    )

    assert (
        render(finding)
        == """\
error[undefined-registry]: registry `compnay` is not defined
 --> Cargo.toml:5:40
  |
2 | name = "app"
  |        ----- of this package
...
5 |     utils = { version = "1.2", registry = "compnay" }
  |                                           ^^^^^^^^^
  |     ----- for this dependency
 ::: .cargo/config.toml:1:1
  |
1 | [registries.company]
  | -------------------- a similar name is defined here
  |
  = help: did you mean `company`?
  = note: cargo will refuse: registry index was not found

1 error in 1 of 2 files
"""
    )


def test_a_message_in_cargos_own_words_is_not_said_twice(render: Render) -> None:
    finding = undefined("wide")
    refusal = Refusal("undefined-registry", Phase.MANIFEST, ("failed", "registry is not defined"), finding.place)

    assert "will refuse" not in render(finding._replace(refusal=refusal))
    assert "= note: cargo will refuse: no" in render(finding._replace(refusal=refusal._replace(chain=("no",))))


def test_wide_characters_take_two_cells(render: Render) -> None:
    assert render(undefined("wide", "registry")).splitlines()[2:5] == [
        "  |",
        '6 | wide = { path = "../漢字", registry = "nope" }',
        "  |                                       ^^^^^^",
    ]


def test_what_would_steer_the_terminal_is_written_out(render: Render) -> None:
    assert render(undefined("evil", "registry")).splitlines()[2:5] == [
        "  |",
        '7 | evil = { path = "\\u{202e}", registry = "nope" }',
        "  |                                        ^^^^^^",
    ]


def test_a_message_cannot_steer_the_terminal(render: Render) -> None:
    finding = undefined("wide")._replace(message="registry `\x1b[2J` is\nnot", help="\u202e")

    assert "\x1b" not in render(finding)
    assert "registry `\\u{1b}[2J` is\\u{a}not" in render(finding)
    assert "  = help: \\u{202e}" in render(finding)


def test_a_secret_is_never_shown(render: Render) -> None:
    url = "sparse+https://me:s3cret@kellnr.example/"
    place = Place(CONFIG, ("registries", "company", "index"))
    refusal = Refusal("some-rule", Phase.CONFIG, (url,), place)
    finding = Finding("some-rule", "error", url, place, url, (Label(place, url),), refusal)

    assert "s3cret" not in render(finding)
    assert '2 | index = "sparse+https://*********@kellnr.example/"' in render(finding)


def test_what_is_no_file_has_no_excerpt(render: Render) -> None:
    variable = Finding("a-rule", "warning", "no", Place("CARGO_REGISTRIES_CORP_INDEX"), help="unset it")
    arguments = Finding("b-rule", "advice", "no", Place("", ("registry", "default")))

    assert (
        render(variable, arguments, files=1)
        == """\
advice[b-rule]: no
 --> command line

warning[a-rule]: no
 --> environment variable CARGO_REGISTRIES_CORP_INDEX
  |
  = help: unset it

1 warning, 1 piece of advice; 1 file read
"""
    )


def test_a_file_that_cannot_be_read_has_no_excerpt(render: Render) -> None:
    finding = Finding("unreadable", "error", "cannot be read", Place(f"{FOLDER}/missing/Cargo.toml"))

    assert (
        render(finding)
        == """\
error[unreadable]: cannot be read
 --> missing/Cargo.toml:1:1

1 error in 1 of 2 files
"""
    )


def test_a_point_is_marked_with_one_caret(render: Render) -> None:
    finding = Finding("not-toml", "error", "expected `=`", Place(MANIFEST, line=2, column=13))

    assert render(finding).splitlines()[1:5] == [" --> Cargo.toml:2:13", "  |", '2 | name = "app"', "  |             ^"]


def test_the_findings_come_by_file_and_line(render: Render) -> None:
    outside = Finding("a-rule", "error", "no", Place(CONFIG, ("registries", "company")))

    shown = render(undefined("wide"), undefined("utils"), undefined("evil"), outside, files=1001)

    assert [line for line in shown.splitlines() if "-->" in line] == [
        " --> .cargo/config.toml:1:1",
        " --> Cargo.toml:5:10",
        " --> Cargo.toml:6:8",
        " --> Cargo.toml:7:8",
    ]
    assert shown.endswith("\n\n4 errors in 2 of 1,001 files\n")


def test_paths_go_from_the_current_folder_while_that_is_shorter(render: Render) -> None:
    finding = undefined("wide")

    assert " --> ../Cargo.toml:6:8" in render(finding, folder=f"{FOLDER}/crates")
    assert " --> /home/me/ws/Cargo.toml:6:8" in render(finding, folder=str(Path("/a/b/c/d").absolute()))


@pytest.mark.parametrize(
    ("severities", "expected"),
    [
        ([], "no findings in 2 files"),
        (["warning"], "1 warning in 1 of 2 files"),
        (["error", "warning", "error", "advice", "advice"], "2 errors, 1 warning, 2 pieces of advice in 1 of 2 files"),
    ],
)
def test_the_last_line_sums_up(render: Render, severities: list[str], expected: str) -> None:
    shown = render(*(undefined("wide", severity=severity) for severity in severities))

    assert shown.splitlines()[-1] == expected


def test_colours_are_there_when_asked_for(render: Render) -> None:
    shown = render(undefined("wide", "registry", severity="warning"), colour=True)

    assert shown.startswith("\x1b[1;33mwarning[undefined-registry]\x1b[0m\x1b[1m: registry is not defined\x1b[0m\n")
    assert "\x1b[1;33m^^^^^^\x1b[0m\n" in shown
