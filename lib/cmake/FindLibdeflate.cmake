# libdeflate 1.14, Debian 12's, brings no CMake package. Defines libdeflate::libdeflate.
include(${CMAKE_CURRENT_LIST_DIR}/plain_library.cmake)
find_plain_library(Libdeflate libdeflate::libdeflate libdeflate.h deflate)
