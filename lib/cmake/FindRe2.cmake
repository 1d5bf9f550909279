# Debian's re2 brings no CMake package, and no version that says anything. Defines re2::re2.
include(${CMAKE_CURRENT_LIST_DIR}/plain_library.cmake)
find_plain_library(Re2 re2::re2 re2/re2.h re2)
if(Re2_FOUND)
  find_package(Threads REQUIRED)
  set_property(TARGET re2::re2 APPEND PROPERTY INTERFACE_LINK_LIBRARIES Threads::Threads) # gRPC may have defined it
endif()
