"""A throw-away PostgreSQL cluster from the system's own programs.

`python -m tests.postgres COMMAND...` runs the command with DATABASE_URL set to it.
`python -m tests.postgres --find` prints the programs' folder.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SYSTEM = Path("/usr/lib/postgresql")
AS_WE_WANT_IT = ["-U", "tollgate", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
# A lost cluster costs nothing: it is made anew for every run.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
# As a council's own server keeps what it committed: what benchmarks measure, and what a crash must not lose.
LASTING = "-c max_connections=200"


class NoServerError(Exception):
    """This machine has no PostgreSQL server programs."""


def programs() -> Path:
    """The folder of the newest installed server's programs. Raises NoServerError."""
    found = [path.parent for path in SYSTEM.glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: int(path.parent.name.split(".")[0]))
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    message = f"There is no PostgreSQL server under {SYSTEM} or on the PATH; `apt-get install postgresql` brings it."
    raise NoServerError(message)


@dataclass(frozen=True)
class Server:
    """A cluster in a folder of its own, on a free loopback port. `settings` are the server's."""

    home: str
    port: int
    settings: str = FAST

    @property
    def url(self) -> str:
        """Its database, as DATABASE_URL."""
        return f"postgres://tollgate@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        """Make the cluster's files; it does not run yet."""
        if owner := _owner():
            shutil.chown(self.home, user=owner)
        self._run("initdb", *AS_WE_WANT_IT)

    def start(self) -> None:
        """Start, and return once it answers."""
        options = f"-h 127.0.0.1 -p {self.port} -k {self.home} {self.settings}"
        self._run("pg_ctl", "-w", "-l", f"{self.home}/server.log", "-o", options, "start")

    def stop_at_once(self) -> None:
        """Stop as if the machine had lost its power: nothing is brought to its end."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(programs() / program), "-D", f"{self.home}/data", *arguments]
        subprocess.run(  # noqa: S603 - the system's own programs, by full path
            command, cwd=self.home, user=_owner(), check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
        )


@contextmanager
def running(settings: str = FAST) -> Iterator[Server]:
    """A running server; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tollgate-postgres-") as home:
        server = Server(home, free_port(), settings)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop_at_once()


@contextmanager
def cluster(settings: str = FAST) -> Iterator[str]:
    """A running server, given as DATABASE_URL; gone afterwards."""
    with running(settings) as server:
        yield server.url


def _owner() -> str | None:
    """Whom the server runs as: it refuses root."""
    if os.geteuid() != 0:
        return None
    people = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in people else "nobody"


def free_port() -> int:
    """Return a port that nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(arguments: Sequence[str]) -> int:
    """Run the command beside a cluster and return its exit code; 69 when this machine has no server."""
    try:
        folder = programs()
    except NoServerError as error:
        sys.stderr.write(f"{error}\n")
        return os.EX_UNAVAILABLE
    if arguments == ["--find"]:
        sys.stdout.write(f"{folder}\n")
        return 0
    with cluster() as url:
        environment = {**os.environ, "DATABASE_URL": url}
        return subprocess.run(arguments, env=environment, check=False).returncode  # noqa: S603 - the caller's command


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
