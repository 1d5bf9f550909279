# Puts the page of `tare report --html` together, and makes a source file of it:
#
#   cmake -DHTML=lib/html -DD3=d3-hierarchy.min.js -DSCRIPTS=a.js,b.js -DOUTPUT=report_page.cpp -P report_page.cmake
#
# The page allows the scripts and the style that it carries, by their hashes, and nothing else.

cmake_minimum_required(VERSION 3.25)

# HEX with an even number of digits -> base64, as a Content-Security-Policy has hashes.
function(base64_of_hex hex result)
  set(alphabet ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/)
  set(text)
  while(NOT hex STREQUAL "")
    string(LENGTH "${hex}" digits)
    if(digits GREATER 6)
      set(digits 6)
    endif()
    string(SUBSTRING "${hex}" 0 ${digits} group)
    string(SUBSTRING "${hex}" ${digits} -1 hex)
    string(SUBSTRING "${group}0000" 0 6 padded)
    math(EXPR bits "0x${padded}")
    set(left 18)
    math(EXPR characters "(${digits} / 2) + 1")
    foreach(character RANGE 1 4)
      if(character GREATER characters)
        string(APPEND text "=")
      else()
        math(EXPR at "(${bits} >> ${left}) & 63")
        string(SUBSTRING "${alphabet}" ${at} 1 one)
        string(APPEND text "${one}")
      endif()
      math(EXPR left "${left} - 6")
    endforeach()
  endwhile()
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

function(hash_of text result)
  string(SHA256 hex "${text}")
  base64_of_hex("${hex}" base64)
  set(${result} "'sha256-${base64}'" PARENT_SCOPE)
endfunction()

file(READ ${HTML}/page.html page)
file(READ ${HTML}/page.css css)
file(READ ${HTML}/d3-hierarchy.LICENSE license)
file(READ ${D3} d3)
set(js "'use strict';\n")
string(REPLACE "," ";" SCRIPTS "${SCRIPTS}")
foreach(script IN LISTS SCRIPTS)
  file(READ ${HTML}/${script} one)
  string(APPEND js "${one}")
endforeach()
hash_of("${css}" style_hash)
hash_of("${d3}" d3_hash)
hash_of("${js}" js_hash)

string(REPLACE "@SCRIPT_HASHES@" "${d3_hash} ${js_hash}" page "${page}")
string(REPLACE "@STYLE_HASHES@" "${style_hash}" page "${page}")
string(REPLACE "@CSS@" "${css}" page "${page}")
string(REPLACE "@LICENSE@" "${license}" page "${page}")
string(REPLACE "@D3@" "${d3}" page "${page}")
string(REPLACE "@JS@" "${js}" page "${page}")

string(FIND "${page}" "@STAGES@" at)
string(SUBSTRING "${page}" 0 ${at} head)
math(EXPR behind "${at} + 8")
string(SUBSTRING "${page}" ${behind} -1 page)
string(FIND "${page}" "@DATA@" at)
string(SUBSTRING "${page}" 0 ${at} body)
math(EXPR behind "${at} + 6")
string(SUBSTRING "${page}" ${behind} -1 tail)
file(WRITE ${OUTPUT} "#include \"report_page.hpp\"

namespace tare {

const std::string_view kReportPageHead = R\"tare-page(${head})tare-page\";
const std::string_view kReportPageBody = R\"tare-page(${body})tare-page\";
const std::string_view kReportPageTail = R\"tare-page(${tail})tare-page\";

}  // namespace tare
")
