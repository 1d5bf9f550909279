# Not every distribution ships zstd's own CMake package, and its targets differ between versions.
# Defines zstd::zstd.
include(${CMAKE_CURRENT_LIST_DIR}/plain_library.cmake)
find_plain_library(Zstd zstd::zstd zstd.h zstd)
