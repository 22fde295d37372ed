"""Cargo's configuration in every spelling that cargo reads: our entry comes in, is brought up to date, and goes."""

from pathlib import Path

import pytest

from credprovider.cargo_config_file import MARK, CargoConfigFile
from credprovider.errors import Other
from credprovider.toml_text import literal

OURS = "/home/me/.cargo/bin/cargo-credential-customs"
INDEX = "sparse+https://registry.example/index/"


def config_of(folder: Path, text: str) -> CargoConfigFile:
    (folder / "config.toml").write_bytes(text.encode())
    return CargoConfigFile(str(folder))


def added(
    folder: Path, text: str, *, launcher: str = OURS, arguments: tuple[str, ...] | None = None, cargo_token: bool = True
) -> str:
    config = config_of(folder, text)
    config.point_to(launcher)
    config.add(launcher, arguments, cargo_token=cargo_token)
    again = config_of(folder, config.toml.text)
    again.point_to(launcher)
    again.add(launcher, None, cargo_token=cargo_token)
    assert again.toml.text == config.toml.text, "a second time changes nothing"
    return config.toml.text


def without_ours(folder: Path, text: str) -> str:
    config = config_of(folder, text)
    config.remove_ours()
    return config.toml.text


# In these `OURS` stands for the path of the launcher. Setting up makes the second of the first; uninstalling makes the
# first of the second again.
THERE_AND_BACK = [
    ("", f'[registry] {MARK}\nglobal-credential-providers = ["cargo:token", "OURS"]\n'),
    (
        '# mine\n[registry]\ndefault = "company"',
        f'# mine\n[registry]\ndefault = "company"\nglobal-credential-providers = ["cargo:token", "OURS"] {MARK}',
    ),
    (
        'registry = { default = "company", global-credential-providers = ["cargo:token"] }\n',
        'registry = { default = "company", global-credential-providers = ["cargo:token", "OURS"] }\n',
    ),
    (
        "[registry]\r\nglobal-credential-providers = [\r\n  'cargo:token', # last\r\n]\r\n",
        "[registry]\r\nglobal-credential-providers = [\r\n  'cargo:token', # last\r\n  \"OURS\",\r\n]\r\n",
    ),
    (
        'registry.global-credential-providers = ["cargo:token", "cargo:libsecret"] # one\n[net]\n',
        'registry.global-credential-providers = ["cargo:token", "cargo:libsecret", "OURS"] # one\n[net]\n',
    ),
    (
        '["registry"]\n"global-credential-providers" = ["other --flag"]',
        '["registry"]\n"global-credential-providers" = ["other --flag", "OURS"]',
    ),
]


@pytest.mark.parametrize(("before", "after"), THERE_AND_BACK)
def test_an_entry_comes_in_and_goes_without_a_trace(tmp_path: Path, before: str, after: str) -> None:
    assert added(tmp_path, before) == after.replace("OURS", OURS)
    assert without_ours(tmp_path, after.replace("OURS", OURS)) == before


def test_an_inline_registry_table_gets_the_list_as_a_key(tmp_path: Path) -> None:
    made = added(tmp_path, 'registry = { default = "company" }\n')

    assert made == f'registry = {{ default = "company", global-credential-providers = ["cargo:token", "{OURS}"] }}\n'


def listed(*entries: str) -> str:
    return f"[registry]\nglobal-credential-providers = {literal(list(entries))}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (listed("cargo:token", "cargo-credprovider"), listed("cargo:token", OURS)),
        (listed("cargo:token", "/old/bin/cargo-credprovider"), listed("cargo:token", OURS)),
        (listed("cargo:token", f"/old{OURS}"), listed("cargo:token", OURS)),
        (listed("cargo-credprovider", "cargo:token"), listed("cargo:token", OURS)),
        (listed("cargo-credprovider", "cargo:token", OURS), listed("cargo:token", OURS)),
        (listed("cargo-credprovider --store file"), listed(f"{OURS} --store file")),
        (listed("cargo:token", f"{OURS} --store file"), listed("cargo:token", f"{OURS} --store file")),
        (listed("other-cargo-credprovider"), listed("other-cargo-credprovider", OURS)),
    ],
)
def test_an_entry_of_ours_is_replaced_and_not_doubled(tmp_path: Path, before: str, after: str) -> None:
    assert added(tmp_path, before) == after


def test_an_empty_list_is_none_for_cargo_so_that_cargo_token_comes_in(tmp_path: Path) -> None:
    made = added(tmp_path, listed())

    assert made == f'[registry]\nglobal-credential-providers = ["cargo:token", "{OURS}"] {MARK}\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f'[registry] {MARK}\nglobal-credential-providers = ["{OURS}"]\n'),
        (listed("cargo:token", "cargo:libsecret"), listed("cargo:libsecret", OURS)),
        (listed("cargo:token", OURS), listed(OURS)),
    ],
)
def test_cargo_token_is_left_out_when_asked_for(tmp_path: Path, before: str, after: str) -> None:
    assert added(tmp_path, before, cargo_token=False) == after


def test_arguments_stand_behind_the_launcher(tmp_path: Path) -> None:
    text = listed("cargo:token", f"{OURS} --store file")

    assert added(tmp_path, listed("cargo:token"), arguments=("--store", "file")) == text
    assert added(tmp_path, text, arguments=()) == listed("cargo:token", OURS)


# An alias is the only way to a path with a blank in it: cargo splits an entry of the list.
BLANK = "/home/my self/.cargo/bin/cargo-credential-customs"


def aliased(*words: str) -> str:
    return f"[credential-alias] {MARK}\ncargo-customs = {literal(list(words))}\n"


