"""What is wrong with the OS keyring, where something depends on it."""

from collections.abc import Iterator, Sequence

from credprovider.doctor.conversation import OTHER
from credprovider.doctor.examined import Examined
from credprovider.doctor.finding import Finding
from credprovider.doctor.stores import Keyring

_STORES = ("auto", "secret-service")
_LIBSECRET = "cargo:libsecret"
_UNLOCK = "run `cargo credprovider unlock`, or unlock it in the desktop's keyring program"


def keyring_findings(keyring: Keyring, registries: Sequence[Examined]) -> Iterator[Finding]:
    """Yield what is wrong with the keyring, if one of the registries has its token in it or asks cargo's libsecret.

    Where the provider itself has failed because of it, that is said already.
    """
    stores = {place.store for examined in registries for place in examined.served}
    failed = [one for examined in registries for one in examined.asked if one.answer and one.answer.kind == OTHER]
    if stores.intersection(_STORES) and not failed:
        yield from _ours(keyring, is_needed="secret-service" in stores)
    if keyring.state != "unavailable":
        return
    for examined in registries:
        for asked in examined.asked:
            if asked.provider.program == _LIBSECRET:
                message = f"{_LIBSECRET} is in the list, and cargo stops where there is no keyring: {keyring.reason}"
                place = asked.provider.value.place
                edit = f"remove {_LIBSECRET} from the list here, or start a keyring"
                yield Finding("libsecret-without-keyring", "error", message, place, edit)
                return


def _ours(keyring: Keyring, *, is_needed: bool) -> Iterator[Finding]:
    """is_needed: whether a store is the keyring itself; `auto` leaves a registry to the next provider without one."""
    if keyring.state == "unavailable" and is_needed:
        edit = "start a keyring, or name another store in credprovider.toml"
        yield Finding("keyring-unavailable", "error", keyring.reason, None, edit)
    elif keyring.state == "locked":
        yield Finding("keyring-locked", "warning", "the default collection of the keyring is locked", None, _UNLOCK)
    elif keyring.state == "no-default-collection":
        message = "the keyring has no default collection, so that `cargo login` cannot store a token"
        edit = "create one, named Login or default, in the desktop's keyring program"
        yield Finding("keyring-without-default", "error", message, None, edit)
