"""The callback mode `client`: the browser comes back to this machine, with a code that Vault turns into a token."""

from secrets import token_urlsafe

from credprovider.vault.auth.oidc import OidcMethod
from credprovider.vault.auth.person import Person
from credprovider.vault.auth.second_factor import confirmed
from credprovider.vault.client import Answer
from credprovider.vault.failures import VaultFailure
from credprovider.vault.issued import IssuedToken, issued_token
from credprovider.vault.oidc.authorization import begin
from credprovider.vault.oidc.callback import PATH, Callback, listening
from credprovider.vault.oidc.invitation import invite
from credprovider.vault.secret_path import encoded_query
from credprovider.visible import visible


def log_in(method: OidcMethod, person: Person, port: int) -> IssuedToken:
    """Return the token of a login by `method`. port: where this machine listens for the browser. Raises
    VaultFailure.
    """
    client_nonce = token_urlsafe(24)
    with listening(port) as listener:
        begun = begin(method, "client", f"http://localhost:{port}{PATH}", client_nonce)
        listener.expect(begun.state)
        invite(person, begun, method.client.where)
        with person.thinking():
            callback = listener.wait()
        try:
            answer = _exchanged(method, callback, client_nonce)
            issued = issued_token(confirmed(answer, method, person), method, method.client.where)
        except BaseException:
            callback.answer("The login has failed. The terminal says why.")
            raise
        callback.answer("You are logged in. This page can be closed.")
        return issued


def _exchanged(method: OidcMethod, callback: Callback, client_nonce: str) -> Answer:
    """Return Vault's answer to what the browser brought."""
    fields = callback.fields
    if "error" in fields:
        reason = visible(fields["error"], 100)
        described = visible(fields.get("error_description", ""))
        raise VaultFailure(f"the identity provider refuses the login: {reason}", *([described] if described else []))
    if not fields.get("code"):
        raise VaultFailure("the identity provider has sent the browser back without a code")
    sent = {"state": fields["state"], "code": fields["code"], "client_nonce": client_nonce}
    return method.client.get(method.path("callback") + encoded_query(sent))
