"""D. The tokens that are given out: what is in them, and when they end."""

from time import time

from credprovider.conformance import needs
from credprovider.conformance.answer import Answer
from credprovider.conformance.case import Case, Skipped
from credprovider.conformance.expect import expect, expect_all, expect_form
from credprovider.conformance.invariants import is_header_value
from credprovider.conformance.kit import Kit
from credprovider.conformance.request import OPERATIONS

_LEEWAY = 60  # seconds: cargo takes a token for ended so long before its end


def expiration(kit: Kit) -> None:
    """A token that ends.

    `expiration` is a whole number of unix seconds in the future; no milliseconds, no text, no fraction.
    """
    for operation, seconds in ending(kit).items():
        expect(seconds > time(), f"{operation}: {seconds} is over, now is {time():.0f}")


def token_at_its_end(kit: Kit) -> None:
    """A token that is about to end.

    Another one: cargo takes a token for ended 60 s before its end and would ask for every single HTTP request.
    """
    for operation, seconds in ending(kit).items():
        expect(seconds > time() + _LEEWAY, f"{operation}: a token that ends in {seconds - time():.0f} s")


def ending(kit: Kit) -> dict[str, int]:
    """Return when the tokens that have an end do so, by operation. Raises Failed for a malformed answer."""
    kit.stored()
    all_ends = {operation: expect_form(kit.get(operation=operation)).expiration for operation in OPERATIONS}
    found = {operation: seconds for operation, seconds in all_ends.items() if seconds is not None}
    if not found:
        raise Skipped("no answer of this provider has an end (`expires`)")
    return found


def odd_tokens(kit: Kit) -> None:
    """Tokens that no HTTP header can carry.

    They are refused at the login or at the get, or trimmed; what a get gives out is 0x20 to 0x7e, not empty, without
    blanks at its ends. cargo 1.95 does not look at a token before it reads an index.
    """
    if kit.profile.no_login:
        expect_header_value(kit.get())
        return
    token = kit.stored()
    expect_header_value(kit.get())
    problems = []
    for name, odd in odd_spellings(token).items():
        kit.login(odd)
        answer = expect_form(kit.get())
        if answer.kind == "get" and not is_header_value(answer.token):
            problems.append(f"{name}: {answer.shown()}")
        kit.clean()
    expect_all(problems)


def odd_spellings(token: str) -> dict[str, str]:
    """Return tokens that cannot be sent as they are, by what is wrong with them."""
    return {
        "CR LF and a header": f"{token}\r\nX-Evil: 1",
        "LF": f"{token}\n",
        "NUL": f"{token}\0x",
        "not ASCII": f"{token}\u00e9",
        "leading blank": f" {token}",
        "trailing blank": f"{token} ",
        "empty": "",
    }


def expect_header_value(answer: Answer) -> None:
    """Raise Failed when the answer gives a token that cannot be sent."""
    expect(answer.kind != "get" or is_header_value(answer.token), answer.shown())


CASES = (
    Case("45", expiration, (needs.token,)),
    Case("46", token_at_its_end, (needs.token,)),
    Case("55", odd_tokens, (needs.token,)),
)
