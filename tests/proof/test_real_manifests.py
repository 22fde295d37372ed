"""The judge of published manifests finds one that could not have been published."""

from collections import Counter
from pathlib import Path

from tests.proof.real_manifests import EXPLAINED, judge

GOOD = '[package]\nname = "good"\nversion = "0.1.0"\ndescription = "An example."\nlicense = "MIT"\n'


def packed(folder: Path, name: str, manifest: str, original: str = "") -> None:
    (folder / name / "src").mkdir(parents=True)
    (folder / name / "src" / "lib.rs").touch()
    (folder / name / "Cargo.toml").write_text(manifest)
    if original:
        (folder / name / "Cargo.toml.orig").write_text(original)


def test_what_cannot_have_been_published_is_found(tmp_path: Path) -> None:
    packed(tmp_path, "bad-0.1.0", GOOD.replace("MIT", "Acme"), GOOD.replace("MIT", "Acme 2"))
    packed(tmp_path, "good-0.1.0", GOOD, GOOD + "[dependencies]\nserde.workspace = true\n")
    packed(tmp_path, "old-0.1.0", GOOD)
    counts: Counter[str] = Counter()

    refused = list(judge(tmp_path, counts))

    assert [(one.file, one.rule) for one in refused] == [
        ("bad-0.1.0/Cargo.toml", "invalid-license"),
        ("bad-0.1.0/Cargo.toml.orig", "invalid-license"),
    ]
    assert not {one.rule for one in refused} & EXPLAINED.keys()
    assert dict(counts) == {
        "Cargo.toml": 3,
        "Cargo.toml.orig": 1,
        "Cargo.toml.orig that inherits, left out": 1,
        "without Cargo.toml.orig": 1,
    }
