"""The plug-in loop: a request line in, one answer line out, until cargo closes its end."""

import os
from resource import RLIMIT_CORE, setrlimit

from credprovider.deadline import DEFAULT_SECONDS, Deadline, allowed_seconds
from credprovider.errors import NotFound, OperationNotSupported, Other, ProviderError
from credprovider.jwt import jwt_expiry
from credprovider.protocol import MAX_LINE, Request, done_answer, error_answer, parse_request, token_answer
from credprovider.route import Route
from credprovider.router import find_route
from credprovider.settings import load_settings
from credprovider.stores import open_store
from credprovider.stores.interface import Found, Store
from credprovider.token import Header, Token, typed_token
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterator

_SOON = 90  # seconds: cargo drops a token 60 s before its end and would then start us for every single HTTP request


def serve(requests: int, answers: int) -> None:
    """Answer every line from the descriptor `requests` on the descriptor `answers`, in order, until the end of input.

    Raises OSError when either end is gone. No failure of a request ends the loop, but for the deadline, which ends
    the process.
    """
    setrlimit(RLIMIT_CORE, (0, 0))  # a core dump would hold the token
    for line in _lines(requests):
        seconds = DEFAULT_SECONDS
        try:
            seconds = allowed_seconds()
        except Other as error:
            _write(answers, error_answer(error))
            continue
        deadline = Deadline(seconds, answers)
        answer = _answer(line, deadline)
        deadline.finish()
        _write(answers, answer)


def _answer(line: bytes | None, deadline: Deadline) -> bytes:
    try:
        if line is None:
            raise Other(f"the request is longer than {MAX_LINE // 1024} KiB")
        return _handled(parse_request(line), deadline)
    except ProviderError as error:
        if error.message and not isinstance(error, Other):  # cargo has no place for the reason
            from credprovider.hints import hint

            hint(error.message)
        return error_answer(error)
    except Exception as error:
        return error_answer(_unexpected(error))


def _handled(request: Request, deadline: Deadline) -> bytes:
    """Answer one request: the URL first, the kind after it, the store last."""
    route = find_route(request, load_settings())
    request.check_action()
    store = open_store(route, deadline)
    if request.kind == "get":
        return _token(store.get(), route, request.operation)
    if request.kind == "login" and store.writable:
        _login(request, route, store, deadline)
    elif request.kind == "login":
        if request.token is not None:
            raise OperationNotSupported(store.elsewhere())
        store.sign_in()
    else:
        store.logout()
    return done_answer(request.kind)


def _token(found: Found, route: Route, operation: str) -> bytes:
    """Give out what the store had. How long cargo may keep it: see the cache rules in the Cargo Book, and `_SOON`."""
    value = Header(route.header).value(found.token)
    left = 0.0 if found.expires is None else _left(found.expires)
    if left <= 0 and found.expires is not None:
        raise NotFound(f"the token for {visible(route.url)} has expired; a new one is needed")
    if route.separate and operation != "read":
        return token_answer(value, cache="never", expiration=None, operation_independent=False)
    if left > _SOON:
        return token_answer(value, cache="expires", expiration=found.expires, operation_independent=not route.separate)
    return token_answer(value, cache="session", expiration=None, operation_independent=not route.separate)


def _left(expires: int) -> float:
    from time import time

    return expires - time()


def _login(request: Request, route: Route, store: Store, deadline: Deadline) -> None:
    """Store the token that cargo was given, or one that is typed on the terminal, and read it back."""
    if request.token is None or not request.token.reveal().strip():
        from credprovider.tty import prompt_secret

        deadline.suspend()
        pasted = prompt_secret(
            _question(request),
            f"write it to cargo's standard input: cargo login --registry {_shown_name(request)} < token-file",
        )
        deadline.resume()
    else:
        pasted = request.token
    token = typed_token(pasted)
    Header(route.header).value(token)
    expires = jwt_expiry(token)
    if expires is not None and _left(expires) <= 0:
        raise Other("the token has expired already; make a new one")
    store.login(token, request.name or request.index_url)
    _check_stored(store, token)


def _check_stored(store: Store, token: Token) -> None:
    """Raise Other when the store does not give back what it has just taken. Not NotFound: cargo would go on with the
    token.
    """
    try:
        kept = store.get().token.reveal()
    except NotFound:
        kept = ""
    if kept != token.reveal():
        what = "another one" if kept else "nothing"
        raise Other(f"the store `{store.route.store}` took the token, but gives back {what}")


def _question(request: Request) -> str:
    source = f", made at {visible(request.login_url)}" if request.login_url else ""
    return f"Token for {_shown_name(request)} ({visible(request.index_url)}){source}: "


def _shown_name(request: Request) -> str:
    return visible(request.name, 60) if request.name else "NAME"


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
