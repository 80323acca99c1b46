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


@contextmanager
def cluster(settings: str = FAST) -> Iterator[str]:
    """A running server on a free loopback port, given as DATABASE_URL; gone afterwards."""
    bin_dir, owner = programs(), _owner()
    with tempfile.TemporaryDirectory(prefix="tollgate-postgres-") as folder:
        home = Path(folder)
        if owner:
            shutil.chown(home, user=owner)
        data = str(home / "data")
        _run([str(bin_dir / "initdb"), "-D", data, *AS_WE_WANT_IT], home, owner)
        port = _free_port()
        options = f"-h 127.0.0.1 -p {port} -k {home} {settings}"
        pg_ctl = [str(bin_dir / "pg_ctl"), "-D", data, "-w"]
        _run([*pg_ctl, "-l", str(home / "server.log"), "-o", options, "start"], home, owner)
        try:
            yield f"postgres://tollgate@127.0.0.1:{port}/postgres"
        finally:
            _run([*pg_ctl, "-m", "immediate", "stop"], home, owner)


def _owner() -> str | None:
    """Whom the server runs as: it refuses root."""
    if os.geteuid() != 0:
        return None
    people = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in people else "nobody"


def _run(command: Sequence[str], home: Path, owner: str | None) -> None:
    subprocess.run(  # noqa: S603 - the system's own programs, by full path
        command, cwd=home, user=owner, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )


def _free_port() -> int:
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
