# `cpack -G DEB` in a build: the packages tare, libtareVERSION and libtare-dev, of sessions
# libtare-sessionVERSION and libtare-session-dev, and tare-build, of what is built there.
# tests/packaging/deb_test.sh has lintian look at them and installs them.

# Debian names its maintainer in each package: who made the last commit, unless DEBFULLNAME and DEBEMAIL
# say otherwise when cpack runs (cpack_time.cmake).
execute_process(COMMAND git -C ${PROJECT_SOURCE_DIR} log -1 "--format=%cn <%ce>"
  OUTPUT_VARIABLE contact OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(contact "unknown <root@localhost>")
endif()

set(abi ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "${contact}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each package has its own
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
  WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL tool library development)
if(tare_with_session)
  list(APPEND CPACK_COMPONENTS_ALL session session-development)
endif()
if(tare_with_build)
  list(APPEND CPACK_COMPONENTS_ALL build)
endif()
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_THREADS 0) # one a processor
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/debian/stage.cmake)
set(CPACK_TARE_FILES ${CMAKE_CURRENT_LIST_DIR}/debian)

set(CPACK_DEBIAN_TOOL_PACKAGE_NAME tare)
set(CPACK_DEBIAN_TOOL_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_TOOL_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_TOOL_PACKAGE_SUGGESTS "git, tare-build")
set(CPACK_DEBIAN_TOOL_DESCRIPTION "what is in a Docker build context, what is not, and why
tare reads .dockerignore exactly as Docker does, walks the directory, and
streams the tar that \"docker build -\" takes.
.
Every excluded byte is booked on a place and on the rule that decided. It
lists the context, explains single paths, finds secrets and rules that do
not do what they seem to, keeps limits in CI, and says what a change makes
a builder run again.")

if(tare_with_build)
  set(CPACK_DEBIAN_BUILD_PACKAGE_NAME tare-build)
  set(CPACK_DEBIAN_BUILD_PACKAGE_SECTION utils)
  set(CPACK_DEBIAN_BUILD_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_BUILD_PACKAGE_DEPENDS "tare (= ${PROJECT_VERSION}-1)")
  set(CPACK_DEBIAN_BUILD_PACKAGE_SUGGESTS "openssh-client")
  set(CPACK_DEBIAN_BUILD_DESCRIPTION "feeds a BuildKit builder directly
\"tare build\" has a docker daemon or a buildkitd, near or far, build a
Dockerfile, and offers it the context entry by entry: only what the builder
does not have yet is sent.
.
It reaches builders by sockets, TLS, ssh and commands, and takes contexts and
credentials from docker's configuration.")
endif()

set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libtare${abi})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/debian/cpack_time.cmake)
set(CPACK_TARE_BUILD ${PROJECT_BINARY_DIR})
set(CPACK_TARE_LIBRARY ${PROJECT_BINARY_DIR}/lib/libtare.so.${abi})
configure_file(${CMAKE_CURRENT_LIST_DIR}/debian/shlibs.in ${PROJECT_BINARY_DIR}/debian/shlibs @ONLY)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/debian/shlibs
  ${CMAKE_CURRENT_LIST_DIR}/debian/triggers)
set(CPACK_DEBIAN_LIBRARY_DESCRIPTION "Docker build contexts: rules, walks and archives
libtare reads .dockerignore exactly as Docker does, walks the directory,
streams the tar that \"docker build -\" takes, and accounts for every
excluded byte.
.
This package has the shared library.")

# What linking with libtare.a takes is what the library is linked with.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libtare-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
string(JOIN ", " CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libtare${abi} (= ${PROJECT_VERSION}-1)"
  libarchive-dev libboost-filesystem-dev libdeflate-dev libfmt-dev libre2-dev libssl-dev libzstd-dev)
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "Docker build contexts: headers and static library
libtare reads .dockerignore exactly as Docker does, walks the directory,
streams the tar that \"docker build -\" takes, and accounts for every
excluded byte.
.
This package has what programs in C++ and C are built with: the headers,
the static library, and files for CMake and pkg-config.")

if(tare_with_session)
  set(CPACK_DEBIAN_SESSION_PACKAGE_NAME libtare-session${abi})
  set(CPACK_DEBIAN_SESSION_PACKAGE_SECTION libs)
  set(CPACK_TARE_SESSION_LIBRARY ${PROJECT_BINARY_DIR}/lib/session/libtare-session.so.${abi})
  configure_file(${CMAKE_CURRENT_LIST_DIR}/debian/session/shlibs.in ${PROJECT_BINARY_DIR}/debian/session/shlibs @ONLY)
  set(CPACK_DEBIAN_SESSION_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/debian/session/shlibs
    ${CMAKE_CURRENT_LIST_DIR}/debian/triggers)
  set(CPACK_DEBIAN_SESSION_DESCRIPTION "Docker build contexts: sessions with a builder
libtare-session lets a BuildKit builder ask for a build context entry by
entry: only what the builder does not have yet is sent, and nothing other
than what was offered.
.
This package has the shared library.")

  set(CPACK_DEBIAN_SESSION-DEVELOPMENT_PACKAGE_NAME libtare-session-dev)
  set(CPACK_DEBIAN_SESSION-DEVELOPMENT_PACKAGE_SECTION libdevel)
  string(JOIN ", " CPACK_DEBIAN_SESSION-DEVELOPMENT_PACKAGE_DEPENDS "libtare-session${abi} (= ${PROJECT_VERSION}-1)"
    "libtare-dev (= ${PROJECT_VERSION}-1)" libnghttp2-dev libprotobuf-dev libssl-dev)
  set(CPACK_DEBIAN_SESSION-DEVELOPMENT_DESCRIPTION "Docker build contexts: sessions, headers and static library
libtare-session lets a BuildKit builder ask for a build context entry by
entry: only what the builder does not have yet is sent, and nothing other
than what was offered.
.
This package has what programs in C++ and C are built with: the headers,
the static library, and files for CMake and pkg-config.")
endif()

include(CPack)
