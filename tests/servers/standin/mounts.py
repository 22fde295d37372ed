"""What is mounted where, besides the auth methods."""

from collections.abc import Iterable

from tests.servers.standin.kv1 import Kv1
from tests.servers.standin.kv2 import Kv2
from tests.servers.standin.leases import Leases
from tests.servers.standin.rabbitmq import RabbitMq
from tests.servers.standin.reply import RefusedError, Reply, done
from tests.servers.standin.request import Request

Engine = Kv1 | Kv2 | RabbitMq


class Mounts:
    """The engines, by their paths with a slash at the end."""

    def __init__(self, leases: Leases) -> None:
        self._leases = leases
        self._engines: dict[str, Engine] = {"kv/": Kv2(), "kv1/": Kv1()}

    def items(self) -> Iterable[tuple[str, Engine]]:
        """Return all mounts."""
        return self._engines.items()

    def answer(self, name: str, request: Request) -> Reply:
        """Answer a request for sys/mounts/`name`: mount an engine there, or take one away with all of its leases."""
        mount = f"{name}/"
        if request.operation == "delete":
            self._leases.sweep(mount)
            self._engines.pop(mount, None)
            return done()
        if mount in self._engines:
            raise RefusedError(400, f"path is already in use at {mount}")
        self._engines[mount] = self._engine(mount, request)
        return done()

    def _engine(self, mount: str, request: Request) -> Engine:
        fields = request.fields()
        match fields.get("type"), (fields.get("options") or {}).get("version"):
            case "kv", "2":
                return Kv2()
            case "kv", "1" | None:
                return Kv1()
            case "rabbitmq", None:
                return RabbitMq(mount, self._leases)
        raise RefusedError(501, f"the stand-in has no engine {fields.get('type')}")
