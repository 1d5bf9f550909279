"""Stands between a client and the daemon, and notes when a build's session moves files."""

import os
import socket
import threading
import time

# Of fsutil's protocol: a message of gRPC, 2 bytes long, that holds a packet of type FIN and no more.
# The builder sends one when it has everything that it wanted of a directory.
FIN = b"\x00\x00\x00\x00\x02\x08\x03"
OPENING = b"POST /session "
BLOCK = 1 << 20


class Relay:
    """Listens on the socket `path`, and forwards to the socket `to`. The clock is perf_counter's."""

    def __init__(self, path, to):
        self.to = str(to)
        self.reset()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def reset(self):
        self.opened = self.ended = None
        self.sent = 0  # bytes in the session, to the builder
        self.fins = 0

    def seconds(self):
        """From the session's opening to the last FIN of the builder."""
        return self.ended - self.opened

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        connected = time.perf_counter()
        daemon = socket.socket(socket.AF_UNIX)
        daemon.connect(self.to)
        first = client.recv(BLOCK)
        session = first.startswith(OPENING)
        if session:
            self.opened = connected
        daemon.sendall(first)
        back = threading.Thread(target=self.answer, args=(daemon, client, session), daemon=True)
        back.start()
        self.forward(client, daemon, session)
        back.join()
        client.close()
        daemon.close()

    def forward(self, client, daemon, session):
        """Moves pages instead of copying them, for it shares the processors with what it measures."""
        out, into = os.pipe()
        try:
            while size := os.splice(client.fileno(), into, BLOCK):
                if session:
                    self.sent += size
                while size:
                    size -= os.splice(out, daemon.fileno(), size)
            daemon.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # one of the two has gone
        finally:
            os.close(out)
            os.close(into)

    def answer(self, daemon, client, session):
        kept = b""  # a FIN may come in two parts
        try:
            while block := daemon.recv(BLOCK):
                if session:
                    fins = (kept + block).count(FIN)
                    if fins:
                        self.ended = time.perf_counter()
                        self.fins += fins
                        kept = b""
                    else:
                        kept = block[-len(FIN) + 1 :]
                client.sendall(block)
            client.shutdown(socket.SHUT_WR)
        except OSError:
            pass
