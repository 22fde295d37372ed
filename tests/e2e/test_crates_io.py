"""The registry in the place of crates.io, with released cargo: what cargo checks for crates.io alone is checked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cargo_home import CargoHome
from tests.e2e.packages import library, program
from tests.servers.cargo_registry.accounts import OWNER
from tests.servers.registry import Registry, running_registry

HELD = [{"name": "found-there", "vers": "1.0.0"}]


@pytest.fixture
def crates_io(cargo_home: CargoHome, tmp_path: Path) -> Iterator[Registry]:
    """A public registry that cargo takes for crates.io, and our provider for it."""
    with running_registry(tmp_path / "crates-io", auth_required=False, crates=HELD) as registry:
        cargo_home.extra |= registry.crates_io_environment()
        cargo_home.config('[registry]\ncredential-provider = ["cargo-credprovider"]\n')
        url = "sparse+https://index.crates.io/"
        cargo_home.provider_settings(
            f'[file]\nprotection = "none"\n[registries."{url}"]\nstore = "file"\n'
            f'[registries."{registry.index_url}"]\nstore = "file"\n'
        )
        yield registry


def test_a_dependency_without_a_registry_comes_from_it(cargo_home: CargoHome, crates_io: Registry) -> None:
    folder = library(cargo_home.root, "user", rest='\n[dependencies]\nfound-there = "1"\n')
    run = cargo_home.run("fetch", cwd=folder)

    assert run.status == 0, run.said
    assert "crates.io index" in run.stderr
    assert "/api/v1/crates/found-there/1.0.0/download" in {seen.path for seen in crates_io.requests()}


def test_a_publish_goes_there_with_the_token(cargo_home: CargoHome, crates_io: Registry) -> None:
    folder = library(cargo_home.root, "new-crate")
    assert cargo_home.run("login", text=f"{OWNER.token}\n").status == 0
    run = cargo_home.run("publish", cwd=folder)

    assert run.status == 0, run.said
    assert [upload.metadata["name"] for upload in crates_io.uploads()] == ["new-crate"]
    (put,) = [seen for seen in crates_io.requests() if seen.method == "PUT"]
    assert (put.path, put.authorization) == ("/api/v1/crates/new", OWNER.token)
    assert {seen.authorization for seen in crates_io.requests() if seen.method == "GET"} == {""}


def test_a_dependency_from_another_registry_is_refused_as_for_crates_io(
    cargo_home: CargoHome, crates_io: Registry, registry: Registry
) -> None:
    assert cargo_home.run("login", text=f"{OWNER.token}\n").status == 0
    config = cargo_home.path / "config.toml"
    config.write_text(config.read_text() + registry.config("company"))
    rest = '\n[dependencies]\nacme-lib = { version = "1", registry = "company" }\n'
    run = cargo_home.run("publish", "--no-verify", cwd=library(cargo_home.root, "leaky", rest=rest))

    assert run.status == 101
    assert "crates cannot be published to crates.io with dependencies sourced from other" in run.stderr
    assert "(crate `acme-lib` is pulled from registry `company`)" in run.stderr
    assert crates_io.uploads() == []


def test_without_the_variable_it_is_a_registry_like_any_other(cargo_home: CargoHome, crates_io: Registry) -> None:
    for name in crates_io.crates_io_environment():
        del cargo_home.extra[name]
    cargo_home.config(crates_io.config("company"))
    folder = program(cargo_home.root, "user", uses="found-there", registry="company")
    (folder / "Cargo.toml").write_text((folder / "Cargo.toml").read_text().replace('"0.1"', '"1"'))
    run = cargo_home.run("fetch", cwd=folder)

    assert run.status == 0, run.said
    assert "`company` index" in run.stderr
