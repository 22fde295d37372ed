import pytest

from credprovider.arguments import read_arguments
from credprovider.errors import Other
from credprovider.settings import Settings


def test_arguments_are_the_settings_of_one_route() -> None:
    read = read_arguments(
        [
            "--store",
            "vault",
            "--secret=kv/cargo/kellnr#field",
            "--preset",
            "gitea",
            "--vault-address",
            "https://v.example",
        ]
    )

    assert read.route == {"store": "vault", "secret": "kv/cargo/kellnr#field", "header": "Bearer {token}"}
    assert read.vault == {"address": "https://v.example"}
    assert read.file == {}


def test_arguments_go_over_the_tables_of_the_file() -> None:
    settings = Settings(
        {"vault": {"address": "https://a.example", "namespace": "n"}, "file": {}, "registries": {}}, "path"
    )
    merged = read_arguments(["--vault-address=https://b.example", "--protection", "none"]).over(settings)

    assert merged.vault == {"address": "https://b.example", "namespace": "n"}
    assert merged.file == {"protection": "none"}
    assert settings.vault["address"] == "https://a.example"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--secert", "kv/x"], "unknown argument `--secert`"),
        (["--secert", "kv/x"], "did you mean `--secret`?"),
        (["kv/x"], "unknown argument `kv/x`"),
        (["-s", "file"], "unknown argument `-s`"),
        (["store", "file"], "unknown argument `store`"),
        (["--"], "unknown argument `--`"),
        (["--\x1b[2J"], "unknown argument `--\\x1b[2J`"),
        (["--store"], "`--store` has no value"),
        (["--store", "file", "--store", "vault"], "`--store` stands twice"),
        (["--store", "valt"], "`--store` in the arguments"),
        (["--store", "valt"], "did you mean `vault`?"),
        (["--store="], "it is empty"),
        (["--store", "vault"], "`--secret`"),
        (["--secret", "kv/x"], 'belongs to store = "vault"'),
        (["--header", "Bearer"], "`--header`"),
        (["--preset", "kellnr", "--header", "{token}"], "`--preset`"),
        (["--protection", "passphrase"], "`--protection`"),
        (["--vault-address", "http://v.example"], "`--vault-address`"),
        (["--vault-auth", "jwt"], "unknown argument `--vault-auth`"),
    ],
)
def test_a_mistake_names_the_argument(words: list[str], what: str) -> None:
    # conformance 69
    with pytest.raises(Other) as raised:
        read_arguments(words)

    said = "\n".join([raised.value.message, *raised.value.causes])
    assert what in said
    assert "cargo's configuration" in said
