#!/usr/bin/env python3
"""context_size.py [DIRECTORY]: how large the build context is, and what the rules keep out of it."""

import sys

import tare

report = tare.report(sys.argv[1] if len(sys.argv) > 1 else ".")
print(f"{report.context.files} files, {report.context.bytes} bytes are sent; {report.excluded.bytes} are not")
for part in sorted(report.data["excluded_paths"], key=lambda part: -part["bytes"])[:10]:
    print(f"{part['bytes']:12}  {part['path']}")
