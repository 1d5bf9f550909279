# What is found out when cpack runs, whenever the build was configured.

if(NOT "$ENV{DEBEMAIL}" STREQUAL "")
  set(CPACK_PACKAGE_CONTACT "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()

# Which packages a library takes: depends_of(COMPONENT LIBRARY PACKAGE ARGUMENT...), with arguments for
# dpkg-shlibdeps. cpack would find out by itself, but then it adds scripts that call ldconfig, where Debian
# wants a trigger.
function(depends_of component library package)
  set(work ${CPACK_TARE_BUILD}/debian/shlibdeps/${component})
  file(COPY ${library} DESTINATION ${work}/debian/library/usr/lib FOLLOW_SYMLINK_CHAIN)
  file(MAKE_DIRECTORY ${work}/debian/library/DEBIAN)
  file(WRITE ${work}/debian/control "Source: tare\n\nPackage: ${package}\nArchitecture: any\n")
  get_filename_component(name ${library} NAME)
  execute_process(COMMAND dpkg-shlibdeps ${ARGN} -O debian/library/usr/lib/${name} WORKING_DIRECTORY ${work}
    OUTPUT_VARIABLE depends OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "shlibs:Depends=" "" depends "${depends}")
  set(CPACK_DEBIAN_${component}_PACKAGE_DEPENDS "${depends}" PARENT_SCOPE)
endfunction()

depends_of(LIBRARY ${CPACK_TARE_LIBRARY} ${CPACK_DEBIAN_LIBRARY_PACKAGE_NAME})
if(CPACK_TARE_SESSION_LIBRARY)
  get_filename_component(beside ${CPACK_TARE_LIBRARY} DIRECTORY)
  depends_of(SESSION ${CPACK_TARE_SESSION_LIBRARY} ${CPACK_DEBIAN_SESSION_PACKAGE_NAME}
    -l${beside} -L${CPACK_TARE_BUILD}/debian/shlibs)
endif()
