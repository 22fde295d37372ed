"""What must not be shown, and what must."""

import pytest

from policy.conceal import concealed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('token = "s3cret"', 'token = "******"'),
        ("token='s3cret' # why", "token='******' # why"),
        ('corp = { index = "https://x/", token = "s3cret" }', 'corp = { index = "https://x/", token = "******" }'),
        ('registries.corp."secret-key" = "k3.s"', 'registries.corp."secret-key" = "****"'),
        ('CARGO_REGISTRIES_CORP_TOKEN = "s3cret"', 'CARGO_REGISTRIES_CORP_TOKEN = "******"'),
        ('CORP_TOKEN = { value = "s3cret", force = true }', 'CORP_TOKEN = { value = "******", force = true }'),
        (r'token = "a\"b" # x', r'token = "****" # x'),
        ("token = s3cret", "token = ******"),
        ('registry.token: "s3cret"', 'registry.token: "******"'),
        ('token "s3cret"', 'token "******"'),
        ('token == "s3cret"', 'token == "******"'),
        ('tokn = "s3cret"', 'tokn = "******"'),
        ("2 | token = s3cret", "2 | token = ******"),
        ('["p", "--password", "s3cret"]', '["p", "--password", "******"]'),
        ("p --password s3cret", "p --password ******"),
        ('token = ["s3cret", "other"]', 'token = *"******"* "*****"]'),
        ('token = """s3"cret', 'token = """*******'),
        ('token = "s3cret', 'token = "******'),
        ("https://me:s3cret@x.example/", "https://*********@x.example/"),
        ("sparse+https://me:s3c@ret@x.example/", "sparse+https://**********@x.example/"),
        ("https://s3cret@x.example/", "https://******@x.example/"),
        ("ssh://git:s3cret@x.example/", "ssh://git:******@x.example/"),
        ("CARGO_REGISTRY_TOKEN=s3cret cargo publish", "CARGO_REGISTRY_TOKEN=****** cargo publish"),
        ('export CARGO_REGISTRY_TOKEN="s3 cret" # x', 'export CARGO_REGISTRY_TOKEN="** ****" # x'),
        ("  CARGO_REGISTRY_TOKEN: s3cret # x", "  CARGO_REGISTRY_TOKEN: ****** # x"),
        ("  'CARGO_REGISTRIES_A_TOKEN': 's3cret'", "  'CARGO_REGISTRIES_A_TOKEN': '******'"),
        ("  - CARGO_REGISTRY_TOKEN=s3cret", "  - CARGO_REGISTRY_TOKEN=******"),
        ("export CARGO_REGISTRY_TOKEN ?= s3cret", "export CARGO_REGISTRY_TOKEN ?= ******"),
        ("ENV CARGO_REGISTRY_TOKEN s3cret", "ENV CARGO_REGISTRY_TOKEN ******"),
        ("ENV CARGO_REGISTRY_TOKEN=s3cret A=b", "ENV CARGO_REGISTRY_TOKEN=****** A=b"),
        ("GITHUB_TOKEN=s3cret cargo publish", "GITHUB_TOKEN=****** cargo publish"),
        ("cargo publish --token s3cret -p x", "cargo publish --token ****** -p x"),
        ("cargo publish --token='s3 cret'", "cargo publish --token='** ****'"),
        ('cargo publish "--token=s3 cret" -p x', 'cargo publish "--token=** ****" -p x'),
        ("cargo publish --token $USER-s3cret", "cargo publish --token $USER*******"),
        ('echo "$USER:s3cret" | cargo login', 'echo "$USER*******" | cargo login'),
        ("cargo login s3cret", "cargo login ******"),
        ("cargo --token s3cret login s3cret", "cargo --token ****** login ******"),
        ("@$(CARGO) +stable --quiet login s3cret", "@$(CARGO) +stable --quiet login ******"),
        ("cargo login --registry company 's3cret'", "cargo login --registry company '******'"),
        ("cargo login s3cret --registry company", "cargo login ****** --registry company"),
        ("echo s3cret | cargo login", "echo ****** | cargo login"),
        ("printf '%s' s3cret | cargo login", "printf '**' ****** | cargo login"),
        ("CARGO_REGISTRY_TOKEN=${TOKEN:-s3cret}", "CARGO_REGISTRY_TOKEN=****************"),
        ("cargo login <<< s3cret", "cargo login <<< ******"),
        ("# Authorization: Bearer s3cret", "# Authorization: Bearer ******"),
        ("# cioAbcDefGhiJklMnoPqrStuVwxYz012345 is it", f"# {35 * '*'} is it"),
        ("[registries.cio_tp_AbcDefGhiJklMnoPqrStuVwxYz012345]", f"[registries.{39 * '*'}]"),
        ("https://x.example/basic/Kx9z2Lm8Qw1PvRst/a/", f"https://x.example/basic/{16 * '*'}/a/"),
        ("https://x.example/?token=s3cret", "https://x.example/?token=******"),
    ],
)
def test_a_secret_becomes_stars(text: str, expected: str) -> None:
    assert concealed(text) == expected
    assert len(expected) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "command-line argument --index requires --token to be specified",
        "ssh://git@github.com/a/b",
        "sparse+https://x.example/index/?mail=a@b",
        'csrf-token = { path = "../csrf-token" }',
        'credential-provider = ["cargo:token"]',
        "registry `token` is not defined",
        "cargo publish --token $TOKEN",
        'cargo publish --token "${{ secrets.TOKEN }}" -p x',
        "cargo login <api-token>",
        "run `cargo login --registry company` in the folder",
        "please run `cargo login`",
        'description = "A login helper"',
        "<<<<<<< HEAD",
        "cargo login # from a pipe",
        "CARGO_REGISTRY_TOKEN: ${{ secrets.TOKEN }}",
        "CARGO_REGISTRY_TOKEN=$TOKEN cargo publish",
        "set `CARGO_REGISTRY_TOKEN` in the environment",
        'echo "$TOKEN" | cargo login',
        "pass --token-file to it",
        "the bearer of a token",
        "a Bearer token, or Bearer {token}, or Bearer ${TOKEN}",
        "https://x.example/basic/our-organisation/a/",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert concealed(text) == text
