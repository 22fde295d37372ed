"""C. URL routing: whom a provider serves, before it looks at what is asked."""

from credprovider.conformance import needs
from credprovider.conformance.backends import absent_backends
from credprovider.conformance.case import Case, Failed, Skipped
from credprovider.conformance.expect import expect, expect_all, expect_form, expect_kind, expect_token
from credprovider.conformance.kit import Kit
from credprovider.conformance.request import REGISTRY_NAME, line_of
from credprovider.conformance.start import Start
from credprovider.conformance.urls import CRATES_IO

_FOREIGN = "url-not-supported"
_TRIES = 5  # a machine may be busy for a moment


def foreign_get(kit: Kit) -> None:
    """A get for a foreign registry.

    url-not-supported: cargo then asks the next provider.
    """
    expect_kind(kit.get(url=kit.foreign), _FOREIGN)


def foreign_login(kit: Kit) -> None:
    """A login to a foreign registry.

    url-not-supported, whatever the provider can do for its own: operation-not-supported would end every `cargo login`
    of those who list the provider globally.
    """
    expect_kind(kit.get(url=kit.foreign), _FOREIGN, of="a get for it: ")
    kit.empties(kit.foreign)
    expect_kind(kit.one(kit.request("login", kit.foreign, token=kit.new_token())), _FOREIGN)


def foreign_logout(kit: Kit) -> None:
    """A logout from a foreign registry.

    url-not-supported, as for a login.
    """
    expect_kind(kit.get(url=kit.foreign), _FOREIGN, of="a get for it: ")
    expect_kind(kit.one(kit.request("logout", kit.foreign)), _FOREIGN)


def foreign_unknown_kind(kit: Kit) -> None:
    """A kind of a later protocol for a foreign registry.

    url-not-supported: the URL is looked at first.
    """
    expect_kind(kit.one(kit.request("unexpected-1", kit.foreign)), _FOREIGN)


def foreign_without_backend(kit: Kit) -> None:
    """A foreign registry while the backend is away.

    url-not-supported within 300 ms: whose registry it is, is known without asking anybody.
    """
    seconds = []
    for _ in range(_TRIES):
        said = kit.provider.converse(line_of(kit.get_request(url=kit.foreign)), start=Start(changes=absent_backends()))
        expect(bool(said.answers), f"no answer, exit status {said.status}")
        expect_kind(said.answers[0], _FOREIGN)
        seconds += said.answer_seconds
        if seconds[-1] < 0.3:
            return
    raise Failed(f"an answer after {min(seconds) * 1000:.0f} ms, at best")


def look_alikes(kit: Kit) -> None:
    """Registries whose URL looks like the one that is served.

    No token for another host: not where the served one is a part of it, stands before an `@` or in the path. A
    project can give a registry's name to any of them.
    """
    kit.stored()
    expect_all([f"a token for {url}" for url in kit.address.look_alikes() if gets_token(kit, url)])


def other_spellings(kit: Kit) -> None:
    """Other spellings of the served URL.

    Another registry with `.git` at the end of the path and without, and with `sparse+` and without (crates.io alone
    has both). Host in upper case, default port, slash at the end: either way, as the provider documents it.
    """
    kit.stored()
    same = [name for name, url in kit.address.spellings().items() if url != kit.url and gets_token(kit, url)]
    kit.note(f"other spellings that are taken for the same registry (case 32): {', '.join(same) or 'none'}")
    different = {"`.git` or none": kit.address.with_git()}
    if kit.url not in CRATES_IO:
        different["`sparse+` or none"] = kit.address.with_other_prefix()
    expect_all([f"{name}: the same token for {url}" for name, url in different.items() if gets_token(kit, url)])


def crates_io(kit: Kit) -> None:
    """crates.io under both of its URLs.

    The same token for its git index, which cargo names for everything but reading the index, and for its sparse one.
    """
    if kit.url not in CRATES_IO:
        raise Skipped(f"it is about crates.io alone: --index-url {CRATES_IO[0]}")
    token = kit.stored()
    for url in CRATES_IO:
        expect_token(kit.get(url=url), token, of=f"{url}: ")


def two_on_one_host(kit: Kit) -> None:
    """Two registries on one host.

    Each its own token, or the other one is not served: the path is a part of the key.
    """
    token = kit.stored()
    answer = kit.get(url=kit.neighbour)
    expect(not answer.token, f"{kit.neighbour} gets a token that was stored for {kit.url}")
    if kit.profile.no_neighbour or kit.profile.no_login:
        return
    second = kit.new_token("second")
    kit.log_in(second, kit.neighbour)
    expect_token(kit.get(), token)
    expect_token(kit.get(url=kit.neighbour), kit.profile.value_of(second), of="the second one: ")


def two_names(kit: Kit) -> None:
    """One registry under two names.

    The same token: the key is the URL, the name is a hint.
    """
    token = kit.stored()
    fields = kit.get_request() | {"registry": {"index-url": kit.url, "name": "conformance-renamed"}}
    expect_token(kit.one(fields), token)


def no_name(kit: Kit) -> None:
    """A registry without a name.

    The token: `cargo install --index URL` sends no name.
    """
    token = kit.stored()
    expect_token(kit.one(kit.get_request() | {"registry": {"index-url": kit.url}}), token)


def plain_http(kit: Kit) -> None:
    """The registry over http, without encryption.

    No token, neither for a get nor after a login there, unless a policy allows it: everybody on the way could read it.
    """
    if kit.address.scheme != "https":
        raise Skipped(f"{kit.url} is no https URL")
    url = kit.address.plain_http()
    kit.stored()
    expect(not gets_token(kit, url), f"the token for {url}")
    if kit.profile.no_login:
        return
    answer = kit.login(kit.new_token("http"), url)
    expect_form(answer)
    expect(not gets_token(kit, url), f"a login to {url} is answered {answer.shown()}, and a get gives the token")


def gets_token(kit: Kit, url: str) -> bool:
    """Return whether a get for `url`, under the name of the registry that is served, gives a token."""
    fields = kit.get_request() | {"registry": {"index-url": url, "name": REGISTRY_NAME}}
    return bool(expect_form(kit.one(fields)).token)


CASES = (
    Case("26", foreign_get, (needs.foreign,)),
    Case("27", foreign_login, (needs.foreign,)),
    Case("28", foreign_logout, (needs.foreign,)),
    Case("29", foreign_unknown_kind, (needs.foreign,), beyond=True),
    Case("30", foreign_without_backend, (needs.foreign,), beyond=True),
    Case("31", look_alikes, (needs.token,), beyond=True),
    Case("32", other_spellings, (needs.token,), beyond=True),
    Case("33", crates_io, (needs.token,)),
    Case("34", two_on_one_host, (needs.token,), beyond=True),
    Case("35", two_names, (needs.token,)),
    Case("36", no_name, (needs.token,)),
    Case("37", plain_http, (needs.token,), beyond=True),
)
