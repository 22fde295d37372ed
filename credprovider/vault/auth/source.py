"""Where a secret for a login is: a file, which is read anew each time because such files rotate, or a variable."""

import os
from time import gmtime, strftime, time

from credprovider.jwt import jwt_expiry
from credprovider.token import Secret
from credprovider.vault.failures import VaultFailure
from credprovider.visible import visible

_LONGEST = 64 * 1024
_SKEW = 300  # seconds that this machine's clock may be ahead: Vault itself allows for some of it


def secret_text(what: str, path: str, name: str) -> Secret:
    """Return the one line in the file `path`, or where that is "" in the variable `name`; blanks around it are dropped.

    what: `the JWT`, for sentences. Raises VaultFailure: not there, or as `one_line`.
    """
    if path:
        where = f"{what} in {visible(path)}"
        text = file_text(what, path)
    else:
        where = f"{what} in the variable {visible(name)}"
        text = os.environ.get(name, "")
        if not text:
            raise VaultFailure(f"{where} is not there: the variable is not set")
    return one_line(where, text)


def said_by(names: "tuple[str, ...]") -> str:
    """Return all that the variables `names` hold, each told from the next and an absent one from an empty one."""
    return repr([os.environ.get(name) for name in names])


def one_line(where: str, text: str) -> Secret:
    """Return the secret in `text`, without the blanks around it. where: what it is and where it stands, for sentences.

    Raises VaultFailure: empty, longer than 64 KiB, anything but printable ASCII without blanks.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST or not (text.isascii() and text.isprintable()) or " " in text:
        problem = "empty" if not text else "too long" if len(text) > _LONGEST else "not one: it has other characters"
        raise VaultFailure(f"{where} is {problem}")
    return Secret(text)


def refuse_expired(jwt: Secret, what: str) -> None:
    """Raise VaultFailure when `jwt` says itself that it has expired. what: `the JWT`, for the sentence.

    Whatever is no JWT is left to Vault to judge.
    """
    expiry = jwt_expiry(jwt)
    if expiry is not None and expiry < time() - _SKEW:
        ended = strftime("%Y-%m-%d %H:%M:%S", gmtime(expiry))
        raise VaultFailure(f"{what} has expired: it was good until {ended} UTC", "a new one is needed")


def file_text(what: str, path: str) -> str:
    """Return the first 64 KiB of the file `path`, byte by byte a character. what: `the JWT`. Raises VaultFailure."""
    try:
        descriptor = os.open(os.path.expanduser(path), os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            data = os.read(descriptor, _LONGEST + 2)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise VaultFailure(f"{what} in {visible(path)} cannot be read: {error.strerror}") from None
    return data.decode("latin-1")
