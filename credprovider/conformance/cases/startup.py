"""A. Start-up and handshake."""

from time import monotonic, sleep

from credprovider.conformance.answer import shown
from credprovider.conformance.backends import silent_backends
from credprovider.conformance.case import Case, Failed, Skipped
from credprovider.conformance.expect import expect, expect_no_traceback
from credprovider.conformance.invariants import is_hello
from credprovider.conformance.kit import Kit
from credprovider.conformance.request import line_of
from credprovider.conformance.start import FLAG, Start

_TRIES = 3  # a machine may be busy for a moment


def no_request(kit: Kit) -> None:
    """No request: the hello, and the end.

    The one line {"v":[1]} and exit status 0 when standard input ends at once.
    """
    said = kit.provider.converse()
    expect(is_hello(said.hello), f"the first line is {shown(said.hello)}")
    expect(not said.rest, f"after the hello comes {shown(said.rest)}")
    expect(said.status == 0, f"exit status {said.status}")


def hello_first(kit: Kit) -> None:
    """The hello comes before anything is sent.

    The hello within 1 s, flushed, while standard input is open and empty: cargo reads it before it writes.
    """
    seconds = []
    for _ in range(_TRIES):
        begun = monotonic()
        with kit.provider.start() as process:
            expect(bool(process.line("hello")), "the output ended without a hello")
        seconds.append(monotonic() - begun)
        if seconds[-1] < 1:
            return
    raise Failed(f"the hello after {min(seconds):.1f} s, at best")


def hello_alone(kit: Kit) -> None:
    """The hello is one line of JSON and comes first.

    A first byte `{`, no banner, blank line or byte order mark; one line; `v` is an array that holds 1.
    """
    said = kit.provider.converse()
    expect(is_hello(said.hello), f"the first line is {shown(said.hello)}")


def without_the_flag(kit: Kit) -> None:
    """Started by a person, without --cargo-plugin.

    Help, or an error with another exit status than 0, and no hang. cargo always gives the flag, so that a program
    can be more than a provider.
    """
    with kit.provider.start(Start(flags=())) as process:
        out = process.finish()
        status, errors = process.popen.returncode, bytes(process.errors)
    if out and is_hello(out.splitlines()[0]):
        raise Skipped("it speaks the protocol without the flag, too: it is nothing else than a provider")
    expect(status >= 0, f"it was ended by signal {-status}")
    expect(status != 0 or bool(out or errors), "exit status 0, and nothing printed")
    expect_no_traceback(errors)


def more_arguments(kit: Kit) -> None:
    """--cargo-plugin among other arguments.

    The protocol all the same.
    """
    usual = kit.get()
    said = kit.provider.converse(line_of(kit.get_request()), start=Start(flags=(FLAG, "--conformance-unknown", "x")))
    expect(is_hello(said.hello), f"the first line is {shown(said.hello)}, exit status {said.status}")
    expect(bool(said.answers) and said.answers[0].same(usual), "another answer than without them")


def nothing_asked_too_early(kit: Kit) -> None:
    """No backend is asked before a request comes.

    No connection to the session bus, Vault or a web proxy of the environment between the hello and the first request:
    for most registries there will be nothing to ask.
    """
    with silent_backends() as backends, kit.provider.start(Start(changes=backends.changes)) as process:
        process.line("hello")
        sleep(0.5)
        contacted = backends.contacted()
    expect(not contacted, f"a connection to {' and '.join(contacted)}")


def nobody_reads(kit: Kit) -> None:
    """Standard output is a pipe that nobody reads.

    A quiet end: no traceback, no hang.
    """
    with kit.provider.start(deaf=True) as process:
        process.send(line_of(kit.get_request()))
        process.pump(lambda: process.sent, process.limit)
        process.finish()
        errors = bytes(process.errors)
    kit.invariants.errors(errors)
    expect_no_traceback(errors)


CASES = (
    Case("1", no_request),
    Case("2", hello_first),
    Case("3", hello_alone),
    Case("4", without_the_flag, beyond=True),
    Case("5", more_arguments, beyond=True),
    Case("6", nothing_asked_too_early, beyond=True),
    Case("7", nobody_reads, beyond=True),
)
