"""H. The process: its end, its output, its time, and the conditions that it runs under."""

from time import monotonic, sleep

from credprovider.conformance.answer import Answer
from credprovider.conformance.backends import silent_backends
from credprovider.conformance.case import Case, Failed, Hung, Skipped
from credprovider.conformance.expect import expect, expect_all, expect_form
from credprovider.conformance.kit import Kit
from credprovider.conformance.process import Process
from credprovider.conformance.request import line_of
from credprovider.conformance.start import Start

_MOST = 64 * 1024  # bytes: a pipe holds no more, and cargo does not read them
_PATIENCE = 30.0  # seconds for a provider that gives up by itself
_TRIES = 10  # a machine may be busy for a moment
_HELLO, _GET = 0.15, 0.3  # seconds


def quick_end(kit: Kit) -> None:
    """The end after the last answer.

    Exit status 0 within 1 s of the end of standard input: cargo waits for it.
    """
    seconds = []
    for _ in range(_TRIES):
        said = kit.provider.converse(line_of(kit.get_request()))
        expect(said.status == 0, f"exit status {said.status}")
        seconds.append(said.exit_seconds)
        if seconds[-1] < 1:
            return
    raise Failed(f"the end after {min(seconds):.1f} s, at best")


def little_output(kit: Kit) -> None:
    """What comes after the answer.

    Less than 64 KiB, best nothing: cargo does not read it, and the provider would wait for ever.
    """
    said = kit.provider.converse(line_of(kit.get_request()))
    expect(len(said.rest) < _MOST, f"{len(said.rest)} bytes after the answer")


def silent_backend(kit: Kit) -> None:
    """A backend that does not answer.

    An answer within 30 s all the same: cargo has no time limit, and holds the lock of its package cache. Tried with
    stand-ins for the session bus, Vault and a web proxy of the environment.
    """
    with silent_backends() as backends, kit.provider.start(Start(changes=backends.changes)) as process:
        process.line("hello")
        process.limit = _PATIENCE
        process.send(line_of(kit.get_request()))
        line = _line_or_none(process)
        contacted = backends.contacted()
    if not contacted:
        raise Skipped("it asks no session bus, no Vault and no web proxy of the environment")
    expect(line is not None, f"no answer within {_PATIENCE:g} s after it had connected to {' and '.join(contacted)}")
    expect_form(Answer(line or b""))


def _line_or_none(process: Process) -> bytes | None:
    try:
        return process.line("answer")
    except Failed:
        return None


def odd_surroundings(kit: Kit) -> None:
    """A bare or odd environment.

    An answer and exit status 0: with PATH and HOME alone, with a variable that is not UTF-8, with a strict umask.
    """
    starts = {
        "PATH and HOME alone": Start(only=("PATH", "HOME")),
        "a variable that is not UTF-8": Start(changes={"CONFORMANCE_ODD": "\udcff\udcfe"}),
        "umask 077": Start(before="umask 077"),
    }
    expect_all([f"{name}: {problem}" for name, start in starts.items() if (problem := problem_under(kit, start))])


def problem_under(kit: Kit, start: Start, usual: Answer | None = None) -> str:
    """Return what is wrong with a get under these conditions, or an empty text. usual: the answer that it must be."""
    try:
        said = kit.provider.converse(line_of(kit.get_request()), start=start)
        expect(bool(said.answers), f"no answer, exit status {said.status}")
        expect_form(said.answers[0])
        expect(usual is None or said.answers[0].same(usual), f"{said.answers[0].shown()} instead of the usual answer")
        expect(said.status == 0, f"exit status {said.status}")
    except Hung:
        raise
    except Failed as failed:
        return str(failed)
    return ""


def quick_start(kit: Kit) -> None:
    """The time of a start.

    The hello within 150 ms and the end of a get within 300 ms, at best of ten: with `never` cargo starts a provider
    for every request.
    """
    if not kit.profile.no_token:
        kit.stored()
    hello, whole = [], []
    for _ in range(_TRIES):
        begun = monotonic()
        said = kit.provider.converse(line_of(kit.get_request()))
        hello.append(said.hello_seconds)
        whole.append(monotonic() - begun)
        if min(hello) < _HELLO and min(whole) < _GET:
            return
        sleep(0.1)
    raise Failed(f"the hello after {min(hello) * 1000:.0f} ms, a get in {min(whole) * 1000:.0f} ms")


CASES = (
    Case("82", quick_end),
    Case("84", little_output),
    Case("85", silent_backend, beyond=True),
    Case("86", odd_surroundings, beyond=True),
    Case("87", quick_start, beyond=True),
)
