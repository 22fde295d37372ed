"""Looking for scenes in which the prediction and cargo disagree."""

import time
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky

from tests.policy.agree.judgement import DISAGREEMENTS, Judgement, judge
from tests.policy.agree.scene import Scene
from tests.policy.agree.scenes import scenes
from tests.policy.tree import Tree

ROUND = 100  # scenes that one run of hypothesis makes
SHRINKING = 20.0  # seconds that may be spent on making one disagreement smaller


class Disagreement(NamedTuple):
    """The smallest scene that was found for one kind of disagreement, and what came of it."""

    scene: Scene
    judgement: Judgement


class Search:
    """A search through many scenes.

    counts: how many scenes came to what; those of shrinking are not among them.
    failed: how many commands cargo refused.
    found: the disagreements, by the signature of their kind.
    """

    def __init__(self, tree: Tree) -> None:
        self.counts: Counter[str] = Counter()
        self.failed = 0
        self.found: dict[tuple[str, str], Disagreement] = {}
        self._tree = tree

    def run(self, number: int, rounds: Callable[[], bool]) -> None:
        """Go on while `rounds` says so; `number` is the seed."""
        while rounds():
            self.one_round(number, ROUND)
            number += 1

    def one_round(self, number: int, size: int) -> None:
        """Look at so many scenes, from the seed `number`; the first new disagreement is shrunk, and ends the round."""
        latest: list[Disagreement] = []
        is_time = until(0)

        @seed(number)
        @settings(
            max_examples=size,
            deadline=None,
            database=None,
            derandomize=False,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(scenes())
        def play(scene: Scene) -> None:
            nonlocal is_time
            if latest and not is_time():
                return
            judgement = judge(scene, self._tree)
            if not latest:
                self.counts[judgement.kind] += 1
                self.failed += judgement.failed
            if judgement.kind not in DISAGREEMENTS or judgement.signature in self.found:
                return
            if latest and latest[0].judgement.signature != judgement.signature:
                return  # another one, met while the first is made smaller
            is_time = is_time if latest else until(SHRINKING)
            latest.append(Disagreement(scene, judgement))
            raise AssertionError(judgement.kind)

        try:
            play()
        except (AssertionError, Flaky):  # it is flaky to hypothesis where the time was over
            self.found[latest[0].judgement.signature] = min(latest, key=lambda one: len(one.scene.as_case()))


def until(seconds: float) -> Callable[[], bool]:
    """Return what says yes for so many seconds."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() < end
