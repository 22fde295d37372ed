"""NO_PROXY: the hosts that are reached without a proxy.

Source: golang.org/x/net/http/httpproxy, which decides for Vault's own clients: `*`, networks such as 10.0.0.0/8, IP
addresses, and names, which stand for all names below them, too. A name that begins with a dot or `*.` stands for those
below it alone. An entry may end with a port.
"""

from ipaddress import ip_address, ip_network

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

    Ip = IPv4Address | IPv6Address


def is_direct(host: str, port: int, listed: str) -> bool:
    """Whether `host` (lower case, an IPv6 address without brackets) is reached without a proxy: it is this machine, or
    in the list `listed`, whose entries are separated by commas.
    """
    ip = _ip(host)
    if host == "localhost" or (ip is not None and ip.is_loopback):
        return True
    entries = [entry.strip().lower() for entry in listed.split(",")]
    return "*" in entries or any(_matches(entry, host, ip, port) for entry in entries if entry)


def _matches(entry: str, host: str, ip: "Ip | None", port: int) -> bool:
    if _is_network(entry):
        return ip is not None and ip in ip_network(entry, strict=False)
    name, entry_port = _split(entry)
    if not name or entry_port not in ("", str(port)):
        return False
    listed_ip = _ip(name)
    if ip is not None or listed_ip is not None:
        return ip == listed_ip
    name = name.removeprefix("*") if name.startswith("*.") else name
    below = name if name.startswith(".") else f".{name}"
    return host.endswith(below) or host == name


def _is_network(entry: str) -> bool:
    address, slash, bits = entry.partition("/")
    ip = _ip(address)
    plain = bits.isascii() and bits.isdigit() and len(bits) < 4
    return bool(slash) and ip is not None and plain and int(bits) <= ip.max_prefixlen


def _split(entry: str) -> tuple[str, str]:
    """Take the port off an entry that has one; an IPv6 address with a port stands in brackets."""
    if entry.startswith("["):
        name, _, rest = entry[1:].partition("]")
        return name, rest.removeprefix(":")
    name, _, port = entry.partition(":")
    return (entry, "") if ":" in port else (name, port)


def _ip(text: str) -> "Ip | None":
    try:
        return ip_address(text)
    except ValueError:
        return None
