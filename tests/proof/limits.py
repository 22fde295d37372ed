"""What is held: each function returns the sentences that say what was not as it should be, none when all was."""

from tests.proof.account import DEADLINE, SLACK, Account
from tests.proof.burst import Burst
from tests.proof.runs import ANSWER, REFUSAL, WRONG

TOO_MANY = ("has too many requests", "timed out after 5 s waiting for Vault at")


def failover(account: Account) -> list[str]:
    """Hold what came of a failing cluster."""
    begin = account.phases[0][1]
    told = [
        f"{each.who}, {each.started - begin:.1f} s after the beginning, for {each.seconds:.1f} s: {each.said}"
        for each in account.wrong + account.unexcused
    ]
    if account.longest > DEADLINE + SLACK:
        told.append(f"a run took {account.longest:.1f} s")
    for number, (name, _) in enumerate(account.phases):
        if not any(each.result == ANSWER for each in account.during(number)):
            told.append(f"nobody got an answer while {name}")
    return told


def burst(done: Burst, logins: int, requests_each: int) -> list[str]:
    """Hold a burst in which everybody is answered, with so many logins in all and so many requests for each job; of
    those that log in once for all, the one login comes on top.
    """
    size = len(done.outcomes)
    told = [] if done.count(ANSWER) == size else [f"not all were answered: {dict(done.said)}"]
    if done.logins != logins or done.reads != size:
        told.append(f"{done.logins} logins and {done.reads} reads for {size} jobs")
    wanted = size * requests_each + (logins if logins == 1 else 0)
    if done.requests not in (wanted, None):
        told.append(f"{done.requests} requests and not {wanted}")
    return told


def limited(done: Burst) -> list[str]:
    """Hold a burst that the server does not let through at once: who is refused is told why, and nobody is stuck."""
    told = [said for said in done.said if not any(sentence in said for sentence in TOO_MANY)]
    if done.count(WRONG) or done.count(ANSWER) + done.count(REFUSAL) != len(done.outcomes):
        told.append("not everybody got an answer or a refusal")
    if done.count(ANSWER) == 0:
        told.append("nobody got an answer")
    if done.longest > DEADLINE + SLACK:
        told.append(f"a job took {done.longest:.1f} s")
    return told