def test_a_path_with_a_blank_is_named_by_an_alias(tmp_path: Path) -> None:
    before = "# mine\n"
    made = added(tmp_path, before, launcher=BLANK)
    list_of_ours = f'[registry] {MARK}\nglobal-credential-providers = ["cargo:token", "cargo-customs"]\n'

    assert made == f"{before}\n{aliased(BLANK)}\n{list_of_ours}"
    assert without_ours(tmp_path, made) == before


def test_an_alias_of_ours_follows_the_launcher(tmp_path: Path) -> None:
    text = aliased("/old/cargo-credprovider", "--store", "file") + listed("cargo:token", "cargo-customs")

    made = added(tmp_path, text)
    assert made == aliased(OURS, "--store", "file") + listed("cargo:token", "cargo-customs")
    assert added(tmp_path, text, launcher=BLANK, arguments=("--store", "vault")) == aliased(
        BLANK, "--store", "vault"
    ) + listed("cargo:token", "cargo-customs")


def test_an_alias_of_somebody_else_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(Other, match="has an alias `cargo-customs` for another program"):
        added(tmp_path, '[credential-alias]\ncargo-customs = "other"\n', launcher=BLANK)


def test_an_alias_hides_no_built_in_provider(tmp_path: Path) -> None:
    text = '[credential-alias]\n"cargo:token" = "cargo-credprovider"\n'
    config = config_of(tmp_path, text + listed("cargo:token"))

    assert not config.is_ours("cargo:token")


# A registry may have a provider of its own, which cargo asks instead of the list.


def registry(provider: str, *, table: str = "registries.company", index: str = INDEX) -> str:
    return f'[{table}]\nindex = "{index}"\ncredential-provider = {provider} # one\n'


@pytest.mark.parametrize("provider", ['"cargo:token"', '["other", "--flag"]', "'other --flag'"])
def test_a_registrys_own_provider_is_replaced_where_it_is_asked_for(tmp_path: Path, provider: str) -> None:
    elsewhere = registry('"other"', table="registries.elsewhere", index="sparse+https://elsewhere.example/")
    config = config_of(tmp_path, registry(provider) + elsewhere)
    replaced = config.take_over("sparse+https://REGISTRY.example:443/index", OURS, arguments=True)

    assert [own.name for own in replaced] == ["company"]
    assert config.toml.text == registry(f'["{OURS}"]') + elsewhere


def test_crates_ios_own_provider_stands_in_another_table(tmp_path: Path) -> None:
    text = '[registry]\ncredential-provider = "cargo:token"\n[registries.crates-io]\ncredential-provider = "ignored"\n'
    config = config_of(tmp_path, text)

    replaced = config.take_over("sparse+https://index.crates.io/", OURS, arguments=True)
    assert [own.name for own in replaced] == ["crates-io"]
    assert config.toml.text == text.replace('"cargo:token"', f'["{OURS}"]')


@pytest.mark.parametrize("kept", [True, False])
def test_arguments_of_ours_stay_unless_a_route_takes_their_place(tmp_path: Path, kept: bool) -> None:
    text = registry(f'["{OURS}", "--store", "file"]')
    config = config_of(tmp_path, text)
    config.take_over(INDEX, OURS, arguments=kept)

    assert config.toml.text == (text if kept else registry(f'["{OURS}"]'))


def test_a_registrys_own_provider_of_ours_follows_the_launcher(tmp_path: Path) -> None:
    config = config_of(tmp_path, registry("'cargo-credprovider --store file'") + registry('"x"', table="registries.b"))
    config.point_to(OURS)

    assert config.toml.text == registry(f'["{OURS}", "--store", "file"]') + registry('"x"', table="registries.b")


def test_every_entry_of_ours_goes_and_nothing_else(tmp_path: Path) -> None:
    kept = '[registries.b]\ncredential-provider = "other"\n[credential-alias]\nother = "x"\n'
    text = (
        '[registries.a]\ncredential-provider = ["cargo-credprovider", "--store", "file"]\n'
        '[registries.c]\nindex = "x"\ncredential-provider = "mine"\n'
        f'{kept}mine = "{OURS} --store file"\n' + listed("cargo:token", "mine", "other", OURS)
    )

    assert without_ours(tmp_path, text) == (
        f'[registries.a]\n[registries.c]\nindex = "x"\n{kept}' + listed("cargo:token", "other")
    )


def test_a_list_that_was_there_before_stays_also_with_cargo_token_alone(tmp_path: Path) -> None:
    assert without_ours(tmp_path, listed("cargo:token", OURS)) == listed("cargo:token")
    assert without_ours(tmp_path, listed(OURS)) == "[registry]\n"


def test_a_list_of_ours_that_others_have_joined_keeps_them(tmp_path: Path) -> None:
    made = added(tmp_path, "").replace("]\n", ', "other"]\n')

    assert without_ours(tmp_path, made) == made.replace(f', "{OURS}"', "")


def test_a_list_of_another_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Other, match=r"`registry.global-credential-providers` in .* must be an array of strings"):
        added(tmp_path, '[registry]\nglobal-credential-providers = "cargo:token"\n')


@pytest.mark.parametrize(
    "text",
    [
        "registry = 1\n",
        "registries = 1\n",
        "[registries]\na = 1\n[credential-alias]\nb = 2\n[registries.c]\ncredential-provider = 3\nindex = 4\n",
        "[registries]\na = { credential-provider = [] }\n",
    ],
)
def test_values_of_odd_types_are_nobodys_entries(tmp_path: Path, text: str) -> None:
    config = config_of(tmp_path, text)

    assert list(config.registry_providers()) == []
    config.point_to(OURS)
    config.remove_ours()
    assert config.toml.text == text


def test_cargo_prefers_the_file_without_an_extension(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[net]\n")
    config = config_of(tmp_path, "")

    assert config.path == str(tmp_path / "config")
