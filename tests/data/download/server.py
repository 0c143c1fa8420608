"""A web server on this machine that plays whatever it is told, a scene per request."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Scene = Callable[["Stage"], None]


class Stage(BaseHTTPRequestHandler):
    """One request; a scene answers it with the methods of this class."""

    server: "Theatre"

    def do_GET(self) -> None:
        played = self.server.played
        played.append(dict(self.headers) | {"path": self.path})
        scenes = self.server.scenes
        scenes[min(len(played), len(scenes)) - 1](self)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        pass

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Length": str(len(body)), **named}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    @property
    def first(self) -> int:
        """First byte of the range asked for."""
        return int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))


class Theatre(ThreadingHTTPServer):
    """Plays its scenes in order, the last one again and again; keeps the headers it got."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, scenes: tuple[Scene, ...]) -> None:
        super().__init__(("127.0.0.1", 0), Stage)
        self.scenes = scenes
        self.played: list[dict[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/pums"


@contextmanager
def playing(*scenes: Scene) -> Iterator[Theatre]:
    with Theatre(scenes) as theatre:
        threading.Thread(target=theatre.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield theatre
        finally:
            theatre.shutdown()


@dataclass
class File:
    """A file that a good server has: ranges, If-Range, and a tag per version."""

    body: bytes
    tag: str = '"one"'
    cut: int | None = field(default=None)

    def __call__(self, stage: Stage) -> None:
        """The file, or the range asked for; after `cut` bytes the connection breaks."""
        start = stage.first if stage.headers.get("If-Range") == self.tag else 0
        body = self.body[start:]
        if start >= len(self.body):
            return stage.answer(416)
        place = {"Content_Range": f"bytes {start}-{len(self.body) - 1}/{len(self.body)}"}
        sent = body if self.cut is None else body[: max(self.cut - start, 0)]
        headers = {"ETag": self.tag, "Content_Length": str(len(body)), **(place if start else {})}
        return stage.answer(206 if start else 200, sent, **headers)


def status(code: int, body: bytes = b"", **headers: str) -> Scene:
    """A scene of one status."""
    return lambda stage: stage.answer(code, body, **headers)
