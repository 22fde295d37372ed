"""Looking for scenes in which the prediction and cargo disagree."""

import time
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from tests.policy.agree.judgement import DISAGREEMENTS, Judgement, judge
from tests.policy.agree.scene import Scene
from tests.policy.agree.scenes import scene_at
from tests.policy.agree.shrink import shrunk
from tests.policy.tree import Tree

SHRINKING = 15.0  # seconds that may be spent on making one disagreement smaller


class Disagreement(NamedTuple):
    """The smallest scene that was found for one kind of disagreement, and what came of it."""

    scene: Scene
    judgement: Judgement

    @property
    def text(self) -> str:
        """What a person wants to see: the case, what was foreseen, and what cargo said."""
        kind, _, foreseen, said = self.judgement
        return f"==== {kind}\n{self.scene.as_case()}\nforeseen: {foreseen or 'nothing'}\ncargo: {said}"


class Search:
    """A search through many scenes.

    tree: where they are played. tell: hears of each disagreement. shrinking: seconds spent on making it smaller.
    counts: how many scenes came to what. failed: how many commands cargo refused.
    found: the disagreements, by the signature of their kind.
    """

    def __init__(self, tree: Tree, tell: Callable[[Disagreement], None], shrinking: float = SHRINKING) -> None:
        self._shrinking = shrinking
        self._tree = tree
        self._tell = tell
        self.counts: Counter[str] = Counter()
        self.failed = 0
        self.found: dict[tuple[str, str], Disagreement] = {}

    def look(self, random: Random, compiling: int) -> None:
        """Play one scene at random; of each kind of disagreement the first is made smaller, and told."""
        scene = scene_at(random, compiling)
        judgement = judge(scene, self._tree)
        self.counts[judgement.kind] += 1
        self.failed += judgement.failed
        signature = judgement.signature
        if judgement.kind not in DISAGREEMENTS or signature in self.found:
            return
        small = shrunk(scene, lambda one: judge(one, self._tree).signature == signature, until(self._shrinking))
        self.found[signature] = Disagreement(small, judge(small, self._tree))
        self._tell(self.found[signature])

    @property
    def summary(self) -> str:
        """The counts, in words."""
        cases = self.counts.total()
        kinds = ", ".join(f"{kind} {count}" for kind, count in self.counts.most_common())
        return f"{cases} cases, of which cargo refused {self.failed}: {kinds}"


def until(seconds: float) -> Callable[[], bool]:
    """Return what says yes for so many seconds."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() < end
