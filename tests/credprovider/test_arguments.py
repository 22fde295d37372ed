import pytest

from credprovider.arguments import read_arguments
from credprovider.errors import Other


def test_arguments_are_the_settings_of_one_route() -> None:
    read = read_arguments(
        [
            "--store",
            "vault",
            "--secret=kv/cargo/kellnr#field",
            "--preset",
            "gitea",
        ]
    )

    assert read.route == {"store": "vault", "secret": "kv/cargo/kellnr#field", "header": "Bearer {token}"}


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--secert", "kv/x"], "unknown argument `--secert`"),
        (["--secert", "kv/x"], "did you mean `--secret`?"),
        (["kv/x"], "unknown argument `kv/x`"),
        (["-s", "file"], "unknown argument `-s`"),
        (["store", "file"], "unknown argument `store`"),
        (["--"], "unknown argument `--`"),
        (["--token=secret"], "unknown argument `--token` in"),
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
        (["--protection", "none"], "unknown argument `--protection`"),  # a project does not decide this
        (["--vault-address", "https://v.example"], "unknown argument `--vault-address`"),  # nor this
    ],
)
def test_a_mistake_names_the_argument(words: list[str], what: str) -> None:
    # conformance 69
    with pytest.raises(Other) as raised:
        read_arguments(words)

    said = "\n".join([raised.value.message, *raised.value.causes])
    assert what in said
    assert "cargo's configuration" in said
