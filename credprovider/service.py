"""What is done for a request whose route is known: a token is given out, stored or removed."""

from resource import RLIMIT_CORE, setrlimit

from credprovider.deadline import Deadline, allowed_seconds
from credprovider.errors import NotFound, OperationNotSupported, Other
from credprovider.jwt import jwt_expiry
from credprovider.protocol import Request, done_answer, token_answer
from credprovider.route import Route
from credprovider.stores import open_store
from credprovider.stores.interface import Found, Store
from credprovider.token import Header, Token, typed_token
from credprovider.visible import visible

_SOON = 90  # seconds: cargo drops a token 60 s before its end and would then start us for every single HTTP request


def answer(request: Request, route: Route, out: int) -> bytes:
    """Return the answer line to `request`. Raises ProviderError.

    out: the descriptor of the protocol, on which the deadline answers when the store does not.
    """
    setrlimit(RLIMIT_CORE, (0, 0))  # a core dump would hold the token
    request.check_action()
    deadline = Deadline(allowed_seconds(), out)
    try:
        return _answer(request, route, open_store(route, deadline), deadline)
    finally:
        deadline.finish()


def _answer(request: Request, route: Route, store: Store, deadline: Deadline) -> bytes:
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


def header_value(found: Found, route: Route) -> Token:
    """Return the value of the Authorization header. Raises NotFound when the token has ended, Other for a value that is
    none.
    """
    if found.expires is not None and _left(found.expires) <= 0:
        raise NotFound(f"the token for {visible(route.url)} has expired; a new one is needed")
    return Header(route.header).value(found.token)


def _token(found: Found, route: Route, operation: str) -> bytes:
    """Give out what the store had. How long cargo may keep it: see the cache rules in the Cargo Book, and `_SOON`."""
    value = header_value(found, route)
    if route.separate and operation != "read":
        return token_answer(value, cache="never", expiration=None, operation_independent=False)
    if found.expires is not None and _left(found.expires) > _SOON:
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
    store_and_check(store, token, request.name or request.index_url)


def store_and_check(store: Store, token: Token, label: str) -> None:
    """Store `token` and read it back. Raises Other when the store does not give back what it has just taken; not
    NotFound, with which cargo would go on with the token.
    """
    store.login(token, label)
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
