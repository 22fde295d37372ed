"""What looks like a secret, and what only stands in its place."""

import pytest

from policy.secret import crates_io_tokens, is_old_crates_io_token, is_placeholder, looks_random, tokens_in_urls

TOKEN = "cioAbcDefGhiJklMnoPqrStuVwxYz012345"
PUBLISHING = "cio_tp_AbcDefGhiJklMnoPqrStuVwxYz012345"


@pytest.mark.parametrize(
    "value",
    [
        *("YOUR_TOKEN", "Bearer YOUR_TOKEN", "your_token_here", "YOUR_TOKEN_HERE", "example_token", "<api-token>"),
        *("...", "${VAR}", "$VAR", "$(cat token)", "env:VAR", "xxx", "XXXXXXXX", "${{ secrets.X }}", "{{ token }}"),
        *("fixture", "fixture-token-1", "changeme", "TODO", "", "  ", "854DvwSlUwEHtIo3kWy6x7UCPKHfzCmy", "********"),
        "%(token)s",
    ],
)
def test_placeholders(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize(
    "value",
    [
        *("s3cr3t-0f-0ur-c0mpany", "Bearer s3cr3t", "hunter2", TOKEN, "k3.secret.fNYVuMvBgOlljt9TDohnaY"),
        *("aByourQ3xxx9todoR", "token", "854DvwSlUwEHtIo3kWy6x7UCPKHfzCmz"),
    ],
)
def test_secrets(value: str) -> None:
    assert not is_placeholder(value)


@pytest.mark.parametrize("token", [TOKEN, PUBLISHING])
@pytest.mark.parametrize("text", ["{}", "token = '{}'", "Bearer {}", "# {} # {}", "a={}\n\nb={}", "x_{}_y"])
def test_tokens_of_crates_io(text: str, token: str) -> None:
    written = text.replace("{}", token)

    spans = list(crates_io_tokens(written))

    assert [written[start:end] for start, end in spans] == [token] * text.count("{}")


@pytest.mark.parametrize(
    "text",
    [
        *(TOKEN[:-1], f"{TOKEN}x", f"a{TOKEN}", f"{PUBLISHING}x", PUBLISHING[:-1]),
        *(TOKEN.upper(), "cio" + 32 * "x", "cio_tp_" + 32 * "X", "cio" + 32 * "0", f"cio-{TOKEN[3:]}", ""),
    ],
)
def test_what_is_no_token_of_crates_io(text: str) -> None:
    assert list(crates_io_tokens(text)) == []


def test_old_tokens_of_crates_io() -> None:
    assert is_old_crates_io_token("Ab3" + 29 * "d")
    for other in ("Ab3" + 28 * "d", "Ab3" + 30 * "d", "Ab-" + 29 * "d", "xxx" + 29 * "d", 32 * "\u0660"):
        assert not is_old_crates_io_token(other)


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("sparse+https://a.example/index/?token=s3cret", "s3cret"),
        ("https://a.example/?x=1&access_token=s3cret#x", "s3cret"),
        ("index = 'https://a.example/?api-key=s3cret'", "s3cret"),
        ("https://dl.example/basic/Kx9z2Lm8Qw1PvRst/org/index/", "Kx9z2Lm8Qw1PvRst"),
        ("https://dl.cloudsmith.io/0f3a9c7e1b5d2a4f/org/repo/index.git", "0f3a9c7e1b5d2a4f"),
    ],
)
def test_tokens_in_urls(url: str, token: str) -> None:
    assert [url[start:end] for start, end in tokens_in_urls(url)] == [token]


@pytest.mark.parametrize(
    "url",
    [
        "https://dl.cloudsmith.io/basic/USER/REPO/cargo/index/",
        "https://dl.cloudsmith.io/basic/our-organisation-2024/REPO/cargo/index/",
        "https://dl.cloudsmith.io/public/our-organisation/REPO/cargo/index/",
        "https://a.example/index/?token=<token>",
        "https://a.example/index/?token=${TOKEN}",
        "?token=s3cret",
    ],
)
def test_urls_without_a_token(url: str) -> None:
    assert list(tokens_in_urls(url)) == []


@pytest.mark.parametrize("word", ["registry-publisher", "release-automation-2", "short1A", "0123456789012345678"])
def test_names_do_not_look_random(word: str) -> None:
    assert not looks_random(word)
