"""An unbroken stream of runs, several at a time, while something else happens."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence

from tests.proof.runs import Outcome, Task


class Stream:
    """What the stream has brought so far, in `outcomes`; what broke it, in `broken`."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.broken: list[BaseException] = []
        self._over = threading.Event()

    def work(self, tasks: Sequence[Callable[[], Task]]) -> None:
        """Run one task after the other, in a circle, until the stream ends."""
        try:
            while not self._over.is_set():
                for task in tasks:
                    self.outcomes.append(task().run())
        except BaseException as error:  # a thread's own exceptions are seen by nobody
            self.broken.append(error)

    def end(self) -> None:
        """Begin no further round of tasks."""
        self._over.set()


@contextlib.contextmanager
def streaming(workers: Sequence[Sequence[Callable[[], Task]]]) -> Iterator[Stream]:
    """Run the tasks of each worker, all workers at once, while the block runs; wait for the last one at its end."""
    stream = Stream()
    threads = [threading.Thread(target=stream.work, args=(tasks,)) for tasks in workers]
    try:
        for thread in threads:
            thread.start()
        yield stream
    finally:
        stream.end()
        for thread in threads:
            thread.join()
    if stream.broken:
        raise stream.broken[0]
