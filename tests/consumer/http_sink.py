#!/usr/bin/python3
"""A daemon for one request on the socket SOCKET, in which a tar comes in chunks. Prints the names in
it, or that it broke off; with KILL, sends SIGINT to that process at the first chunk and goes on.

Usage: http_sink.py SOCKET [KILL]
"""

import io
import os
import signal
import socket
import sys
import tarfile

with socket.socket(socket.AF_UNIX) as listening:
    listening.bind(sys.argv[1])
    listening.listen()
    connection, _ = listening.accept()
stream = connection.makefile("rwb")
head = [line.decode() for line in iter(stream.readline, b"\r\n")]
assert head[0].startswith("POST /build?t="), head
body = b""
while size := int(stream.readline() or b"-1", 16):
    if size < 0:
        sys.exit("the request broke off")
    if len(sys.argv) > 2:
        os.kill(int(sys.argv.pop()), signal.SIGINT)
    body += stream.read(size)
    assert stream.read(2) == b"\r\n"
assert stream.readline() == b"\r\n"
print(*tarfile.open(fileobj=io.BytesIO(body)).getnames())
stream.write(b'HTTP/1.1 200 OK\r\n\r\n{"stream":"built"}\n')
stream.flush()
