#!/usr/bin/env python3
"""send.py DIRECTORY TAG: builds an image by docker-py, from the context that tare packs."""

import sys
import tempfile

import docker

import tare

directory, tag = sys.argv[1:]
with tempfile.TemporaryFile() as context:
    tare.pack(directory, context, compress="gzip", on_message=print)
    context.seek(0)
    client = docker.from_env().api
    told_by_engine = client.build(
        fileobj=context, custom_context=True, encoding="gzip", tag=tag, rm=True, decode=True
    )
    for told in told_by_engine:
        if "error" in told:
            sys.exit(told["error"].strip())
        print(told.get("stream", ""), end="")
