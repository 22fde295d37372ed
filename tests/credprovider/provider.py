"""The provider as cargo runs it: a process of its own, spoken to line by line, with everything that cargo relies on
checked.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.canary import CANARY as CANARY  # for the tests of the provider, which take everything from here
from tests.canary import shown_in, watched
from tests.servers.processes import bare_environment

PROGRAM = str(Path(sys.executable).parent / "cargo-credprovider")
INDEX = "sparse+https://registry.example/index/"
HELLO = b'{"v":[1]}\n'
PATIENCE = "30"  # seconds: a busy machine must not look like a store that hangs; tests of the deadline set their own
KINDS = ("url-not-supported", "not-found", "operation-not-supported", "other")


def request(
    kind: str = "get",
    dashed: Mapping[str, object] | None = None,
    *,
    url: str = INDEX,
    name: str | None = "alt",
    **fields: object,
) -> dict[str, object]:
    """Return a request as cargo 1.95 sends it; a `get` is for reading unless said otherwise.

    dashed: fields whose names Python cannot spell, such as login-url.
    """
    registry = {"index-url": url} if name is None else {"index-url": url, "name": name}
    operation = {"operation": "read"} if kind == "get" and "operation" not in fields else {}
    return {"v": 1, "registry": registry, "kind": kind, **operation, **fields, **(dashed or {})}


def publish(**fields: object) -> dict[str, object]:
    """Return the request for a token to publish, with `fields` in place of the usual ones; None leaves a field out."""
    usual = {"name": "crate", "vers": "1.0.0", "cksum": "0" * 64, **fields}
    return request("get", {key: value for key, value in usual.items() if value is not None}, operation="publish")


@dataclass(frozen=True)
class Conversation:
    """What one run of the program said. lines: its answers, after the hello. hints: its standard error."""

    lines: list[Any]
    hints: str
    status: int


@dataclass
class Provider:
    """The program with a private CARGO_HOME in `root`.

    extra: further variables of its environment. arguments: those in cargo's config, for every request. through: the
    words of a program that starts it. Its temporary files go to `root` as well, where they are searched for tokens
    after the test.
    """

    root: Path
    extra: dict[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    through: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.temporary.mkdir(exist_ok=True)

    @property
    def home(self) -> Path:
        """The folder that CARGO_HOME names."""
        return self.root / "cargo-home"

    @property
    def temporary(self) -> Path:
        """The folder that TMPDIR names."""
        return self.root / "temporary"

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of the program."""
        own = {"CARGO_HOME": str(self.home), "TMPDIR": str(self.temporary), "CREDPROVIDER_TIMEOUT": PATIENCE}
        return {**bare_environment(self.root), **own, **self.extra}

    def settings(self, text: str) -> None:
        """Write credprovider.toml."""
        (self.home / "credprovider.toml").write_text(text)

    def serve(self, store: str, url: str = INDEX) -> None:
        """Write settings that serve `url` from the store of this name, and no other registry."""
        self.settings(f'[registries."{url}"]\nstore = "{store}"\n')

    def file_store(self, *urls: str) -> None:
        """Write settings that serve `urls` from the file store."""
        tables = "".join(f'[registries."{url}"]\nstore = "file"\n' for url in urls or (INDEX,))
        self.settings(f'[file]\nprotection = "none"\n{tables}')

    def raw(self, data: bytes, *, arguments: tuple[str, ...] = ("--cargo-plugin",), **more: Any) -> Conversation:
        """Run the program with `data` on its standard input and check what must hold for every run."""
        given = {"env": self.environment, "cwd": self.root, **more}
        done = watched([*self.through, PROGRAM, *arguments], data=data, timeout=60, **given)
        check_output(done.stdout)
        assert done.returncode == 0, done.stderr
        lines = [json.loads(line) for line in done.stdout.splitlines()[1:]]
        return Conversation(lines, done.stderr.decode(), done.returncode)

    def ask(self, *requests: Mapping[str, object] | bytes) -> list[Any]:
        """Send requests to one process and return its answers, one for each."""
        answers = self.raw(b"".join(self.line(each) for each in requests)).lines
        assert len(answers) == len(requests)
        return answers

    def line(self, asked: Mapping[str, object] | bytes) -> bytes:
        """Return the line that sends a request."""
        if not isinstance(asked, bytes):
            arguments = {"args": list(self.arguments)} if self.arguments else {}
            asked = json.dumps(arguments | dict(asked)).encode()
        return asked + b"\n"

    def one(self, asked: Mapping[str, object] | bytes) -> Any:
        """Send one request to a new process and return its answer."""
        return self.ask(asked)[0]

    def error(self, asked: Mapping[str, object] | bytes) -> str:
        """Send one request that is to be answered with `other`; return message and causes as lines."""
        answer = self.one(asked)
        assert answer["Err"]["kind"] == "other", answer
        return "\n".join([answer["Err"]["message"], *answer["Err"].get("caused-by", [])])


def check_output(out: bytes) -> None:
    """Hold standard output against the protocol: the hello, then whole lines, each one answer that cargo 1.95
    accepts.
    """
    assert out.startswith(HELLO)
    assert out.endswith(b"\n")
    for line in out.splitlines()[1:]:
        check_answer(json.loads(line))
        assert line.startswith(b'{"Ok":{"kind":"get",') or not shown_in(line), line


def check_answer(answer: Any) -> None:
    """Hold one answer against the strict form: exactly the fields that belong to it, each of its type."""
    assert isinstance(answer, dict)
    assert len(answer) == 1
    if "Err" in answer:
        _check_error(answer["Err"])
        return
    fields = answer["Ok"]
    if fields["kind"] != "get":
        assert fields in ({"kind": "login"}, {"kind": "logout"})
        return
    expiration = {"expiration"} if fields["cache"] == "expires" else set()
    assert set(fields) == {"kind", "token", "cache", "operation_independent"} | expiration
    assert fields["cache"] in ("never", "session", "expires")
    assert type(fields["operation_independent"]) is bool
    assert type(fields.get("expiration", 0)) is int
    token = fields["token"]
    assert token
    assert token.strip() == token
    assert all(0x20 <= ord(char) <= 0x7E for char in token)


def _check_error(fields: Any) -> None:
    assert fields["kind"] in KINDS
    if fields["kind"] != "other":
        assert fields == {"kind": fields["kind"]}
        return
    assert set(fields) <= {"kind", "message", "caused-by"}
    texts = [fields["message"], *fields.get("caused-by", [])]
    assert all(isinstance(text, str) and text.isprintable() and 0 < len(text) < 2000 for text in texts), texts


NOT_FOUND = {"Err": {"kind": "not-found"}}
FOREIGN = {"Err": {"kind": "url-not-supported"}}
UNSUPPORTED = {"Err": {"kind": "operation-not-supported"}}
LOGGED_IN = {"Ok": {"kind": "login"}}
LOGGED_OUT = {"Ok": {"kind": "logout"}}


def token(value: str, cache: str = "session", *, independent: bool = True) -> dict[str, Any]:
    """Return the answer that gives cargo the header value `value`."""
    return {"Ok": {"kind": "get", "token": value, "cache": cache, "operation_independent": independent}}
