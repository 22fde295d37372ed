"""E and H with the store at risk: a provider that writes carelessly loses every token here, not the kit's alone."""

from time import monotonic

from credprovider.conformance import needs
from credprovider.conformance.case import Case, Failed, Skipped
from credprovider.conformance.expect import expect, expect_form, expect_kind
from credprovider.conformance.kit import Kit
from credprovider.conformance.request import line_of
from credprovider.conformance.start import Start

_FULL_DISK = "trap '' XFSZ\nulimit -f 0"  # no file can grow; a write fails as on a full disk
_KILLS = 12


def full_disk(kit: Kit) -> None:
    """A store that cannot be written.

    `other` with the cause, when the token is not stored; never Ok, and never not-found: cargo would hand the token to
    the next provider. Tried with files that cannot grow.
    """
    token = kit.new_token()
    kit.writes()
    try:
        answer = kit.provider.ask(line_of(kit.request("login", token=token)), start=Start(before=_FULL_DISK))[0]
    except Failed:
        expect(not kit.get().token, "no answer, and something is stored")
        raise
    expect_kind(answer, "login", "other")
    stored = kit.get().token == kit.profile.value_of(token)
    expect(stored or answer.kind == "other", f"{answer.shown()}, but the token is not stored")
    if stored:
        raise Skipped("the store does not grow files in the provider's own process")


def killed_login(kit: Kit) -> None:
    """A login that is killed.

    The old token or the new one, never a broken store: cargo kills a provider when anything goes wrong.
    """
    old = kit.new_token("old")
    kit.log_in(old)
    begun = monotonic()
    kit.log_in(old)
    usual = monotonic() - begun
    for number in range(_KILLS):
        new = kit.new_token("new")
        with kit.provider.start() as process:
            process.send(line_of(kit.request("login", token=new)))
            process.pump(lambda: False, usual * 1.2 * number / _KILLS)
            process.popen.kill()  # the provider alone, as cargo does it; what it has started may go on
            process.wait_for_group()
        given = expect_form(kit.get())
        expect(given.token in map(kit.profile.value_of, (old, new)), f"a get afterwards: {given.shown()}")
        kit.log_in(old)


_NEEDS = (needs.risk, needs.login)

CASES = (Case("72", full_disk, _NEEDS), Case("83", killed_login, _NEEDS, beyond=True))
