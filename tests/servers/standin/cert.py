"""Logins with a client certificate as the server has them: roles that trust an authority, for some names or for all."""

from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import NameOID

from tests.servers.standin.reply import UNSUPPORTED_PATH, RefusedError, Reply, done
from tests.servers.standin.request import Request
from tests.servers.standin.tokens import Tokens, issued_for_role, known_fields

ROLE = {"certificate", "allowed_common_names"}


class Cert:
    """One mount of the method."""

    open_paths: tuple[str, ...] = ("login",)

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._roles: dict[str, tuple[dict[str, Any], x509.Certificate]] = {}

    def answer(self, path: str, request: Request) -> Reply:
        """Answer a request below the mount; RefusedError for a path that is not there."""
        if path == "login":
            return self._login(request)
        match path.split("/"):
            case ["certs", name]:
                role = known_fields(request.fields(), ROLE, of_role=True)
                try:
                    authority = x509.load_pem_x509_certificate(str(role.get("certificate", "")).encode())
                except ValueError:
                    raise RefusedError(400, "failed to parse certificate") from None
                self._roles[name] = role, authority
                return done()
        raise RefusedError(404, UNSUPPORTED_PATH)

    def _login(self, request: Request) -> Reply:
        if not request.certificate:
            raise RefusedError(400, "no client certificate found")
        certificate = x509.load_der_x509_certificate(request.certificate)
        now = datetime.now(UTC)
        if certificate.not_valid_after_utc < now:
            times = (
                f"current time {now:%Y-%m-%dT%H:%M:%SZ} is after {certificate.not_valid_after_utc:%Y-%m-%dT%H:%M:%SZ}"
            )
            problem = f"x509: certificate has expired or is not yet valid: {times}"
            raise RefusedError(500, f"failed to verify client's certificate: {problem}")
        wanted = request.fields().get("name", "")
        trusting = {
            name: role
            for name, (role, authority) in self._roles.items()
            if wanted in ("", name) and _signed(certificate, authority)
        }
        if not trusting:
            raise RefusedError(400, "invalid certificate or no client certificate supplied")
        common = str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
        for name, role in trusting.items():
            if common in role.get("allowed_common_names", [common]):
                return issued_for_role(self._tokens, role, {"cert_name": name, "common_name": common})
        raise RefusedError(400, "no chain matching all constraints could be found for this login certificate")


def _signed(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
