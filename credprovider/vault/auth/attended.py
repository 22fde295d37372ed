"""What the ways to log in have in common for which a person must be there."""

from abc import abstractmethod

from credprovider.vault.auth.interface import AuthMethod, LoginRequest, NotLoggedIn

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.vault.auth.person import Person
    from credprovider.vault.issued import IssuedToken


class AttendedMethod(AuthMethod):
    """A way to log in with a person at the terminal: only on `cargo login` and `cargo credprovider vault login`."""

    attended = True

    def login_request(self) -> LoginRequest:
        """There is none that needs nobody: NotLoggedIn."""
        raise NotLoggedIn(f"{self.name} needs a person at a terminal")

    @abstractmethod
    def log_in_with(self, person: "Person") -> "IssuedToken":
        """Log in with what the person tells or does, and return the token. Raises VaultFailure."""
