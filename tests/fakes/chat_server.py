"""A server on the loopback that speaks as OpenAI's does, with a fake model behind it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.fakes.chat_model import Behaviour


@dataclass
class ChatServer:
    """A running server: its base URL, the status that it answers with, and what it was sent."""

    behaviour: Behaviour
    status: int = 200
    url: str = ""
    keys: list[str] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def chat_server(behaviour: Behaviour, status: int = 200) -> Iterator[ChatServer]:
    """Serve ``/v1/chat/completions`` on a free port; another status than 200 is an error that OpenAI could give."""
    told = ChatServer(behaviour, status)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.requests.append(sent)
            told.keys.append(self.headers.get("Authorization", ""))
            if told.status == 200:
                prompt = "\n\n".join(str(message["content"]) for message in sent["messages"])
                said = told.behaviour(prompt)
                self._stream(sent["model"], said) if sent.get("stream") else self._reply(
                    200, _completion(sent["model"], said)
                )
            else:
                self._reply(told.status, {"error": {"message": "no", "type": "error", "code": None, "param": None}})

        def _reply(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _stream(self, model: str, said: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for event in [*_chunks(model, said), "[DONE]"]:
                self.wfile.write(f"data: {event}\n\n".encode())
                self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: a test says itself what went wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


def _chunks(model: str, said: str) -> Iterator[str]:
    """The events of a streamed answer: a word each, and at the end what it cost."""
    chunk: dict[str, Any] = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": model}
    for word in re.findall(r"\S+\s*|\s+", said):
        yield json.dumps(chunk | {"choices": [{"index": 0, "delta": {"content": word}, "finish_reason": None}]})
    yield json.dumps(chunk | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    yield json.dumps(chunk | {"choices": [], "usage": usage})


def _completion(model: str, text: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
