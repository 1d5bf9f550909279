# What `cmake --install` brings of the library: headers, libtare.a, libtare.so, and how CMake and
# pkg-config find them.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

# Of the same objects as the static one. Until 1.0 the interface may change with the minor version.
add_library(tare-shared SHARED $<TARGET_OBJECTS:tare>)
set_target_properties(tare-shared PROPERTIES
  OUTPUT_NAME tare
  EXPORT_NAME shared
  LINKER_LANGUAGE CXX
  VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
)
target_compile_features(tare-shared INTERFACE cxx_std_20)
target_include_directories(tare-shared INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(tare-shared PRIVATE ${libraries})
target_link_options(tare-shared PRIVATE ${tare_hardening_link} LINKER:-z,defs
  LINKER:--version-script=${CMAKE_CURRENT_LIST_DIR}/exports.map)
set_target_properties(tare-shared PROPERTIES LINK_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/exports.map)

install(TARGETS tare-shared EXPORT tareSharedTargets
  LIBRARY COMPONENT library NAMELINK_COMPONENT development)
install(TARGETS tare EXPORT tareStaticTargets COMPONENT development FILE_SET HEADERS COMPONENT development)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/tare)
install(EXPORT tareSharedTargets NAMESPACE tare:: DESTINATION ${package} COMPONENT development)
install(EXPORT tareStaticTargets NAMESPACE tare:: DESTINATION ${package} COMPONENT development)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/tareConfig.cmake.in tareConfig.cmake
  INSTALL_DESTINATION ${package})
write_basic_package_version_file(tareConfigVersion.cmake COMPATIBILITY SameMinorVersion)
set(modules FindLibdeflate.cmake FindRe2.cmake FindZstd.cmake plain_library.cmake)
list(TRANSFORM modules PREPEND ${CMAKE_CURRENT_LIST_DIR}/)
install(FILES ${modules} ${CMAKE_CURRENT_BINARY_DIR}/tareConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/tareConfigVersion.cmake
  DESTINATION ${package} COMPONENT development)

# The prefix is wherever the file is, so that it may be moved, or named when installing.
file(RELATIVE_PATH up ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${CMAKE_CURRENT_LIST_DIR}/tare.pc.in tare.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tare.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
