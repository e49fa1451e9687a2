"""A PostgreSQL server of the tests' own: in a temporary folder, on loopback, by an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

PASSWORD = "sesame/open 1&2"
TUTOR = "tutor"
#: Debian's package keeps the server's programs off PATH.
DEBIAN = Path("/usr/lib/postgresql")
QUICK = ("-c", "fsync=off", "-c", "max_connections=30", "-c", "shared_buffers=16MB")


def programs() -> Path | None:
    """The folder with `initdb` and `postgres`; None where there is no server on this machine."""
    found = sorted(DEBIAN.glob("*/bin"), key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("postgres")
    return found[-1] if found else Path(on_path).resolve().parent if on_path else None


class Server:
    """One server with any number of databases; each asks for a password."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bin, self.databases = folder, programs(), 0
        self.process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (folder / "password").write_text(PASSWORD)
        user = next((name for name in ("postgres", "nobody") if _is_user(name)), None)
        #: Root may not run a server.
        self.as_user = (
            {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        )
        if self.as_user:
            for path in (folder, folder / "password"):
                shutil.chown(path, user)
        made = (
            "--auth=scram-sha-256",
            f"--pwfile={folder / 'password'}",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        command = [self.bin / "initdb", "-D", folder / "data", "-U", TUTOR, *made]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **self.as_user)

    def start(self) -> None:
        """Start it, or start it again where it is down."""
        where = ("-D", self.folder / "data", "-k", self.folder, "-h", "127.0.0.1", "-p", str(self.port))
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.bin / "postgres", *where, *QUICK], stdout=log, stderr=log, cwd=self.folder, **self.as_user
            )
        ready = [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-t", "1"]
        while subprocess.run(ready, check=False).returncode:
            if self.process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text()[-2000:])

    def stop(self) -> None:
        """Stop it at once, as a machine does that loses power, and wait for its end."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(120)

    def admin(self) -> psycopg.Connection:
        """A connection that may do everything."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=TUTOR, password=PASSWORD, dbname="postgres", autocommit=True
        )

    def new_database(self) -> str:
        """The name of a database that nobody has used."""
        self.databases += 1
        name = f"gradebook{self.databases}"
        with self.admin() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return name

    def copy(self, url: str) -> str:
        """The name of a copy of a database that nobody uses now."""
        from sqlalchemy import make_url

        self.databases += 1
        name = f"gradebook{self.databases}"
        like = sql.Identifier(str(make_url(url).database))
        with self.admin() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), like))
        return name

    def hang_up(self, database: str) -> int:
        """End every connection to a database, as an administrator does; how many there were."""
        ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
        with self.admin() as connection:
            return connection.execute(ended, [database]).fetchone()[0]

    def url(self, database: str, driver: str = "", password: str = PASSWORD) -> str:
        """The URL of a database, as it stands in nbgrader_config.py."""
        from sqlalchemy import URL

        scheme = f"postgresql+{driver}" if driver else "postgresql"
        found = URL.create(scheme, TUTOR, password, "127.0.0.1", self.port, database)
        return found.render_as_string(hide_password=False)


def _is_user(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


def new_server() -> Server:
    """A server that runs, in a folder that its user can enter."""
    server = Server(Path(tempfile.mkdtemp(prefix="pg-")))
    server.start()
    return server
