# What is found out when cpack runs, whenever the build was configured.

if(NOT "$ENV{DEBEMAIL}" STREQUAL "")
  set(CPACK_PACKAGE_CONTACT "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()

# Which packages the library takes. cpack would find out by itself, but then it adds scripts that call
# ldconfig, where Debian wants a trigger.
set(work ${CPACK_TARE_BUILD}/debian/shlibdeps)
file(COPY ${CPACK_TARE_LIBRARY} DESTINATION ${work}/debian/library/usr/lib FOLLOW_SYMLINK_CHAIN)
file(MAKE_DIRECTORY ${work}/debian/library/DEBIAN)
file(WRITE ${work}/debian/control "Source: tare\n\nPackage: ${CPACK_DEBIAN_LIBRARY_PACKAGE_NAME}\nArchitecture: any\n")
get_filename_component(name ${CPACK_TARE_LIBRARY} NAME)
execute_process(COMMAND dpkg-shlibdeps -O debian/library/usr/lib/${name} WORKING_DIRECTORY ${work}
  OUTPUT_VARIABLE depends OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "shlibs:Depends=" "" CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS "${depends}")
