"""The differential test on a thousand scenes, and that it would find what is wrong."""

from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from policy.prediction import Prediction
from tests.policy.agree import judgement
from tests.policy.agree.judgement import AGREED, CRASH, FALSE_ALARM, MISSED, OTHER_WORDS, judge
from tests.policy.agree.scene import Scene
from tests.policy.agree.search import Search, until
from tests.policy.agree.shrink import shrunk
from tests.policy.agree.stage import with_registries
from tests.policy.tree import Tree, empty_tree

PARTS, SCENES = 10, 100  # a thousand scenes, in parts that can go side by side

BROKEN = Scene({"Cargo.toml": '[package]\nname = "a b"\n', "src/x.rs": ""}, {}, {}, "", ("read-manifest",))
FINE = Scene({"Cargo.toml": '[package]\nname = "ab"\n', "src/lib.rs": ""}, {}, {}, "", ("read-manifest",))


@pytest.fixture
def played(tmp_path: Path, registries: Mapping[str, str], modern_cargo: None) -> Tree:
    return with_registries(empty_tree(tmp_path), registries)


@pytest.mark.parametrize("part", range(PARTS))
def test_scenes_at_random(part: int, played: Tree) -> None:
    """No false alarm and no crash; what cargo refuses is foreseen, in its words."""
    search = Search(played, lambda _disagreement: None, shrinking=0)
    random = Random(f"scenes {part}")
    for _ in range(SCENES):
        search.look(random, compiling=SCENES)

    assert not search.found, "\n".join(one.text for one in search.found.values())
    assert search.failed > SCENES / 4


@pytest.fixture
def foreseen(monkeypatch: pytest.MonkeyPatch) -> list[Prediction]:
    """What the prediction is made to say."""
    said: list[Prediction] = []
    monkeypatch.setattr(judgement, "predict", lambda *_: said[0])
    return said


@pytest.mark.parametrize(
    ("scene", "verdict", "message", "kind"),
    [
        (FINE, "pass", "", AGREED),
        (FINE, "unknown", "", AGREED),
        (FINE, "fail", "invalid character", FALSE_ALARM),
        (BROKEN, "pass", "", MISSED),
        (BROKEN, "fail", "invalid character `?`", OTHER_WORDS),
        (BROKEN, "fail", "invalid character ` ` in package name: `a b`", AGREED),
    ],
)
def test_kinds(scene: Scene, verdict: str, message: str, kind: str, played: Tree, foreseen: list[Prediction]) -> None:
    foreseen.append(Prediction((), verdict, "cargo" if verdict == "fail" else None, message, ()))

    assert judge(scene, played).kind == kind


def test_a_crash(played: Tree, foreseen: list[Prediction]) -> None:
    assert judge(FINE, played).kind == CRASH


def test_shrinking() -> None:
    manifest = '[package]\nname = "a"\nversion = "1.0.0"\n[dependencies]\nb = { version = "1", path = "b" }\n'
    scene = Scene(
        {"Cargo.toml": manifest, "src/lib.rs": ""}, {"config.toml": "a = 1\n"}, {"X": "1"}, "", ("check", "-q")
    )

    small = shrunk(scene, lambda one: 'path = "b"' in one.files.get("Cargo.toml", ""), until(5))

    assert small == Scene({"Cargo.toml": '[dependencies]\nb = { path = "b" }\n'}, {}, {}, "", ("check",))


def test_a_case_file() -> None:
    assert FINE.as_case() == '-- Cargo.toml --\n[package]\nname = "ab"\n-- src/lib.rs --\n-- cargo read-manifest --\n'
