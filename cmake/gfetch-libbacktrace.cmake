# Finds libbacktrace: GCC's own, which comes with the compiler and which clang
# finds, too, or another. Defines the imported target gfetch::libbacktrace where
# it is found.
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libbacktrace.a
                OUTPUT_VARIABLE _gfetch_of_compiler
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
cmake_path(GET _gfetch_of_compiler PARENT_PATH _gfetch_of_compiler)
find_library(GFETCH_LIBBACKTRACE_LIBRARY backtrace HINTS ${_gfetch_of_compiler})
find_path(GFETCH_LIBBACKTRACE_INCLUDE_DIR backtrace.h
          HINTS ${_gfetch_of_compiler}/include)
mark_as_advanced(GFETCH_LIBBACKTRACE_INCLUDE_DIR GFETCH_LIBBACKTRACE_LIBRARY)

if(GFETCH_LIBBACKTRACE_INCLUDE_DIR AND GFETCH_LIBBACKTRACE_LIBRARY
   AND NOT TARGET gfetch::libbacktrace)
  add_library(gfetch::libbacktrace UNKNOWN IMPORTED)
  set_target_properties(gfetch::libbacktrace PROPERTIES
    IMPORTED_LOCATION ${GFETCH_LIBBACKTRACE_LIBRARY})
endif()
