"""A Docker engine that builds anything, and keeps what it gets."""

import http.server
import io
import os
import socketserver
import tempfile
import threading
from contextlib import contextmanager

from tars import contents


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        size = self.headers["Content-Length"]
        content = self.rfile.read(int(size)) if size else b"".join(iter(self.chunk, b""))
        self.server.built.append((self.path, contents(io.BytesIO(content))))
        self.answer(b'{"stream": "built"}\r\n')

    def do_GET(self):  # /version
        self.answer(b'{"ApiVersion": "1.41"}')

    def answer(self, content):
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def chunk(self):
        size = int(self.rfile.readline(), 16)
        content = self.rfile.read(size)
        self.rfile.readline()
        return content

    def log_message(self, *_):
        pass


@contextmanager
def serving():
    """`address` is for DOCKER_HOST, `built` has the path and the contents of each build."""
    with tempfile.TemporaryDirectory() as folder:
        socket = os.path.join(folder, "socket")
        with socketserver.UnixStreamServer(socket, Handler) as engine:
            engine.address = f"unix://{socket}"
            engine.built = []
            thread = threading.Thread(target=engine.serve_forever, args=(0.05,))
            thread.start()
            try:
                yield engine
            finally:
                engine.shutdown()
                thread.join()
