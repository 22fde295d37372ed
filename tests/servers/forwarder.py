"""A TCP forwarder on loopback: a load balancer before several servers, or the cable to one of them, to be cut."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator, Sequence

_PIECE = 65536


class Forwarder:
    """Takes connections and hands each to the next of the ports `targets` in turn, the one after where it is refused.

    It looks into nothing and checks nobody's health: what is sealed, paused or cut off gets its share of connections.
    """

    def __init__(self, targets: Sequence[int]) -> None:
        self.port = 0
        self._targets = tuple(targets)
        self._turn = 0
        self._open: dict[int, asyncio.Event] = {}
        self._connections: set[asyncio.Task[None]] = set()  # asyncio itself refers to them only weakly

    def cut(self, target: int) -> None:
        """Let nothing through to or from the port `target` any more; connections stay open, as when a cable is cut."""
        self._loop.call_soon_threadsafe(self._open[target].clear)

    def mend(self, target: int) -> None:
        """Let everything through again, first of all what has come in the meantime."""
        self._loop.call_soon_threadsafe(self._open[target].set)

    async def _run(self, started: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        for target in self._targets:
            self._open[target] = asyncio.Event()
            self._open[target].set()
        server = await asyncio.start_server(self._accepted, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        await self._stop.wait()
        server.close()

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._taken(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._turn += 1
        first = self._turn % len(self._targets)
        with contextlib.closing(writer):
            for target in (*self._targets[first:], *self._targets[:first]):
                try:
                    there, back = await asyncio.open_connection("127.0.0.1", target)
                except OSError:
                    continue
                with contextlib.closing(back):
                    both = _pumped(reader, back, self._open[target]), _pumped(there, writer, self._open[target])
                    await asyncio.gather(*both)
                return

    def run(self, started: threading.Event) -> None:
        """Forward until `stop`, in this thread; `started` is set when `port` is known."""
        asyncio.run(self._run(started))

    def stop(self) -> None:
        """End it, with all connections."""
        self._loop.call_soon_threadsafe(self._stop.set)


async def _pumped(source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: asyncio.Event) -> None:
    """Hand everything on while the way is open; an end or a break on one side is one on the other."""
    try:
        while data := await source.read(_PIECE):
            await way.wait()
            sink.write(data)
            await sink.drain()
        await way.wait()
        if sink.can_write_eof():
            sink.write_eof()
    except OSError:
        sink.transport.abort()


@contextlib.contextmanager
def forwarding(targets: Sequence[int]) -> Iterator[Forwarder]:
    """Run a forwarder to `targets` until the block ends."""
    forwarder = Forwarder(targets)
    started = threading.Event()
    thread = threading.Thread(target=forwarder.run, args=(started,), daemon=True)
    thread.start()
    started.wait()
    try:
        yield forwarder
    finally:
        forwarder.stop()
        thread.join(5)
