# Puts the licenses together of all that is linked into the static program, from where Debian keeps
# them:
#
#   cmake -DLICENSE=LICENSE -DLINKED=a.a,b.hpp -DOUTPUT=tare-static.licenses -P licenses.cmake
#
# LINKED names files of the packages whose licenses count.
cmake_minimum_required(VERSION 3.25)

file(READ ${LICENSE} text)
string(PREPEND text "tare\n\n")
string(REPLACE "," ";" LINKED "${LINKED}")
set(packages)
foreach(file IN LISTS LINKED)
  # A library found in /lib is known by its name in /usr/lib.
  file(REAL_PATH ${file} file)
  execute_process(COMMAND dpkg-query -S ${file} OUTPUT_VARIABLE owner COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "[:,].*" "" package "${owner}")
  list(APPEND packages ${package})
endforeach()
list(REMOVE_DUPLICATES packages)
foreach(package IN LISTS packages)
  file(READ /usr/share/doc/${package}/copyright one)
  string(APPEND text "\n${package}\n\n${one}")
endforeach()
# That of the C library, which the others only name.
file(READ /usr/share/common-licenses/LGPL-2.1 one)
string(APPEND text "\n${one}")
file(WRITE ${OUTPUT} "${text}")
