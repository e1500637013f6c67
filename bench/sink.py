"""The networks of a run: nginx on loopback, one process of our own with its own configuration, answering as push services do."""

import shutil
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from string import Template

ORIGINS = 3
START_SECONDS = 10.0
FCM_PROJECT = "bench"

# Every origin takes what a browser's push service, FCM or Google's token endpoint is sent. Streams and requests per connection are
# not bounded, so that no side pays for reconnecting.
_CONFIGURATION = Template("""
daemon off;
master_process off;
pid $folder/nginx.pid;
error_log $folder/nginx.log warn;
events { worker_connections 8192; }
http {
    access_log off;
    keepalive_requests 1000000000;
    keepalive_timeout 3600s;
    http2_max_concurrent_streams 1000;
    client_body_buffer_size 16k;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    ssl_certificate $certificate;
    ssl_certificate_key $key;
    server {
        $listen
        location / { add_header Location /m/$$request_id; return 201; }
        location /v1/projects/ {
            default_type application/json;
            return 200 '{"name": "projects/bench/messages/0:1763859600000000%2cc9b4facc9b4fa"}';
        }
        location = /token {
            default_type application/json;
            return 200 '{"access_token": "bench", "expires_in": 3599, "token_type": "Bearer"}';
        }
    }
    server {
        listen 127.0.0.1:$status;
        location / { stub_status; }
    }
}
""")


class SinkMissingError(RuntimeError):
    """The machine has no nginx."""


@dataclass
class Sink:
    """A started nginx; `origins` are where it takes messages."""

    origins: list[str]
    _status: int
    _process: "subprocess.Popen[bytes]"
    _asked: int = 0

    @classmethod
    def start(cls, folder: Path, certificate: Path, key: Path) -> "Sink":
        """Start nginx in `folder`; the caller has pinned itself to the core it shall run on.

        Raises:
            SinkMissingError: there is none, or it did not start.
        """
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
        if program is None:
            raise SinkMissingError(
                "The figures need nginx as the push service that is not the bottleneck (Debian: sudo apt install nginx)."
            )
        folder.mkdir(parents=True, exist_ok=True)
        ports = free_ports(ORIGINS + 1)
        text = _CONFIGURATION.substitute(
            folder=folder,
            certificate=certificate,
            key=key,
            status=ports[-1],
            listen=" ".join(f"listen 127.0.0.1:{port} ssl http2;" for port in ports[:-1]),
        )
        (folder / "nginx.conf").write_text(text)
        command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx.log")]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        sink = cls([f"https://localhost:{port}" for port in ports[:-1]], ports[-1], process)
        sink._wait(folder)
        return sink

    def requests(self) -> int:
        """How many requests it has answered, without those of this question."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._status}/", timeout=10) as answer:
            numbers = answer.read().decode().splitlines()[2].split()
        self._asked += 1
        return int(numbers[2]) - self._asked

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(timeout=10)

    def _wait(self, folder: Path) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._status)) == 0:
                    return
            time.sleep(0.02)
        log = folder / "nginx.log"
        raise SinkMissingError("nginx did not start: " + (log.read_text() if log.exists() else "it left no log"))


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
