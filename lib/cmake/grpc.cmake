# Whether sessions (lib/session) and what speaks to builders (cli/builders) are built, and how their messages
# become C++.
#
# Sets tare_with_session, which takes protobuf and nghttp2, and tare_with_build, which takes gRPC, too.
include(CheckCXXSourceCompiles)

set(TARE_BUILD AUTO CACHE STRING "Build tare-build and the library of sessions: AUTO, ON or OFF")
set_property(CACHE TARE_BUILD PROPERTY STRINGS AUTO ON OFF)
option(TARE_SESSION_ONLY "Of that, build the library of sessions alone, which takes no gRPC" OFF)
set(tare_with_session OFF)
set(tare_with_build OFF)

# What bounds the frames of one list of headers came as an answer to attacks (CVE-2024-28182), and so
# with updates of older versions as well: a number would not tell.
function(tare_check_nghttp2 bounded)
  set(CMAKE_REQUIRED_LIBRARIES nghttp2::nghttp2)
  set(CMAKE_REQUIRED_QUIET ON)
  if(NOT tare_nghttp2_is_bounded)
    unset(tare_nghttp2_is_bounded CACHE)  # it may have been updated since
  endif()
  # Not check_cxx_symbol_exists, whose source has an old-style cast: with our warnings it is an error.
  check_cxx_source_compiles([[
    #include <nghttp2/nghttp2.h>
    int main() { nghttp2_option_set_max_continuations(nullptr, 1); }
  ]] tare_nghttp2_is_bounded)
  set(${bounded} ${tare_nghttp2_is_bounded} PARENT_SCOPE)
endfunction()

if(TARE_BUILD)
  find_package(Protobuf 3.21 QUIET)
  find_package(Nghttp2 QUIET)
  set(bounded OFF)
  set(too_old)
  if(Nghttp2_FOUND)
    tare_check_nghttp2(bounded)
    if(NOT bounded)
      string(CONCAT too_old "This nghttp2 has no nghttp2_option_set_max_continuations: it takes 1.61, or a "
        "distribution's update against CVE-2024-28182.")
      message(STATUS "${too_old}")
    endif()
  endif()
  if(Protobuf_FOUND AND TARGET protobuf::protoc AND bounded)
    set(tare_with_session ON)
  endif()
  if(NOT TARE_SESSION_ONLY)
    find_package(gRPC 1.51 CONFIG QUIET)
  endif()
  if(tare_with_session AND gRPC_FOUND AND TARGET gRPC::grpc_cpp_plugin)
    set(tare_with_build ON)
  elseif(NOT (tare_with_session AND TARE_SESSION_ONLY) AND NOT TARE_BUILD STREQUAL "AUTO")
    message(FATAL_ERROR "TARE_BUILD takes protobuf 3.21, nghttp2 and gRPC 1.51; on Debian they are in "
      "protobuf-compiler, libprotobuf-dev, libnghttp2-dev, libgrpc++-dev and protobuf-compiler-grpc. ${too_old}")
  endif()
endif()

# tare_add_messages(TARGET FILE.proto... [SERVICES]): adds the C++ of messages to TARGET, and with
# SERVICES that of their services, too. Generated code is included by the file's name: "FILE.pb.h".
function(tare_add_messages target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SERVICES" "" "")
  set(to ${CMAKE_CURRENT_BINARY_DIR}/messages)
  file(MAKE_DIRECTORY ${to})
  foreach(file IN LISTS arg_UNPARSED_ARGUMENTS)
    get_filename_component(source ${file} ABSOLUTE)
    get_filename_component(from ${source} DIRECTORY)
    get_filename_component(name ${source} NAME_WE)
    set(output ${to}/${name}.pb.cc ${to}/${name}.pb.h)
    set(services)
    if(arg_SERVICES)
      list(APPEND output ${to}/${name}.grpc.pb.cc ${to}/${name}.grpc.pb.h)
      set(services --grpc_out=${to} --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
    endif()
    add_custom_command(OUTPUT ${output} DEPENDS ${source} VERBATIM
      COMMAND protobuf::protoc -I ${from} --cpp_out=${to} ${services} ${source})
    # What is generated is not ours to look at.
    set_source_files_properties(${output} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON COMPILE_OPTIONS -w)
    target_sources(${target} PRIVATE ${output})
  endforeach()
  target_include_directories(${target} SYSTEM PUBLIC $<BUILD_INTERFACE:${to}>)
endfunction()
