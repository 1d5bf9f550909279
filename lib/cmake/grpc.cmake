# Whether sessions (lib/session) and what speaks to builders (cli/build) are built, and how their messages
# become C++.
#
# Sets tare_with_session, which takes protobuf and nghttp2, and tare_with_build, which takes gRPC, too.
set(TARE_BUILD AUTO CACHE STRING "Build tare-build and the library of sessions: AUTO, ON or OFF")
set_property(CACHE TARE_BUILD PROPERTY STRINGS AUTO ON OFF)
option(TARE_SESSION_ONLY "Of that, build the library of sessions alone, which takes no gRPC" OFF)
set(tare_with_session OFF)
set(tare_with_build OFF)
if(TARE_BUILD)
  find_package(Protobuf 3.21 QUIET)
  find_package(Nghttp2 QUIET)
  if(Protobuf_FOUND AND TARGET protobuf::protoc AND Nghttp2_FOUND)
    set(tare_with_session ON)
  endif()
  if(NOT TARE_SESSION_ONLY)
    find_package(gRPC 1.51 CONFIG QUIET)
  endif()
  if(tare_with_session AND gRPC_FOUND AND TARGET gRPC::grpc_cpp_plugin)
    set(tare_with_build ON)
  elseif(NOT (tare_with_session AND TARE_SESSION_ONLY) AND NOT TARE_BUILD STREQUAL "AUTO")
    message(FATAL_ERROR "TARE_BUILD takes protobuf 3.21, nghttp2 and gRPC 1.51; on Debian they are in "
      "protobuf-compiler, libprotobuf-dev, libnghttp2-dev, libgrpc++-dev and protobuf-compiler-grpc.")
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
