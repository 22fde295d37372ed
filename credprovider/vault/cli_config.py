"""The configuration file of Vault's own command lines, ~/.bao or ~/.vault, which can name a token helper.

Source: OpenBao command/config/config.go v2.6.2. It is HCL, with one key alone; read here is that key on a line of its
own, or the same as JSON. What is written in another way is refused, not passed over.
"""

import os

from credprovider.errors import Other
from credprovider.json_text import JsonError, parse
from credprovider.private_file import open_trusted, read_all
from credprovider.vault.environment import variable
from credprovider.vault.failures import VaultFailure
from credprovider.visible import visible

_KEY = "token_helper"
_SHAPE = f'what is read here is one line: {_KEY} = "/absolute/path"'
_LARGEST = 64 * 1024


def config_path() -> str | None:
    """Return where the file is: the variable CONFIG_PATH, else ~/.bao or ~/.vault, whichever is there; None for none.

    Raises VaultFailure for a relative path, which would be in the project.
    """
    name, written = variable("CONFIG_PATH")
    if written:
        if not written.startswith(("/", "~/")):
            raise VaultFailure(f"{name} must be an absolute path, or begin with ~/")
        return os.path.expanduser(written)
    home = os.environ.get("HOME", "")
    return next((path for path in (f"{home}/.bao", f"{home}/.vault") if home and os.path.isfile(path)), None)


def configured_helper() -> str | None:
    """Return the absolute path of the token helper that the file names, None when there is no file or no helper.

    Raises VaultFailure: another can write the file, it cannot be read, it says something else, the path is relative.
    """
    path = config_path()
    if path is None:
        return None
    real = os.path.realpath(path)
    try:
        descriptor = open_trusted(real, secret=False)
        text = "" if descriptor is None else read_all(descriptor, real, _LARGEST).decode("utf-8", "replace")
    except Other as refused:
        raise VaultFailure(refused.message, *refused.causes) from None
    helper = _from_json(text, path) if text.lstrip().startswith("{") else _from_hcl(text, path)
    if helper and not helper.startswith("/"):
        raise VaultFailure(f"the token helper `{visible(helper)}` in {visible(path)} has no absolute path")
    return helper or None


def _from_json(text: str, path: str) -> str:
    try:
        content = parse(text.encode())
    except JsonError:
        content = None
    helper = content.get(_KEY, "") if isinstance(content, dict) and set(content) <= {_KEY} else None
    if not isinstance(helper, str):
        raise VaultFailure(f"{visible(path)} cannot be understood", _SHAPE)
    return helper


def _from_hcl(text: str, path: str) -> str:
    helper = ""
    for number, line in enumerate(text.splitlines(), 1):
        statement = line.strip()
        if not statement or statement.startswith(("#", "//")):
            continue
        key, equals, rest = statement.partition("=")
        value, quote, after = rest.strip().removeprefix('"').partition('"')
        good = key.strip() in (_KEY, f'"{_KEY}"') and equals and rest.strip().startswith('"') and quote
        after = after.strip()
        if not good or "\\" in value or "${" in value or helper or (after and not after.startswith(("#", "//"))):
            raise VaultFailure(f"{visible(path)} cannot be understood in line {number}", _SHAPE)
        helper = value
    return helper
