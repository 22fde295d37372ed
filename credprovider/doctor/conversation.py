"""Asking a provider for a token as cargo asks: a process of its own, one request, one answer, everything timed."""

import json
import os
import select
import subprocess
import threading
from collections.abc import Mapping
from time import monotonic, perf_counter
from typing import IO, Any, NamedTuple, cast

from credprovider.json_text import JsonError, parse
from credprovider.token import Secret

TOKEN, NOT_FOUND, FOREIGN, NOT_SUPPORTED, OTHER, BROKEN = (
    *("token", "not-found", "url-not-supported", "operation-not-supported", "other", "broken"),
)
_MOST = 4 * 1024 * 1024  # bytes of an answer
_HINTS = 64 * 1024  # bytes of standard error that are kept
_LAST_HINTS = 0.2  # seconds for what is still under way


class Times(NamedTuple):
    """In milliseconds: from the start of the process to its hello, from the request to the answer, from there to the
    end.
    """

    hello: float
    answer: float
    exit: float


class Answer(NamedTuple):
    """What a provider said.

    kind: TOKEN, one of cargo's error kinds, or BROKEN for what is no answer to cargo. message, causes: of OTHER and
    BROKEN. token: the header's value. cache, expires, independent: what cargo may do with it; expires in unix seconds.
    hints: what went to standard error. times: None where there was no answer.
    """

    kind: str
    message: str = ""
    causes: tuple[str, ...] = ()
    token: Secret | None = None
    cache: str = ""
    expires: int | None = None
    independent: bool = False
    hints: str = ""
    times: Times | None = None


class _BrokenError(Exception):
    """The provider did what cargo 1.95 does not accept; the text is cargo's, or says how long was waited."""


def ask(
    command: list[str], request: Mapping[str, object], environment: Mapping[str, str], folder: str, seconds: float
) -> Answer:
    """Send `request` to the provider that `command` starts in `folder`, and return what it says. Never hangs: after
    `seconds` the process is ended.
    """
    began = perf_counter()
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,  # or what a dead provider did not read would be written again when the pipe is closed
            cwd=folder,
            env=dict(environment),
        )
    except OSError as error:
        return Answer(BROKEN, "failed to spawn credential process", (error.strerror or "unknown error",))
    with process:
        hints = _Hints(process)
        try:
            answer = _Talk(process, seconds, began).hold(json.dumps(request).encode() + b"\n")
        except _BrokenError as error:
            answer = Answer(BROKEN, str(error.args[0]), tuple(map(str, error.args[1:])))
        finally:
            if process.poll() is None:
                process.kill()
        return answer._replace(hints=hints.text())


