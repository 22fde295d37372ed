"""What every store can do, and what it may answer."""

from abc import ABC, abstractmethod

from credprovider.deadline import Deadline
from credprovider.errors import OperationNotSupported
from credprovider.jwt import jwt_expiry
from credprovider.route import Route
from credprovider.token import Token


class Found:
    """What a store had. token: as stored, without a header's scheme. expires: unix seconds, as the store says or else
    the token itself, if it is a JWT; None when it has no end.
    """

    __slots__ = ("expires", "token")

    def __init__(self, token: Token, expires: int | None = None) -> None:
        self.expires = jwt_expiry(token) if expires is None else expires
        self.token = token


class Store(ABC):
    """A place for tokens, for one request.

    route: which registry (`route.url` is the key) and the settings of it. deadline: to be told what is being waited
    for.
    """

    writable = True  # whether `login` stores a token that a person has; if not, `sign_in` may still do something

    def __init__(self, route: Route, deadline: Deadline) -> None:
        self.route = route
        self.deadline = deadline

    @abstractmethod
    def get(self) -> Found:
        """Return the registry's token. NotFound only when the store truly has none; Other when it cannot be asked."""

    def urls(self) -> list[str] | None:
        """Return the index URLs of all registries that the store has a token for; None where it cannot tell."""
        return None

    def login(self, token: Token, label: str) -> None:  # noqa: ARG002 - for those that override it
        """Store `token`, replacing what was there. label: for people who look at the store with another program.
        Other on failure.
        """
        raise OperationNotSupported(self.elsewhere())

    def sign_in(self) -> None:
        """Do for `cargo login` whatever makes `get` find a token, where nobody has one to store. Other on failure."""
        raise OperationNotSupported(self.elsewhere())

    def unlock(self) -> bool:
        """Ask the person for what the store needs before it can be read. Return whether it has a lock at all. Other on
        failure.
        """
        return False

    def logout(self) -> None:
        """Remove the registry's token. NotFound when there was none, so that cargo can say so; Other when it is still
        there.
        """
        raise OperationNotSupported(self.elsewhere())

    def elsewhere(self) -> str:
        """Return the sentence that says where this registry's token is made and removed, when that is not done here."""
        return f"the store `{self.route.store}` does not take tokens"
