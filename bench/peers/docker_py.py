#!/usr/bin/python3
"""docker_py.py DIRECTORY [RULES]: docker-py's build context, to standard output.

docker-py writes its archive to a temporary file and sends that afterwards; here it goes to the pipe
at once.
"""

import sys

from docker.utils import build


class Pipe:
    """Standard output, for an archive that asks where it is and rewinds at the end."""

    def __init__(self):
        self.write = sys.stdout.buffer.write

    def tell(self):
        return 0

    def seek(self, _):
        sys.stdout.buffer.flush()


def rules(path):
    """As docker.api.build reads a .dockerignore."""
    with open(path, encoding="utf-8") as file:
        lines = (line.strip() for line in file)
        return [line for line in lines if line and line[0] != "#"]


def main():
    exclude = rules(sys.argv[2]) if len(sys.argv) > 2 else []
    build.tar(sys.argv[1], exclude=exclude, fileobj=Pipe())


if __name__ == "__main__":
    main()
