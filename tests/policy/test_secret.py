"""What looks like a secret, and what only stands in its place."""

import pytest

from policy.secret import crates_io_tokens, is_placeholder

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
