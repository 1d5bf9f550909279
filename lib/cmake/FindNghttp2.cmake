# nghttp2 brings no CMake package that can be relied on. Defines nghttp2::nghttp2.
include(${CMAKE_CURRENT_LIST_DIR}/plain_library.cmake)
find_plain_library(Nghttp2 nghttp2::nghttp2 nghttp2/nghttp2.h nghttp2)
