"""Builds the wheel; its version is that of the library which pkg-config finds."""

import sys
from pathlib import Path

from setuptools import setup

sys.path.insert(0, str(Path(__file__).resolve().parent))
from native_build import library_version  # noqa: E402: beside this file, wherever it is run from

setup(
    version=library_version(),
    cffi_modules=["native_build.py:ffi"],
    options={"bdist_wheel": {"py_limited_api": "cp39"}},
)
