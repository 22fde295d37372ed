"""What a case can need. Each function returns why it is not there, and an empty text where it is."""

from typing import TYPE_CHECKING

from credprovider.conformance.cargo import find_cargo

if TYPE_CHECKING:
    from credprovider.conformance.kit import Kit


def login(kit: "Kit") -> str:
    """Tokens can be stored and removed through the protocol."""
    return kit.profile.no_login and f"login: {kit.profile.no_login}"


def token(kit: "Kit") -> str:
    """A token is stored, or can be."""
    return kit.profile.no_token


def separate(kit: "Kit") -> str:
    """Operations have answers of their own."""
    return kit.profile.no_separate and f"operations: {kit.profile.no_separate}"


def foreign(kit: "Kit") -> str:
    """There is a registry that the provider does not serve."""
    return kit.profile.no_foreign


def neighbour(kit: "Kit") -> str:
    """A second registry on the same host is served."""
    return kit.profile.no_neighbour and f"no second registry: {kit.profile.no_neighbour}"


def risk(kit: "Kit") -> str:
    """The store may be broken."""
    return "" if kit.risk_store else "it can break a careless provider's whole store; --risk-store runs it"


def cargo(_kit: "Kit") -> str:
    """Real cargo is on PATH."""
    return find_cargo().problem
