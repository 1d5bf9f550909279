#!/usr/bin/env python3
"""Every system call of the library can be made to fail by the tests of faults.

    wrapped_test.py NM LIBRARY WRAPPED...

Whatever the library takes of libc has to be wrapped, or stand here with the reason why not.
"""

import re
import subprocess
import sys

NO_CALL = set("""
    abort environ isalnum iswalnum localeconv memchr memcmp memcpy memmove memset newlocale pthread_cond_clockwait
    pthread_mutex_lock pthread_mutex_unlock pthread_self sched_yield sigaddset sigemptyset sigfillset snprintf
    strcmp strerror_r strlen strncpy strtod strtoll strtoull tolower uselocale
    __assert_fail __ctype_b_loc __cxa_atexit __errno_location __libc_single_threaded __memcpy_chk __memmove_chk __memset_chk __snprintf_chk
    __stack_chk_fail __strncpy_chk __vsnprintf_chk __xpg_strerror_r free malloc
""".split())
CANNOT_FAIL = {"clock_gettime", "getrlimit", "getrusage", "nanosleep", "pthread_sigmask"}
# What runs git for `tare lint`: a failure there is a note.
CHILD_PROCESS = {"kill", "pipe2", "poll", "waitpid", "read"}


def symbols(nm, option, file):
    """(object, name) of what `nm` lists."""
    object_file = ""
    for line in subprocess.run([nm, option, file], check=True, capture_output=True, text=True).stdout.splitlines():
        if line.endswith(":"):
            object_file = line[:-1]
        elif line.strip():
            yield object_file, line.split()[-1].split("@")[0]


def libc():
    maps = open("/proc/self/maps", encoding="utf-8").read()
    return re.search(r"(/\S*/libc(?:-[\d.]+)?\.so(?:\.6)?)", maps).group(1)


def main():
    nm, library, *wrapped = sys.argv[1:]
    of_libc = {name for _, name in symbols(nm, "-D", libc())}
    taken = {(file, name) for file, name in symbols(nm, "-u", library) if name in of_libc}
    if not any(name == "openat" or name == "__openat_2" for _, name in taken):
        sys.exit("no call was found: is this the library?")
    missing = sorted(
        f"{file}: {name}"
        for file, name in taken - {(f, n) for f, n in taken if n in NO_CALL | CANNOT_FAIL}
        if not (name in wrapped and file.startswith(("os.cpp", "os_attributes.cpp", "list_linux.cpp")))
        and not (name == "syscall" and file.startswith(("gzip_stream.cpp", "tree_walk.cpp")))  # futex
        and not (file.startswith("child_process.cpp") and (name in CHILD_PROCESS or name.startswith("posix_spawn")))
    )
    if missing:
        sys.exit("not wrapped, or called outside os.cpp, os_attributes.cpp and list_linux.cpp:\n  " + "\n  ".join(missing))
    print(f"{len(wrapped)} calls are wrapped")


if __name__ == "__main__":
    main()
