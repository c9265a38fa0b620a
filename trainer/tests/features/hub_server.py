"""A hub on this machine: folders served as huggingface_hub asks for them, by commit and by file."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

API = re.compile(r"/api/models/([^/]+/[^/]+)(?:/(revision|tree)/([^/?]+))?(?:\?.*)?")
RESOLVE = re.compile(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)")
COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub:
    """`url`; `asked`, what was asked for, in order."""

    def __init__(self, models: dict[str, Path]) -> None:
        self.asked: list[str] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                self._answer()

            def do_GET(self) -> None:
                self._answer()

            def log_message(self, *_: object) -> None:
                pass

            def _answer(self) -> None:
                hub.asked.append(f"{self.command} {self.path}")
                api, file = API.fullmatch(self.path), RESOLVE.fullmatch(self.path)
                found = api or file
                folder = models.get(found[1]) if found else None
                if found is None or folder is None:
                    return self._send(401, b"{}", {"X-Error-Code": "RepoNotFound"})
                revision = found[3] if api else found[2]
                if revision not in (None, "main", COMMIT):
                    return self._send(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
                if api:
                    return self._send(200, self._described(folder, found[1], found[2]), {})
                path = folder / found[3]
                if not path.is_file():
                    return self._send(404, b"{}", {"X-Error-Code": "EntryNotFound"})
                data = path.read_bytes()
                etag = f'"{hashlib.sha256(data).hexdigest()}"'
                return self._send(200, data, {"ETag": etag, "X-Repo-Commit": COMMIT})

            def _described(self, folder: Path, name: str, what: str | None) -> bytes:
                paths = sorted(path for path in folder.rglob("*") if path.is_file())
                names = [path.relative_to(folder).as_posix() for path in paths]
                if what == "tree":
                    entries = [
                        {
                            "type": "file",
                            "path": own,
                            "size": path.stat().st_size,
                            "oid": hashlib.sha1(path.read_bytes()).hexdigest(),
                        }
                        for own, path in zip(names, paths, strict=True)
                    ]
                    return json.dumps(entries).encode()
                siblings = [{"rfilename": own} for own in names]
                said = {"id": name, "modelId": name, "sha": COMMIT, "siblings": siblings}
                return json.dumps({**said, "tags": [], "private": False}).encode()

            def _send(self, status: int, data: bytes, headers: dict[str, str]) -> None:
                self.send_response(status)
                for key, value in {**headers, "Content-Length": str(len(data))}.items():
                    self.send_header(key, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@contextmanager
def serving(models: dict[str, Path]) -> Iterator[Hub]:
    """A hub of these models, by OWNER/NAME."""
    hub = Hub(models)
    thread = threading.Thread(target=hub.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.server.shutdown()
        hub.server.server_close()
        thread.join()
