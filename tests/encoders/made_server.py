"""An embeddings server on this machine, with the faults that real ones have."""

import base64
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

Encode = Callable[[Sequence[str]], np.ndarray]


def lengths(texts: Sequence[str]) -> np.ndarray:
    """The length of a text and a constant."""
    return np.array([[len(text), 0.5] for text in texts], dtype=np.float32)


@dataclass(frozen=True)
class Reply:
    """What goes over the wire."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    kind: str = "application/json"
    pause: float = 0.0
    announced: int | None = None


def answer(vectors: np.ndarray | list[object], question: dict[str, object]) -> Reply:
    """A good answer, its items in reverse order."""
    items = [{"object": "embedding", "index": i, "embedding": v} for i, v in enumerate(vectors)]
    for item in items:
        if isinstance(item["embedding"], np.ndarray):
            numbers = item["embedding"].astype("<f4")
            coded = question.get("encoding_format") == "base64"
            item["embedding"] = (
                base64.b64encode(numbers.tobytes()).decode() if coded else numbers.tolist()
            )
    tree = {"object": "list", "data": items[::-1], "model": question["model"]}
    return Reply(body=json.dumps(tree).encode())


@dataclass
class Server:
    """`url` is its base; `faults` are answered first, one a request; `texts` is all it was sent."""

    encode: Encode = lengths
    faults: "deque[Reply | Callable[[dict[str, object]], Reply]]" = field(default_factory=deque)
    questions: list[dict[str, object]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    port: int = 0
    pause: float = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def texts(self) -> list[str]:
        return [text for question in self.questions for text in question["input"]]  # type: ignore[attr-defined]

    def reply(self, question: dict[str, object]) -> Reply:
        if self.faults:
            fault = self.faults.popleft()
            return fault if isinstance(fault, Reply) else fault(question)
        time.sleep(self.pause)
        return answer(self.encode(question["input"]), question)  # type: ignore[arg-type]


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Run the server on a free port of this machine until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.times.append(time.monotonic())
            server.paths.append(self.path)
            server.questions.append(question)
            server.headers.append(dict(self.headers))
            reply = server.reply(question)
            time.sleep(reply.pause)
            try:
                self.send_response_only(reply.status)
                for name, value in (*reply.headers, ("Content-Type", reply.kind)):
                    self.send_header(name, value)
                length = len(reply.body) if reply.announced is None else reply.announced
                self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(reply.body)
            except (BrokenPipeError, ConnectionResetError):
                pass

        def log_message(self, *words: object) -> None:
            """Be quiet."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server.port = http.server_port
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
