// os.cpp and os_attributes.cpp as systems other than Linux get them: without what only Linux has.
// Linked in front of the library, they take the place of the library's own.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "os.hpp"

#undef __linux__
#undef O_TMPFILE
#undef F_SETPIPE_SZ
#define TARE_PORTABLE_READER

#include "os.cpp"
#include "os_attributes.cpp"
