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
        ('token = """s3"cret', 'token = """*******'),
        ('token = "s3cret', 'token = "******'),
        ("https://me:s3cret@x.example/", "https://*********@x.example/"),
        ("sparse+https://me:s3c@ret@x.example/", "sparse+https://**********@x.example/"),
        ("https://s3cret@x.example/", "https://******@x.example/"),
        ("ssh://git:s3cret@x.example/", "ssh://git:******@x.example/"),
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
        "ssh://git@github.com/a/b",
        "sparse+https://x.example/index/?mail=a@b",
        'csrf-token = { path = "../csrf-token" }',
        'credential-provider = ["cargo:token"]',
        "registry `token` is not defined",
        "the bearer of a token",
        "a Bearer token, or Bearer {token}, or Bearer ${TOKEN}",
        "https://x.example/basic/our-organisation/a/",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert concealed(text) == text
