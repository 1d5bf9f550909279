# The tests of sessions: by themselves everywhere, and with gRPC's client where they are released.
add_library(tare-served-session STATIC builder/raw_builder.cpp support/served_session.cpp)
target_include_directories(tare-served-session PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(tare-served-session PUBLIC tare::session)

if(tare_with_build AND CMAKE_BUILD_TYPE STREQUAL "Release")
  add_subdirectory(builder)
  add_executable(tare-session-grpc-tests session_grpc_test.cpp)
  target_link_libraries(tare-session-grpc-tests PRIVATE tare-test-code tare-served-session tare-builder-side)
  gtest_discover_tests(tare-session-grpc-tests PROPERTIES LABELS release TIMEOUT 120)
endif()

add_executable(tare-session-tests session_test.cpp)
target_link_libraries(tare-session-tests PRIVATE tare-test-code tare-served-session protobuf::libprotobuf-lite)
gtest_discover_tests(tare-session-tests PROPERTIES LABELS unit TIMEOUT 120)
add_dependencies(tare-tests tare-session-tests)
