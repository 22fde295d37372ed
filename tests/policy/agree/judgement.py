"""What comes of one scene: whether the prediction and real cargo agree."""

import contextlib
import os
import re
import signal
import subprocess
from typing import NamedTuple

from policy.predict import predict
from tests.policy.agree.scene import Scene
from tests.policy.agree.undecidable import is_chosen_at_random, is_undecidable
from tests.policy.tree import Tree, as_printed, words_in_order

PATIENCE = 10.0  # seconds for one command; cargo hangs where sources replace each other round and round
LONGEST = 100  # characters of a line that cargo shows as a whole
REPLACING = "replace-with"  # without it, cargo only waits for a server that git asks again and again
HANGS = "cargo hangs"
AGREED, UNDECIDABLE = "agreed", "undecidable"
FALSE_ALARM, MISSED, OTHER_WORDS, CRASH = "false alarm", "missed", "other words", "crash"
DISAGREEMENTS = (FALSE_ALARM, MISSED, OTHER_WORDS, CRASH)

_ARROW = re.compile(r"\n +--> ")
_VARYING = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"|/\S+|\d+")


class Judgement(NamedTuple):
    """What came of a scene.

    kind: AGREED, UNDECIDABLE or one of DISAGREEMENTS. failed: whether cargo failed.
    foreseen: the message of the prediction. said: cargo's standard error.
    """

    kind: str
    failed: bool
    foreseen: str
    said: str

    @property
    def signature(self) -> tuple[str, str]:
        """What disagreements of one kind have in common: the innermost sentence without names and numbers."""
        text = self.foreseen if self.kind == FALSE_ALARM else self.said
        reasons = text.rpartition("Caused by:")[2].strip().splitlines() or [""]
        errors = [line for line in text.splitlines() if line.startswith("error")]
        line = reasons[0] if "Caused by:" in text or not errors else errors[0]
        return self.kind, _VARYING.sub("_", line)


def judge(scene: Scene, tree: Tree) -> Judgement:
    """Lay the scene out below the root of `tree`, run its command and predict it."""
    laid = scene.lay_out(tree)
    arguments = [laid.on_loopback(argument) for argument in scene.arguments]
    try:
        prediction = predict(arguments, laid.surroundings)
    except Exception as error:  # whatever it is, a prediction must not end in it
        return Judgement(CRASH, False, f"{type(error).__name__}: {error}", "")
    fails = prediction.verdict == "fail" and prediction.refused_by == "cargo"
    status, said = _cargo(laid, arguments)
    if status is None and not any(REPLACING in text for text in (*scene.files.values(), *scene.home.values())):
        return Judgement(UNDECIDABLE, True, prediction.message, "it waits for a server that is not there")
    if status is None:
        return Judgement(AGREED if HANGS in prediction.message else MISSED, True, prediction.message, "it hangs")
    at_random = is_chosen_at_random(said) or is_chosen_at_random(prediction.message)
    if fails and status:
        same = words_in_order(as_printed(_without_long_lines(prediction.message)), said)
        is_open = is_undecidable(said) or at_random
        kind = AGREED if same else UNDECIDABLE if is_open else OTHER_WORDS
    elif status:
        kind = UNDECIDABLE if is_undecidable(said) else MISSED
    else:
        kind = UNDECIDABLE if fails and at_random else FALSE_ALARM if fails else AGREED
    return Judgement(kind, status != 0, prediction.message, said)


def _cargo(tree: Tree, arguments: list[str]) -> tuple[int | None, str]:
    """Return the status, None for a command without an end, and the standard error."""
    with subprocess.Popen(
        ["cargo", *arguments],
        cwd=tree.folder,
        env={**tree.home.environment, **tree.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            said = process.communicate(timeout=PATIENCE)[1]
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            return None, ""
        return process.returncode, said.decode(errors="replace")


def _without_long_lines(message: str) -> str:
    """Return the message without what cargo shows of a line that is too long for it: it chooses a part of it."""
    start = _ARROW.search(message)
    if start is None or all(len(line) <= LONGEST for line in message[start.end() :].splitlines()):
        return message
    return message[: start.start()]
