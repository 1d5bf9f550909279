"""Makes tare._native: the declarations are those of the installed tare/tare.h and of native/walk_queue.h,
so that none of them stands twice."""

import os
import re
import shlex
import subprocess
from pathlib import Path

from cffi import FFI

HERE = Path(__file__).resolve().parent

CALLBACKS = """
extern "Python" int tare_python_write(const void *bytes, size_t size, void *data);
extern "Python" int tare_python_choose(const tare_entry *entry, void *data);
extern "Python" int tare_python_progress(uint64_t entries, uint64_t bytes, const char *name, void *data);
extern "Python" void tare_python_message(const char *line, void *data);
"""


def pkg_config(*arguments):
    try:
        done = subprocess.run(("pkg-config", *arguments, "tare"), capture_output=True, text=True, check=True)
    except FileNotFoundError:
        raise SystemExit("tare: pkg-config is missing, and it has to find the library") from None
    except subprocess.CalledProcessError as failed:
        raise SystemExit(
            f"tare: {failed.stderr.strip()}\ntare: install the library (cmake --install), and name the"
            " folder of its tare.pc in PKG_CONFIG_PATH"
        ) from None
    return done.stdout.strip()


def library_version():
    return pkg_config("--modversion")


def folders(flag, *arguments):
    return [word[len(flag):] for word in shlex.split(pkg_config(*arguments))]


def declarations(header):
    """What a header declares in C, without what is the preprocessor's."""
    text = re.sub(r"(?ms)^#ifdef .*?^#endif$", "", header.read_text())
    return re.sub(r"(?m)^#.*$", "", text)


def make_ffi():
    ffi = FFI()
    installed = Path(pkg_config("--variable=includedir")) / "tare/tare.h"
    for text in (declarations(installed), declarations(HERE / "native/walk_queue.h"), CALLBACKS):
        ffi.cdef(text)
    # tare.pc names its folders by its own place, so pkg-config does not know which are the system's.
    library_folders = [os.path.normpath(folder) for folder in folders("-L", "--libs-only-L")]
    ffi.set_source(
        "tare._native",
        '#include "walk_queue.h"',
        sources=["native/walk_queue.c"],
        depends=["native/walk_queue.h", str(installed)],
        include_dirs=[str(HERE / "native"), *folders("-I", "--cflags-only-I")],
        libraries=folders("-l", "--libs-only-l"),
        library_dirs=library_folders,
        runtime_library_dirs=[folder for folder in library_folders if not folder.startswith(("/usr/lib", "/lib"))],
        extra_compile_args=["-std=c11", "-Wall", "-Wextra"],
    )
    return ffi


ffi = make_ffi()
