"""The real program against a server with a fault: one request of cargo's, its answer, and what reached the server."""

import contextlib
import errno
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.credprovider.provider import CANARY, INDEX, Provider, request, token
from tests.credprovider.vault.scripted import Authority, Early, Script, Scripted, scripted
from tests.servers.seccomp import KEYCTL, refusing

DEADLINE = 1.0  # seconds, for a server that is too slow; for all others time is no matter
SLACK = 4.0  # seconds that a busy machine may need besides
VAULT_TOKEN = f"s.{CANARY}-vault"
SECRET_ID = f"{CANARY}-secret-id"
GIVEN = token(CANARY)
SECRET = f'{{"data":{{"data":{{"token":"{CANARY}"}},"metadata":{{"deletion_time":"","destroyed":false}}}}}}'.encode()
LOGGED_IN = f'{{"auth":{{"client_token":"{VAULT_TOKEN}","lease_duration":3600}}}}'.encode()


@dataclass(frozen=True)
class Outcome:
    """answer: the one line that cargo got. server: what reached the server. seconds: how long it took."""

    answer: Any
    server: Scripted
    seconds: float

    @property
    def said(self) -> str:
        """Message and causes of a refusal, as lines."""
        fields = self.answer["Err"]
        assert fields["kind"] == "other", self.answer
        return "\n".join([fields["message"], *fields.get("caused-by", [])])


@dataclass
class Faulty:
    """A provider, and the authority of the certificates that it trusts."""

    provider: Provider
    authority: Authority

    @contextlib.contextmanager
    def server(
        self, answers: Sequence[bytes | Script | Early], context: ssl.SSLContext | None = None
    ) -> Iterator[Scripted]:
        """Run a server over TLS that gives the n-th connection the n-th answer; context: with another certificate."""
        with scripted(answers, context or self.authority.server("127.0.0.1")) as running:
            yield running

    def read(
        self,
        answers: Sequence[bytes | Script | Early],
        *,
        context: ssl.SSLContext | None = None,
        seconds: float | None = None,
    ) -> Outcome:
        """Have the token read from such a server. seconds: the deadline, where it matters."""
        with self.server(answers, context) as running:
            return self.ask(running, seconds)

    def log_in(self, answers: Sequence[bytes | Script | Early]) -> Outcome:
        """Have the token read from such a server by somebody who has to log in first, and keeps no login."""
        self.provider.through = refusing(KEYCTL, errno.EPERM)
        self.provider.extra["SECRET_ID"] = SECRET_ID
        with self.server(answers) as running:
            return self.ask(
                running, None, 'auth = { method = "approle", role-id = "r", secret-id-variable = "SECRET_ID" }'
            )

    def ask(self, running: Scripted, seconds: float | None = None, *settings: str) -> Outcome:
        """Ask for the token at the address of `running`. settings: more lines of `[vault]`."""
        self.settings(f'ca-file = "{self.authority.file}"', *settings)
        self.provider.extra |= {"VAULT_ADDR": running.address, "VAULT_TOKEN": VAULT_TOKEN}
        if seconds is not None:
            self.provider.extra["CREDPROVIDER_TIMEOUT"] = f"{seconds:g}"
        start = time.monotonic()
        answer = self.provider.one(request())
        taken = time.monotonic() - start
        assert seconds is None or taken < seconds + SLACK
        return Outcome(answer, running, taken)

    def settings(self, *lines: str) -> None:
        """Write settings with these lines in `[vault]`."""
        registry = f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/cargo/x"\n'
        self.provider.settings("\n".join(["[vault]", *lines, registry]))
