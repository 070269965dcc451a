"""A reader who waits for each answer: Streamlit's protocol and plain HTTP, one after the other."""

import http.client
from collections.abc import Mapping

from websockets.sync.client import connect

from benchmarks.conversation import OPTIONS, Conversation, address_of

PATIENCE = 30  # seconds for a message


class Reader:
    """A page that is open in a session of its own."""

    def __init__(self, server: str, query: Mapping[str, str] | None = None, page: str = "") -> None:
        self.talk = Conversation(query, page)
        self._socket = connect(address_of(server), **OPTIONS)  # type: ignore[arg-type]
        self._run(self.talk.opening())

    def move(self, key: str, text: str) -> None:
        """Let a slider go at a value, and wait until the page has followed."""
        self._run(self.talk.moved(key, text))

    def close(self) -> None:
        """Leave."""
        self._socket.close()

    def _run(self, request: bytes) -> None:
        self._socket.send(request)
        while not self.talk.heard(self._socket.recv(PATIENCE)):  # type: ignore[arg-type]
            pass


class Fetcher:
    """One kept connection over which addresses are fetched, gzipped."""

    def __init__(self, server: str) -> None:
        self._connection = http.client.HTTPConnection(server, timeout=PATIENCE)

    def fetch(self, address: str) -> bytes:
        """The body as it travels. Raises RuntimeError for any answer but 200."""
        self._connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{address} answers {answer.status}: {body[:200]!r}")
        return body

    def close(self) -> None:
        """Leave."""
        self._connection.close()
