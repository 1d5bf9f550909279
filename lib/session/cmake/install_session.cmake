# What `cmake --install` brings of sessions: headers, libtare-session.a, libtare-session.so, and how CMake
# (`find_package(tare COMPONENTS session)`) and pkg-config find them.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

add_library(tare-session-shared SHARED $<TARGET_OBJECTS:tare-session>)
set_target_properties(tare-session-shared PROPERTIES
  OUTPUT_NAME tare-session
  EXPORT_NAME session-shared
  LINKER_LANGUAGE CXX
  VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
  # Programs find it where they say; it finds libtare.so beside itself. Debian's package does without.
  INSTALL_RPATH $ORIGIN
)
target_compile_features(tare-session-shared INTERFACE cxx_std_20)
target_include_directories(tare-session-shared INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(tare-session-shared PUBLIC tare-shared PRIVATE ${session_libraries})
set(exports ${CMAKE_CURRENT_LIST_DIR}/session_exports.map)
target_link_options(tare-session-shared PRIVATE ${tare_hardening_link} LINKER:-z,defs LINKER:--version-script=${exports})
set_target_properties(tare-session-shared PROPERTIES LINK_DEPENDS ${exports})

install(TARGETS tare-session-shared EXPORT tareSessionSharedTargets
  LIBRARY COMPONENT session NAMELINK_COMPONENT session-development)
install(TARGETS tare-session EXPORT tareSessionStaticTargets
  COMPONENT session-development FILE_SET HEADERS COMPONENT session-development)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/tare)
foreach(kind Shared Static)
  install(EXPORT tareSession${kind}Targets NAMESPACE tare:: DESTINATION ${package} COMPONENT session-development)
endforeach()
configure_file(${CMAKE_CURRENT_LIST_DIR}/tareSession.cmake.in tareSession.cmake @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tareSession.cmake ${PROJECT_SOURCE_DIR}/lib/cmake/FindNghttp2.cmake
  DESTINATION ${package} COMPONENT session-development)

file(RELATIVE_PATH up ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${CMAKE_CURRENT_LIST_DIR}/tare-session.pc.in tare-session.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tare-session.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
  COMPONENT session-development)
