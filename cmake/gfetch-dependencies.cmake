# The packages of others that each library of gfetch is linked with: found here
# for the build, and for a program that finds an installed gfetch.

# CMake 3.30 has Boost's own package file do what a module of CMake's did.
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)
endif()

# gfetch_find_dependencies(COMPONENT MISSING): defines the imported targets that
# gfetch::COMPONENT itself is linked with, and sets MISSING to the packages that
# are not there. A function, so that no package's variables reach the caller.
function(gfetch_find_dependencies component missing)
  set(absent)
  if(component STREQUAL "fiber")
    gfetch_find_package(Boost COMPONENTS context)
    include(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/gfetch-libev.cmake)
    if(NOT TARGET gfetch::libev)
      list(APPEND absent libev)
    endif()
  elseif(component STREQUAL "trace")
    include(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/gfetch-libbacktrace.cmake)
    if(NOT TARGET gfetch::libbacktrace)
      list(APPEND absent libbacktrace)
    endif()
  elseif(component STREQUAL "net")
    gfetch_find_module(cares libcares)
  elseif(component STREQUAL "tls")
    gfetch_find_package(OpenSSL)
  elseif(component STREQUAL "http")
    gfetch_find_package(CURL)
    gfetch_find_package(OpenSSL)
  elseif(component STREQUAL "http_server")
    # Headers, which only the library itself is compiled with.
    if(NOT EXISTS ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/gfetchConfig.cmake)
      gfetch_find_package(Boost)
    endif()
  elseif(component STREQUAL "crawler")
    gfetch_find_package(EXPAT)
    gfetch_find_package(fmt)
    gfetch_find_package(ICU COMPONENTS uc)
    gfetch_find_package(OpenSSL COMPONENTS Crypto)
    gfetch_find_package(ZLIB)
    gfetch_find_module(brotlidec libbrotlidec)
    gfetch_find_module(psl libpsl)
    gfetch_find_module(re2 re2)
    gfetch_find_module(zstd libzstd)
  endif()
  set(${missing} "${absent}" PARENT_SCOPE)
endfunction()

# gfetch_find_package(NAME ARGUMENTS...): for the function above alone.
macro(gfetch_find_package name)
  find_package(${name} QUIET ${ARGN})
  if(NOT ${name}_FOUND)
    list(APPEND absent ${name})
  endif()
endmacro()

# gfetch_find_module(NAME MODULE): PkgConfig::gfetch_NAME from MODULE.pc; for the
# function above alone.
macro(gfetch_find_module name module)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(gfetch_${name} QUIET IMPORTED_TARGET ${module})
  endif()
  if(NOT TARGET PkgConfig::gfetch_${name})
    list(APPEND absent ${module})
  endif()
endmacro()
