"""One server of the cluster: its process, its ports, and what is done to it."""

from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.certificates import Certificates
from tests.servers.forwarder import Forwarder
from tests.servers.processes import Child, bare_environment


@dataclass
class Node:
    """One server of the cluster. cable: through it the others reach this one. child: its process, which changes."""

    number: int
    program: str
    directory: Path
    files: Certificates
    port: int
    raft_port: int
    cable: Forwarder
    others: list[int] = field(default_factory=list)
    child: Child | None = None

    @property
    def address(self) -> str:
        """Where this server itself listens."""
        return f"https://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start its process; it comes up sealed."""
        path = self.directory / "server.hcl"
        path.write_text(self._config())
        command = [self.program, "server", f"-config={path}"]
        environment = bare_environment(self.directory)
        self.child = Child(command, environment=environment, directory=self.directory, name=f"node-{self.number}")
        self.child.wait_for_port(self.port)

    def stop(self) -> None:
        """End its process."""
        if self.child is not None:
            self.child.stop()

    def kill(self) -> None:
        """Kill its process with SIGKILL."""
        assert self.child is not None
        self.child.process.kill()
        self.child.stop()

    def pause(self) -> None:
        """Stop its process without ending it: connections are taken by the kernel, and nobody answers."""
        assert self.child is not None
        self.child.pause()

    def resume(self) -> None:
        """Let a paused process run on."""
        assert self.child is not None
        self.child.resume()

    def _config(self) -> str:
        joins = "".join(
            f'retry_join {{ leader_api_addr = "https://127.0.0.1:{port}"\nleader_ca_cert_file = "{self.files.ca}" }}\n'
            for port in self.others
        )
        # The audit device must be the same one on every server, or none of them can lead: its file is relative.
        # A multiplier of 1 is what production is advised to have: an election then takes one to three seconds.
        return f"""
            storage "raft" {{
              path = "{self.directory}"
              node_id = "node-{self.number}"
              performance_multiplier = 1
              {joins}
            }}
            listener "tcp" {{
              address = "127.0.0.1:{self.port}"
              cluster_address = "127.0.0.1:{self.raft_port}"
              tls_cert_file = "{self.files.chain}"
              tls_key_file = "{self.files.key}"
            }}
            api_addr = "{self.address}"
            cluster_addr = "https://127.0.0.1:{self.cable.port}"
            log_level = "warn"
            audit "file" "file" {{ options {{ file_path = "audit.log" }} }}
        """
