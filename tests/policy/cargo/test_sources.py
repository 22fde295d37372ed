"""`[source]` and `replace-with`."""

import subprocess

import pytest

from policy.cargo.refusal import CargoError
from policy.cargo.source_id import CRATES_IO_SOURCE, SourceId
from policy.cargo.sources import SourceMap
from tests.policy.agreement import agree
from tests.policy.tree import Tree

RESOLVE = ("metadata", "--format-version", "1", "--offline")
EMPTY = '[package]\nname = "app"\nversion = "0.1.0"\n'
NEEDS_CRATES_IO = f'{EMPTY}[dependencies]\nserde = "1"\n'
MIRROR = '[source.mirror]\nregistry = "sparse+https://mirror.example.org/index/"\n'


def sources_of(tree: Tree, config: str) -> SourceMap:
    tree.write({".cargo/config.toml": config})
    return tree.sources()


def test_nothing_configured(tree: Tree) -> None:
    sources = tree.sources()

    assert list(sources.by_name) == ["crates-io"]
    assert sources.replacement(CRATES_IO_SOURCE) == sources.crates_io
    assert str(sources.crates_io) == "registry `crates-io`"


def test_a_chain_is_followed_to_its_end(tree: Tree) -> None:
    config = '[source.crates-io]\nreplace-with = "a"\n[source.a]\nregistry = "https://a/b"\nreplace-with = "mirror"\n'
    sources = sources_of(tree, config + MIRROR)

    found = sources.replacement(CRATES_IO_SOURCE)

    assert (found.kind, found.url, found.name) == (
        "sparse-registry",
        "sparse+https://mirror.example.org/index/",
        "mirror",
    )


def test_both_indexes_of_crates_io_are_replaced(tree: Tree) -> None:
    sources = sources_of(tree, f'[source.crates-io]\nreplace-with = "mirror"\n{MIRROR}')

    assert sources.replacement(sources.crates_io) == sources.replacement(CRATES_IO_SOURCE)


def test_a_registry_can_stand_in(tree: Tree) -> None:
    config = '[source.crates-io]\nreplace-with = "company"\n[registries.company]\nindex = "https://a/b"\n'

    found = sources_of(tree, config).replacement(CRATES_IO_SOURCE)

    assert found == SourceId("registry", "https://a/b", "company", "registries")


def test_a_folder_counts_from_the_parent_of_the_config_folder(tree: Tree) -> None:
    config = '[source.crates-io]\nreplace-with = "v"\n[source.v]\ndirectory = "vendor"\n'

    assert sources_of(tree, config).replacement(CRATES_IO_SOURCE) == SourceId("directory", tree.path("vendor"))


def test_a_registry_is_replaced_by_its_url_not_by_its_name(tree: Tree) -> None:
    config = f'[source.company]\nregistry = "https://a/b"\nreplace-with = "mirror"\n{MIRROR}'
    sources = sources_of(tree, config)

    assert sources.replacement(SourceId("registry", "https://a/b/", "other")).name == "mirror"
    assert sources.replacement(SourceId("registry", "https://a/c", "company")).url == "https://a/c"


def test_the_environment_has_no_sources(tree: Tree) -> None:
    tree.environment["CARGO_SOURCE_CRATES_IO_REPLACE_WITH"] = "mirror"

    assert sources_of(tree, MIRROR).replacement(CRATES_IO_SOURCE).name == "crates-io"


WRONG = [
    "source = 1",
    "[source]\na = 1",
    "[source.a]",
    "[source.a]\nregistry = 1",
    '[source.a]\nregistry = "x"',
    '[source.a]\nregistry = "https://a/b"\ngit = "https://a/b"',
    '[source.a]\ndirectory = "x"\ntag = "v1"',
    '[source.crates-io]\nregistry = "https://a/b"\ndirectory = "x"',
    '[source.a]\nregistry = "https://github.com/rust-lang/crates.io-index"',
    '[source.a]\nregistry = "sparse+https://index.crates.io/"',
    "[source.crates-io]\nreplace-with = 1",
    '[registries.crates-io]\nprotocol = "http"',
    "[registries.crates-io]\nprotocol = 1",
]


@pytest.mark.parametrize("config", WRONG)
def test_cargo_refuses_the_same_tables_though_nothing_comes_from_them(config: str, cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": EMPTY, ".cargo/config.toml": f"{config}\n"})
    cargo_tree.for_cargo()

    run, _ = agree(cargo_tree, *RESOLVE)

    assert run.status == 101


WRONG_IN_USE = [
    '[source.crates-io]\nreplace-with = "nope"',
    '[source.crates-io]\nreplace-with = ""',
    '[source.crates-io]\nreplace-with = "crates-io"',
    '[source.crates-io]\nreplace-with = "a"\n[source.a]\nregistry = "https://a/b"\nreplace-with = "crates-io"',
    '[source.crates-io]\nreplace-with = "a"\n[source.a]\ngit = "https://a/b"',
    '[source.crates-io]\nreplace-with = "a"\n[source.a]\nlocal-registry = "none"',
    '[source.crates-io]\nreplace-with = "a"\n[source.a]\ndirectory = "none"',
    '[source.crates-io]\nreplace-with = "a"\n[source.a]\nregistry = "sparse+https://a/b"',
    '[source.crates-io]\nreplace-with = "a"\n[registries.a]\nindex = "sparse+https://a/b"',
]


@pytest.mark.parametrize("config", WRONG_IN_USE)
def test_cargo_refuses_the_same_replacements_in_use(config: str, cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": NEEDS_CRATES_IO, ".cargo/config.toml": f"{config}\n"})
    cargo_tree.for_cargo()

    run, _ = agree(cargo_tree, *RESOLVE)

    assert run.status == 101


@pytest.mark.parametrize("config", WRONG_IN_USE)
def test_cargo_does_not_look_at_replacements_that_nothing_needs(config: str, cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": EMPTY, ".cargo/config.toml": f"{config}\n"})
    cargo_tree.for_cargo()

    run, _ = agree(cargo_tree, *RESOLVE)

    assert run.status == 0


CIRCLE_BESIDE_THE_START = """\
[source.crates-io]
replace-with = "a"
[source.a]
registry = "https://a/b"
replace-with = "b"
[source.b]
registry = "https://b/b"
replace-with = "a"
"""


def test_a_circle_that_does_not_lead_back_to_the_start_is_noticed(tree: Tree) -> None:
    with pytest.raises(CargoError, match="cargo hangs"):
        sources_of(tree, CIRCLE_BESIDE_THE_START).replacement(CRATES_IO_SOURCE)


def test_cargo_hangs_on_it(cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": NEEDS_CRATES_IO, ".cargo/config.toml": CIRCLE_BESIDE_THE_START})
    cargo_tree.for_cargo()

    assert cargo_tree.predict(*RESOLVE).verdict == "fail"
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(
            ["cargo", *RESOLVE],
            cwd=cargo_tree.folder,
            env={**cargo_tree.home.environment, **cargo_tree.environment},
            capture_output=True,
            timeout=1.5,
            check=False,
        )
