#!/usr/bin/python3
"""docker_sink.py SOCKET: as much of a Docker engine as `docker build` of the classic builder needs.

The context that is sent is counted and thrown away; the answer tells how many bytes it was. Prints
a line when it listens.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingMixIn, UnixStreamServer

API = "1.44"


class Body:
    """A chunked body, read in large pieces and not kept."""

    def __init__(self, file):
        self.file = file
        self.piece = bytearray(1 << 20)

    def skip(self):
        total = 0
        while size := int(self.file.readline().split(b";")[0], 16):
            total += size
            size += 2  # the line's end behind each chunk
            while size:
                read = self.file.readinto(memoryview(self.piece)[: min(size, len(self.piece))])
                if read == 0:
                    raise ConnectionError("the body broke off")
                size -= read
        while self.file.readline().strip():
            pass
        return total


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    rbufsize = 1 << 20

    def answer(self, value):
        text = value if isinstance(value, bytes) else json.dumps(value).encode() + b"\n"
        self.send_response(200)
        self.send_header("API-Version", API)
        self.send_header("OSType", "linux")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    def do_GET(self):
        if self.path.endswith("/_ping"):
            self.answer(b"OK")
        elif self.path.endswith("/version"):
            self.answer({"ApiVersion": API, "MinAPIVersion": "1.24", "Version": "0", "Os": "linux"})
        elif self.path.endswith("/info"):
            self.answer({"OSType": "linux"})
        else:
            self.send_error(404)

    do_HEAD = do_GET

    def do_POST(self):
        if "/build" not in self.path:
            self.send_error(404)
            return
        self.answer({"stream": f"sent {Body(self.rfile).skip()} bytes\n"})

    def address_string(self):
        return "client"  # a socket in the file system has no host

    def log_request(self, *_):
        pass


class Server(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True


def main():
    with Server(sys.argv[1], Handler) as server:
        print("listening", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
