# What Debian's policy asks of the files of a package, done where cpack has gathered them.

set(packages tool:${CPACK_DEBIAN_TOOL_PACKAGE_NAME} library:${CPACK_DEBIAN_LIBRARY_PACKAGE_NAME}
  development:${CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME})
if(CPACK_DEBIAN_BUILD_PACKAGE_NAME)
  list(APPEND packages build:${CPACK_DEBIAN_BUILD_PACKAGE_NAME})
endif()
if(CPACK_TARE_SESSION_LIBRARY)
  list(APPEND packages session:${CPACK_DEBIAN_SESSION_PACKAGE_NAME}
    session-development:${CPACK_DEBIAN_SESSION-DEVELOPMENT_PACKAGE_NAME})
  # The system knows where libtare.so is.
  file(GLOB_RECURSE library ${CPACK_TEMPORARY_DIRECTORY}/session/usr/lib/libtare-session.so.*.*.*)
  file(RPATH_REMOVE FILE ${library})
endif()

# run COMMAND...
function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY OUTPUT_VARIABLE said OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(said "${said}" PARENT_SCOPE)
endfunction()

# The time of the packages is that of the sources, so that the same sources make the same packages.
set(epoch "$ENV{SOURCE_DATE_EPOCH}")
if(epoch STREQUAL "")
  execute_process(COMMAND git -C ${CPACK_TARE_FILES} log -1 --format=%ct
    OUTPUT_VARIABLE epoch OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(epoch STREQUAL "") # not in git
  file(TIMESTAMP ${CPACK_TARE_FILES}/../../CHANGELOG.md epoch %s)
endif()
run(date -u -R -d @${epoch})
set(date "${said}")

foreach(package IN LISTS packages)
  string(REPLACE ":" ";" package ${package})
  list(POP_FRONT package component name)
  set(root ${CPACK_TEMPORARY_DIRECTORY}/${component}/usr)
  set(documents ${root}/share/doc/${name})
  configure_file(${CPACK_TARE_FILES}/changelog.in ${documents}/changelog.Debian @ONLY)
  configure_file(${CPACK_TARE_FILES}/../../CHANGELOG.md ${documents}/changelog COPYONLY)
  configure_file(${CPACK_TARE_FILES}/copyright ${documents}/copyright COPYONLY)
  # There is no bug in Debian that asks for this package.
  file(WRITE ${root}/share/lintian/overrides/${name} "${name}: initial-upload-closes-no-bugs\n")
  file(GLOB compressed ${documents}/changelog* ${root}/share/man/man*/*)
  run(gzip -9n ${compressed})
endforeach()

# Debian's zsh looks for those of packages there.
set(zsh ${CPACK_TEMPORARY_DIRECTORY}/tool/usr/share/zsh)
file(RENAME ${zsh}/site-functions ${zsh}/vendor-completions)
