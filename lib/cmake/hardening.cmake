# What makes a fault in our own code harder to use: for the targets that are shipped, as options of
# their own compilation, so that nobody who links tare::tare inherits any of it.
#
# The sanitizers' presets do without: they find more, and FORTIFY would hide calls from them.
include(CheckCXXCompilerFlag)
include(CheckLinkerFlag)
include(CheckPIESupported)

# Tables that the dynamic linker fills are made read-only before main() (which asks for everything to
# be bound by then), and no stack is executable.
set(tare_hardening_link_wanted LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
set(tare_hardening_compile_wanted
  -fstack-protector-strong   # a canary in each function with an array, or whose variables' addresses are taken
  -fstack-clash-protection   # no frame leaps over the guard page
  -fcf-protection            # x86: where indirect jumps may land, and a shadow of return addresses
  -mbranch-protection=standard) # the same for arm64

# Sets in the caller what of it this compiler and linker know.
function(tare_find_hardening)
  set(compile)
  set(link)
  foreach(flag IN LISTS tare_hardening_compile_wanted)
    string(MAKE_C_IDENTIFIER "TARE_HAS${flag}" known)
    # With -Werror, so that a compiler which merely warns does not count.
    set(CMAKE_REQUIRED_FLAGS -Werror)
    check_cxx_compiler_flag(${flag} ${known})
    if(${known})
      list(APPEND compile ${flag})
    endif()
  endforeach()
  unset(CMAKE_REQUIRED_FLAGS)
  foreach(flag IN LISTS tare_hardening_link_wanted)
    string(MAKE_C_IDENTIFIER "TARE_HAS_${flag}" known)
    check_linker_flag(CXX ${flag} ${known})
    if(${known})
      list(APPEND link ${flag})
    endif()
  endforeach()
  set(tare_hardening_compile ${compile} PARENT_SCOPE)
  set(tare_hardening_link ${link} PARENT_SCOPE)
endfunction()

if(TARE_HARDENING)
  check_pie_supported(LANGUAGES CXX)
  tare_find_hardening()
endif()

# tare_harden(TARGET): nothing where TARE_HARDENING is off.
function(tare_harden target)
  if(NOT TARE_HARDENING)
    return()
  endif()
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE ${tare_hardening_compile})
  # glibc checks lengths where the compiler optimises, and warns where it does not.
  target_compile_options(${target} PRIVATE
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=3>)
  target_compile_definitions(${target} PRIVATE _GLIBCXX_ASSERTIONS)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "EXECUTABLE")
    target_link_options(${target} PRIVATE ${tare_hardening_link})
  endif()
endfunction()
