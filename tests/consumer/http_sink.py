#!/usr/bin/python3
"""A daemon for one request on the socket SOCKET, in which a tar comes in chunks. Prints the names in
it, or that it broke off, and answers that it has been built. Or else, as MODE says,

    sending PID     sends SIGINT to that process at the first chunk, and goes on
    building PID    does so once it has everything, and gives no answer
    failing         answers that the build has failed

Usage: http_sink.py SOCKET [MODE [PID]]
"""

import io
import os
import signal
import socket
import sys
import tarfile

address, mode, pid = (sys.argv[1:] + ["", ""])[:3]
with socket.socket(socket.AF_UNIX) as listening:
    listening.bind(address)
    listening.listen()
    connection, _ = listening.accept()
stream = connection.makefile("rwb")
head = [line.decode() for line in iter(stream.readline, b"\r\n")]
assert head[0].startswith("POST /build?t="), head
body = b""
while size := int(stream.readline() or b"-1", 16):
    if size < 0:
        sys.exit("the request broke off")
    if mode == "sending":
        os.kill(int(pid), signal.SIGINT)
        mode = ""
    body += stream.read(size)
    assert stream.read(2) == b"\r\n"
assert stream.readline() == b"\r\n"
print(*tarfile.open(fileobj=io.BytesIO(body)).getnames())
if mode == "building":
    os.kill(int(pid), signal.SIGINT)
    sys.exit("the request was given up" if not stream.read() else "the request went on")
answer = b'{"errorDetail":{"message":"no"}}' if mode == "failing" else b'{"stream":"built"}'
stream.write(b"HTTP/1.1 200 OK\r\n\r\n" + answer + b"\n")
stream.flush()
