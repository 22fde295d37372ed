"""The plug-in loop: a request line in, one answer line out, until cargo closes its end."""

import os

from credprovider.errors import Other, ProviderError
from credprovider.protocol import MAX_LINE, error_answer, parse_request
from credprovider.router import find_route
from credprovider.settings import load_settings

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterator


def serve(requests: int, answers: int) -> None:
    """Answer every line from the descriptor `requests` on the descriptor `answers`, in order, until the end of input.

    Raises OSError when either end is gone. No failure of a request ends the loop, but for the deadline, which ends
    the process.
    """
    for line in _lines(requests):
        _write(answers, _answer(line, answers))


def _answer(line: bytes | None, answers: int) -> bytes:
    try:
        if line is None:
            raise Other(f"the request is longer than {MAX_LINE // 1024} KiB")
        return _handled(line, answers)
    except ProviderError as error:
        if error.message and not isinstance(error, Other):  # cargo has no place for the reason
            from credprovider.hints import hint

            hint(error.message)
        return error_answer(error)
    except Exception as error:
        return error_answer(_unexpected(error))


def _handled(line: bytes, answers: int) -> bytes:
    """Answer one request: the URL first, and only for a registry that is ours anything else."""
    request = parse_request(line)
    route = find_route(request, load_settings())
    from credprovider.service import answer  # what a foreign registry does not pay for

    return answer(request, route, answers)


def _lines(descriptor: int) -> "Iterator[bytes | None]":
    """Yield the lines of the descriptor, without their ends; None for one that is too long, as soon as it is."""
    held = bytearray()
    skipping = False
    while part := os.read(descriptor, 65536):
        *ends, rest = part.split(b"\n")
        for end in ends:
            if not skipping:
                yield bytes(held + end) if len(held) + len(end) <= MAX_LINE else None
            held.clear()
            skipping = False
        if not skipping:
            held += rest
        if len(held) > MAX_LINE:
            yield None
            held.clear()
            skipping = True
    if held:
        yield bytes(held)


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _unexpected(error: Exception) -> Other:
    """Name a fault of ours by its type alone: its message could hold a secret. CREDPROVIDER_DEBUG=1 shows the places,
    no values.
    """
    if os.environ.get("CREDPROVIDER_DEBUG"):
        import traceback

        from credprovider.hints import hint

        hint("".join(traceback.format_tb(error.__traceback__)))
    advice = "set CREDPROVIDER_DEBUG=1 to see where, and please report it"
    return Other(f"cargo-credprovider failed unexpectedly ({type(error).__name__})", (advice,))
