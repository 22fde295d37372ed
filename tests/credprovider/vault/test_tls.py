"""Both doors to TLS, the lean one and the public one, shown the same servers: what one refuses the other refuses."""

import _ssl
import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

from credprovider.vault import tls
from credprovider.vault.failures import VaultFailure
from tests.credprovider.vault.scripted import OK, Authority, Scripted, client, config, response, scripted
from tests.credprovider.vault.unusual_certificate import unusual_server


@pytest.fixture(params=["lean", "public"])
def door(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Send every connection of the test through one of the two doors."""
    monkeypatch.setattr(tls, "uses_lean_door", lambda: request.param == "lean")
    return str(request.param)


@contextlib.contextmanager
def server(context: ssl.SSLContext) -> Iterator[Scripted]:
    with scripted([response(200, OK)], context) as running:
        yield running


def read(running: Scripted, authority: Authority, **table: object) -> int:
    return client(config(running.address, ca_file=str(authority.file), **table)).get("kv/data/x").status


def refusal(context: ssl.SSLContext, authority: Authority, **table: object) -> str:
    """Return why the server was refused, and hold that it got no request and no second try."""
    with server(context) as running, pytest.raises(VaultFailure) as raised:
        read(running, authority, **table)
    assert running.requests == []
    assert running.connections == 1
    return "\n".join([raised.value.message, *raised.value.causes])


def test_this_interpreter_takes_the_lean_door() -> None:
    # On a newer one the public module is used until somebody has read and tried its `_ssl`, and added it to the list.
    assert tls.uses_lean_door()


def test_the_two_contexts_are_the_same_in_every_property(authority: Authority) -> None:
    made = config("https://127.0.0.1", ca_file=str(authority.file))
    lean, public = tls.new_context(made, lean=True), tls.new_context(made, lean=False)
    names = [name for name in dir(_ssl._SSLContext) if not name.startswith("__") and not callable(getattr(lean, name))]

    assert {"check_hostname", "verify_mode", "verify_flags", "options", "minimum_version", "_host_flags"} <= set(names)
    assert {name: getattr(lean, name) for name in names} == {name: getattr(public, name) for name in names}
    assert lean.get_ciphers() == public.get_ciphers()
    assert lean.get_ca_certs() == public.get_ca_certs()
    assert lean.check_hostname is True
    assert lean.verify_mode == ssl.CERT_REQUIRED
    assert lean.minimum_version == ssl.TLSVersion.TLSv1_2


def test_an_interpreter_that_does_not_check_by_default_is_not_trusted(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    loose = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    loose.check_hostname = False
    monkeypatch.setattr(tls, "_lean_context", lambda: loose)

    with pytest.raises(VaultFailure, match="nothing is sent"):
        tls.new_context(config("https://127.0.0.1", ca_file=str(authority.file)), lean=True)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_good_server_is_read(door: str, authority: Authority, version: ssl.TLSVersion) -> None:
    context = authority.server("127.0.0.1")
    context.minimum_version = context.maximum_version = version
    with server(context) as running:
        assert read(running, authority) == 200
    assert "X-Vault-Token: s.hidden" in running.requests[0]


def test_a_name_is_sent_and_checked(door: str, authority: Authority) -> None:
    # abuse case 52
    names: list[str | None] = []
    context = authority.server("vault.example.com")
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    with server(context) as running:
        assert read(running, authority, server_name="vault.example.com") == 200
    assert names == ["vault.example.com"]
    assert (
        "hostname mismatch"
        in refusal(authority.server("vault.example.com"), authority, server_name="vault.example.org").lower()
    )


@pytest.mark.parametrize("names", [("localhost",), ("127.0.0.2",), ("vault.example.com",), ("*.0.0.1",)])
def test_a_certificate_for_another_host(door: str, authority: Authority, names: tuple[str, ...]) -> None:
    # abuse case 48
    said = refusal(authority.server(*names), authority)

    assert "is not accepted: IP address mismatch" in said
    assert "the address must be one that the certificate is made for" in said


def test_a_wildcard_stands_for_one_label(door: str, authority: Authority) -> None:
    with server(authority.server("*.example.com")) as running:
        assert read(running, authority, server_name="vault.example.com") == 200
    for name in ("a.vault.example.com", "example.com", "vaultxexample.com"):
        assert "not accepted" in refusal(authority.server("*.example.com"), authority, server_name=name)


def test_a_certificate_of_an_unknown_authority(door: str, authority: Authority) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)

    assert "name the CA that signed it: ca-file under [vault], or VAULT_CACERT" in refusal(context, authority)


@pytest.mark.parametrize(("start", "end", "what"), [(-20, -10, "has expired"), (10, 20, "not yet valid")])
def test_a_certificate_at_another_time(
    door: str, authority: Authority, tmp_path: Path, start: int, end: int, what: str
) -> None:
    context = unusual_server(authority, tmp_path, usage=ExtendedKeyUsageOID.SERVER_AUTH, start=start, end=end)

    assert what in refusal(context, authority)


def test_a_certificate_for_another_use(door: str, authority: Authority, tmp_path: Path) -> None:
    context = unusual_server(authority, tmp_path, usage=ExtendedKeyUsageOID.CLIENT_AUTH, start=-1, end=1)

    assert "is not accepted" in refusal(context, authority)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_an_old_protocol(door: str, authority: Authority, version: ssl.TLSVersion) -> None:
    context = authority.server("127.0.0.1")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, version
    context.set_ciphers("ALL:@SECLEVEL=0")

    assert "could not be spoken to over TLS" in refusal(context, authority)


def test_a_server_without_tls(door: str, authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with listener.accept()[0] as connection:
                connection.sendall(response(400, b"Client sent an HTTP request to an HTTPS server."))
                connection.recv(4096)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(VaultFailure, match="could not be spoken to over TLS: wrong version number"):
            read(Scripted(f"https://127.0.0.1:{listener.getsockname()[1]}"), authority)
        thread.join(5)


def test_switching_the_check_off(door: str, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    # abuse case 49
    monkeypatch.setenv("VAULT_SKIP_VERIFY", "true")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("elsewhere").configure_cert(context)
    with server(context) as running:
        assert read(running, authority) == 200


def test_other_ways_to_name_the_authority(
    door: str, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAULT_CACERT_BYTES", authority.file.read_text())
    with server(authority.server("127.0.0.1")) as running:
        assert client(config(running.address)).get("kv/data/x").status == 200
    monkeypatch.delenv("VAULT_CACERT_BYTES")

    certificate = x509.load_pem_x509_certificate(authority.file.read_bytes())
    folder = tmp_path / "authorities"
    folder.mkdir()
    hashed = hash_name(certificate)
    (folder / f"{hashed:08x}.0").write_bytes(authority.file.read_bytes())
    with server(authority.server("127.0.0.1")) as running:
        assert client(config(running.address, ca_path=str(folder))).get("kv/data/x").status == 200


def hash_name(certificate: x509.Certificate) -> int:
    """Return OpenSSL's number for a subject in a folder of authorities, as `openssl x509 -hash` prints it."""
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    said = subprocess.run(["openssl", "x509", "-noout", "-hash"], input=pem, capture_output=True, check=True).stdout
    return int(said, 16)


@pytest.mark.parametrize("content", [None, b"", b"nonsense"])
def test_an_authority_that_cannot_be_read_never_falls_back_to_the_systems(
    door: str, authority: Authority, tmp_path: Path, content: bytes | None
) -> None:
    # abuse case 50
    path = tmp_path / "wrong.pem"
    if content is not None:
        path.write_bytes(content)
    with server(authority.server("127.0.0.1")) as running:
        with pytest.raises(VaultFailure, match=r"the CA file .*wrong.pem cannot be used"):
            client(config(running.address, ca_file=str(path))).get("kv/data/x")
        with pytest.raises(VaultFailure, match=r"the CA folder .*missing cannot be used"):
            client(config(running.address, ca_path=str(tmp_path / "missing"))).get("kv/data/x")
    assert running.requests == []


def test_the_systems_authorities_do_not_know_a_private_one(door: str, authority: Authority) -> None:
    with server(authority.server("127.0.0.1")) as running, pytest.raises(VaultFailure, match="is not accepted"):
        client(config(running.address)).get("kv/data/x")
    assert running.requests == []


def test_a_client_certificate_is_presented(
    door: str, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = authority.ca.issue_cert("us@example.com")
    identity.cert_chain_pems[0].write_to_path(tmp_path / "us.pem")
    identity.private_key_pem.write_to_path(tmp_path / "us.key")
    context = authority.server("127.0.0.1")
    context.verify_mode = ssl.CERT_REQUIRED
    authority.ca.configure_trust(context)
    monkeypatch.setenv("VAULT_CLIENT_CERT", str(tmp_path / "us.pem"))
    monkeypatch.setenv("VAULT_CLIENT_KEY", str(tmp_path / "us.key"))
    with server(context) as running:
        assert read(running, authority) == 200
    monkeypatch.setenv("VAULT_CLIENT_KEY", str(tmp_path / "missing"))
    with (
        server(authority.server("127.0.0.1")) as running,
        pytest.raises(VaultFailure, match=r"the client certificate .* cannot be used"),
    ):
        read(running, authority)


def test_an_answer_that_is_cut_is_not_taken_for_a_whole_one(door: str, authority: Authority) -> None:
    # Without a length only the proper end of TLS tells a whole answer from a cut one.
    whole = b"HTTP/1.1 200 OK\r\n\r\n" + OK

    def ended(client: socket.socket) -> None:
        assert isinstance(client, ssl.SSLSocket)
        client.sendall(whole)
        client.unwrap()

    with scripted([ended], authority.server("127.0.0.1")) as running:
        assert read(running, authority) == 200
    cut = scripted([whole] * 5, authority.server("127.0.0.1"))
    with cut as running, pytest.raises(VaultFailure, match=r"the connection to Vault .* broke"):
        read(running, authority)
