"""Taking tokens from one place to another: written, read back, compared, and only then removed where they were.

A place is a store, or one of cargo's own providers by its name.
"""

from collections.abc import Callable

from credprovider.commands.opened import command_deadline, said
from credprovider.deadline import Deadline
from credprovider.errors import NotFound, Other, ProviderError
from credprovider.registries import KnownRegistry, Registries
from credprovider.route import Route
from credprovider.service import header_value, store_and_check
from credprovider.settings import load_settings
from credprovider.stores import open_store
from credprovider.stores.auto import NATIVE_BACKENDS, AutoStore
from credprovider.stores.cargo_token import CargoTokenStore
from credprovider.stores.interface import Store
from credprovider.stores.secret_service import SecretServiceStore
from credprovider.token import Token
from credprovider.visible import visible

Place = Callable[[KnownRegistry, Deadline], Store]
"""Opens a place for one registry."""


def _cargo_token(registry: KnownRegistry, deadline: Deadline) -> Store:
    names = {name: known.url for name, known in Registries.of_user().known().items()}
    if registry.name:
        names[registry.name] = registry.url
    return CargoTokenStore(_route(registry, ""), deadline, names)


def _libsecret(registry: KnownRegistry, deadline: Deadline) -> Store:
    return SecretServiceStore(_route(registry, "secret-service"), deadline)


def _macos_keychain(registry: KnownRegistry, deadline: Deadline) -> Store:
    from credprovider.stores.keyring import KeyringStore

    return KeyringStore(_route(registry, "keyring"), deadline, NATIVE_BACKENDS["darwin"])


def _store(store: str) -> Place:
    return lambda registry, deadline: open_store(_route(registry, store), deadline)


PLACES: dict[str, Place] = {
    "cargo:token": _cargo_token,
    "cargo:libsecret": _libsecret,
    "cargo:macos-keychain": _macos_keychain,
    **{store: _store(store) for store in ("secret-service", "keyring", "kernel", "file")},
}
"""Those that take tokens. `cargo:wincred` is not here: it writes UTF-8, and the keyring library reads UTF-16."""


NOTHING_THERE = "has no token there"


class Transfer:
    """One registry's token on its way.

    registry: whose token it is. source, target: the places. shaped: write what cargo
    would send, with the scheme of the header, and not the bare token. keep: leave the token in the source as well.
    replace: whether another token in the target may be overwritten.
    """

    def __init__(
        self, registry: KnownRegistry, source: Place, target: Place, *, shaped: bool, keep: bool, replace: bool
    ) -> None:
        self.registry = registry
        self._source, self._target = source, target
        self._shaped, self._keep, self._replace = shaped, keep, replace

    def plan(self) -> str:
        """Return "" when there is a token to be taken, else the sentence that says why not. Changes nothing.

        Raises ProviderError when a place cannot be asked.
        """
        with command_deadline() as deadline:
            source, target = self._opened(deadline)
            if same_place(source, target):
                return "is where it belongs already"
            if not target.writable:
                return f"is not taken: {target.elsewhere()}"
            try:
                token = self._token(source)
            except NotFound:
                return NOTHING_THERE
            if not self._replace and _kept(target) not in ("", token.reveal()):
                return "is not taken: the target has another token for it; --replace overwrites that one"
        return ""

    def make(self) -> None:
        """Write the token, read it back and compare, and remove it from the source; what `plan` objects to is not
        asked again. Raises ProviderError; then the token is in the source as before.
        """
        with command_deadline() as deadline:
            source, target = self._opened(deadline)
            found = source.get().token
            token = self._token(source)
            store_and_check(target, token, self.registry.name or self.registry.url)
            if self._keep:
                return
            source.logout()
            if _kept(target) != token.reveal():
                source.login(found, self.registry.name or self.registry.url)
                raise Other("removing the token from the source removed it from the target as well; it was put back")

    def _token(self, source: Store) -> Token:
        found = source.get()
        return header_value(found, source.route) if self._shaped else found.token

    def _opened(self, deadline: Deadline) -> tuple[Store, Store]:
        return self._source(self.registry, deadline), self._target(self.registry, deadline)


def same_place(one: Store, other: Store) -> bool:
    """Whether both keep a registry's token as the same item, so that removing it here would remove it there."""
    one = one.native if isinstance(one, AutoStore) else one
    other = other.native if isinstance(other, AutoStore) else other
    return type(one) is type(other)


def _kept(store: Store) -> str:
    try:
        return store.get().token.reveal()
    except NotFound:
        return ""


def _route(registry: KnownRegistry, store: str) -> Route:
    table: dict[str, object] = {"store": store} if store else {}
    return Route(registry.url, table, load_settings(), separate=False, name=registry.name or None)


def transferred(transfers: list[Transfer], *, dry_run: bool, verb: str, asked_for: bool) -> int:
    """Make the transfers and say of each what became of it; return the exit status, 1 when one failed.

    dry_run: only say what would be done. verb: what is done, `imported` or `exported`. asked_for: whether the person
    named the registries; where not, those without a token are passed over.
    """
    failed = False
    for transfer in transfers:
        name = f"{visible(transfer.registry.name, 60)} " if transfer.registry.name else ""
        shown = name + visible(transfer.registry.url)
        try:
            objection = transfer.plan()
            if not objection and not dry_run:
                transfer.make()
        except ProviderError as error:
            objection, failed = f"failed\n{said(error)}", True
        if objection == NOTHING_THERE and not asked_for:
            continue
        done = f"would be {verb}" if dry_run else f"is {verb}"
        print(f"{shown}: {objection or done}")
        failed = failed or objection.startswith("is not taken")
    return 1 if failed else 0
