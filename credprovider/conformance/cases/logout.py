"""F. Logout."""

from credprovider.conformance import needs
from credprovider.conformance.case import Case
from credprovider.conformance.expect import expect, expect_kind, expect_token
from credprovider.conformance.kit import Kit


def stored(kit: Kit) -> None:
    """A logout, and another one.

    {"Ok":{"kind":"logout"}}, nothing more; then a get and a second logout find nothing: not-found.
    """
    kit.stored()
    answer = expect_kind(kit.log_out(), "logout")
    expect(not answer.extra, f"unknown fields {', '.join(answer.extra)}: {answer.shown()}")
    expect_kind(kit.get(), "not-found", of="a get afterwards: ")
    expect_kind(kit.log_out(), "not-found", of="a second logout: ")


def nothing_stored(kit: Kit) -> None:
    """A logout where nothing is stored.

    not-found: cargo then asks the other providers, and says that nobody was logged in. `Ok` would end that, and leave
    a token where it is.
    """
    expect_kind(kit.log_out(), "not-found")


def one_of_two(kit: Kit) -> None:
    """A logout from one of two registries.

    The other one keeps its token.
    """
    other = kit.new_token("other")
    kit.log_in(other, kit.neighbour)
    kit.stored()
    expect_kind(kit.log_out(), "logout")
    expect_token(kit.get(url=kit.neighbour), kit.profile.value_of(other), of="the other registry: ")


CASES = (
    Case("73", stored, (needs.login,)),
    Case("74", nothing_stored, (needs.login,)),
    Case("76", one_of_two, (needs.login, needs.neighbour)),
)
