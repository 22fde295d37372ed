"""The second factor of a login: Vault answers the first with a demand, and a passcode for each of its constraints is
what the person types.

Source: OpenBao's and Vault's API, "Login MFA", two-phase login, and `/sys/mfa/validate`.
"""

from credprovider.vault.auth.interface import AuthMethod
from credprovider.vault.auth.person import Person
from credprovider.vault.client import Answer
from credprovider.vault.failures import VaultFailure
from credprovider.visible import visible


def confirmed(answer: Answer, method: AuthMethod, person: Person) -> Answer:
    """Return `answer` to the login by `method`, or the one that follows it when a second factor was demanded.

    Raises VaultFailure when that is none that can be typed, or was not the right one.
    """
    demand = answer.table("auth").get("mfa_requirement")
    if not isinstance(demand, dict):
        return answer
    where = method.client.where
    payload: dict[str, object] = {}
    constraints = demand.get("mfa_constraints")
    for name, constraint in (constraints if isinstance(constraints, dict) else {}).items():
        factor = _typed_factor(constraint)
        if factor is None:
            advice = "log in by a method without it; here a passcode can be typed, and nothing else"
            raise VaultFailure(f"{where} asks for a second factor, `{visible(name, 60)}`, that has no passcode", advice)
        prompt = f"Passcode for {visible(name, 60)} ({visible(factor['type'], 60)}) at {where}: "
        payload[factor["id"]] = [person.confides(prompt, "passcode").reveal().strip()]
    fields = {"mfa_request_id": demand.get("mfa_request_id"), "mfa_payload": payload}
    second = method.client.post("sys/mfa/validate", fields)
    if second.status in (400, 403):
        raise VaultFailure(f"{where} does not accept the passcode", "each passcode is good for one login; log in again")
    return second


def _typed_factor(constraint: object) -> "dict[str, str] | None":
    """Return the id and type of the first method of a constraint that takes a passcode."""
    offered = constraint.get("any") if isinstance(constraint, dict) else None
    for each in offered if isinstance(offered, list) else []:
        if isinstance(each, dict) and each.get("uses_passcode") is True and isinstance(each.get("id"), str):
            return {"id": each["id"], "type": str(each.get("type", ""))}
    return None