class _Hints:
    """What a process writes to standard error, taken from it as it comes, so that it never waits for us."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._descriptor = _pipe(process.stderr).fileno()
        self._held = bytearray()
        self._stopped = False
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def text(self) -> str:
        """Return what came, once the process has ended; a child of its own that goes on writing is not waited for."""
        self._thread.join(_LAST_HINTS)
        self._stopped = True
        return bytes(self._held).decode("utf-8", "replace")

    def _take(self) -> None:
        try:
            while not self._stopped and (part := os.read(self._descriptor, 65536)):
                self._held += part[: _HINTS - len(self._held)]
        except OSError:
            pass  # closed: nobody wants it any more


class _Talk:
    """One exchange with a running provider, which has `seconds` for all of it. began: when it was started."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float, began: float) -> None:
        self._process = process
        self._began = began
        self._in, self._out = _pipe(process.stdin), _pipe(process.stdout).fileno()
        self._seconds = seconds
        self._ends = monotonic() + seconds
        self._held = b""

    def hold(self, line: bytes) -> Answer:
        """Go through the whole exchange. Raises _BrokenError."""
        _check_hello(self._line("its hello"))
        greeted = perf_counter()
        try:
            while line:
                line = line[self._in.write(line) :]
        except OSError:
            raise _BrokenError("failed to write to credential provider") from None
        answer = _read_answer(self._line("its answer"))
        answered = perf_counter()
        try:
            self._in.close()
        except OSError:
            pass
        try:
            status = self._process.wait(max(self._ends - monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            raise self._silent("its end") from None
        if status:
            raise _BrokenError(f"it ended with status {status}, and cargo takes no answer from such a process")
        ended = perf_counter()
        times = Times(*(1000 * time for time in (greeted - self._began, answered - greeted, ended - answered)))
        return answer._replace(times=times)

    def _line(self, awaited: str) -> bytes:
        while b"\n" not in self._held:
            if not self._read(awaited):
                break
            if len(self._held) > _MOST:
                raise _BrokenError(f"{awaited} is longer than {_MOST // 1024 // 1024} MiB")
        line, _, self._held = self._held.partition(b"\n")
        return line

    def _read(self, awaited: str) -> bool:
        """Take what has come from standard output; False at its end."""
        if not select.select([self._out], [], [], max(self._ends - monotonic(), 0))[0]:
            raise self._silent(awaited)
        part = os.read(self._out, 65536)
        self._held += part
        return bool(part)

    def _silent(self, awaited: str) -> _BrokenError:
        return _BrokenError(f"nothing for {self._seconds:g} s while waiting for {awaited}; cargo would wait for ever")


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    return cast("IO[bytes]", stream)  # the process was started with all three


def _check_hello(line: bytes) -> None:
    hello = _parsed(line, "hello")
    versions = hello.get("v") if isinstance(hello, dict) else None
    if not isinstance(versions, list):
        raise _BrokenError("failed to deserialize hello", "it has no list `v`")
    if 1 not in versions:
        raise _BrokenError("the provider does not speak version 1 of the protocol")


def _read_answer(line: bytes) -> Answer:
    answer = _parsed(line, "response")
    if isinstance(answer, dict) and len(answer) == 1:
        if isinstance(fields := answer.get("Ok"), dict):
            return _token(fields)
        if isinstance(fields := answer.get("Err"), dict):
            return _error(fields)
    raise _BrokenError("failed to deserialize response", "it is neither `Ok` nor `Err`")


def _token(fields: dict[str, Any]) -> Answer:
    if fields.get("kind") != "get":
        raise _BrokenError("credential provider produced unexpected response for `get` request")
    token, cache, expires = fields.get("token"), fields.get("cache"), fields.get("expiration")
    independent = fields.get("operation_independent")
    wrong = [
        name
        for name, is_right in (
            ("token", isinstance(token, str)),
            ("cache", isinstance(cache, str)),
            ("expiration", type(expires) is int if cache == "expires" else True),
            ("operation_independent", isinstance(independent, bool)),
        )
        if not is_right
    ]
    if wrong:
        raise _BrokenError("failed to deserialize response", f"`{wrong[0]}` is missing or of another type")
    return Answer(TOKEN, token=Secret(str(token)), cache=str(cache), expires=expires, independent=bool(independent))


def _error(fields: dict[str, Any]) -> Answer:
    kind, message, causes = fields.get("kind"), fields.get("message"), fields.get("caused-by", [])
    if kind in (NOT_FOUND, FOREIGN, NOT_SUPPORTED):
        return Answer(str(kind))
    if kind != OTHER:
        raise _BrokenError("unknown error kind; try updating Cargo?")
    if not isinstance(message, str) or not isinstance(causes, list) or not all(isinstance(one, str) for one in causes):
        raise _BrokenError("failed to deserialize response", "`message` or `caused-by` is missing or of another type")
    return Answer(OTHER, message, tuple(causes))


def _parsed(line: bytes, what: str) -> Any:
    try:
        return parse(line)
    except JsonError as error:
        reason = str(error)
    raise _BrokenError(f"failed to deserialize {what}", reason)
