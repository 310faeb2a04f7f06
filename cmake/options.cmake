# The parts of gfetch that are built. A project that has gfetch as a subproject
# gets the engine alone, and nothing of it in its own installation, unless it
# asks for more.

# gfetch_part(NAME TEXT CONDITION...): an option that is ON by default where all
# conditions are true.
function(gfetch_part name text)
  set(default ON)
  foreach(condition IN LISTS ARGN)
    if(NOT ${condition})
      set(default OFF)
    endif()
  endforeach()
  option(${name} "${text}" ${default})
endfunction()

# GCC's compiler brings it; another system's may not.
include(${CMAKE_CURRENT_LIST_DIR}/gfetch-libbacktrace.cmake)
if(TARGET gfetch::libbacktrace)
  set(_gfetch_has_libbacktrace ON)
endif()
gfetch_part(GFETCH_BUILD_TRACE "Build gfetch::trace: where exceptions were thrown"
            _gfetch_has_libbacktrace)
gfetch_part(GFETCH_BUILD_NET "Build gfetch::net: names and sockets")
gfetch_part(GFETCH_BUILD_TLS "Build gfetch::tls: TLS on sockets" GFETCH_BUILD_NET)
gfetch_part(GFETCH_BUILD_HTTP "Build gfetch::http: a client of HTTP" GFETCH_BUILD_TLS)
gfetch_part(GFETCH_BUILD_HTTP_SERVER "Build gfetch::http_server: a server of HTTP"
            GFETCH_BUILD_NET)
gfetch_part(GFETCH_BUILD_CRAWLER "Build gfetch::crawler: lists and crawls"
            PROJECT_IS_TOP_LEVEL GFETCH_BUILD_HTTP)
gfetch_part(GFETCH_BUILD_CLI "Build the command, gfetch"
            PROJECT_IS_TOP_LEVEL GFETCH_BUILD_CRAWLER)
gfetch_part(GFETCH_TESTS "Build the tests"
            PROJECT_IS_TOP_LEVEL GFETCH_BUILD_CLI GFETCH_BUILD_HTTP_SERVER)
gfetch_part(GFETCH_EXAMPLES "Build the examples"
            PROJECT_IS_TOP_LEVEL GFETCH_BUILD_CRAWLER GFETCH_BUILD_HTTP_SERVER)
gfetch_part(GFETCH_INSTALL "Install what is built" PROJECT_IS_TOP_LEVEL)

# gfetch_needs(OPTION PART): fails where OPTION is ON and PART is OFF.
function(gfetch_needs option part)
  if(${option} AND NOT ${part})
    message(FATAL_ERROR "${option} needs ${part}")
  endif()
endfunction()

gfetch_needs(GFETCH_BUILD_TLS GFETCH_BUILD_NET)
gfetch_needs(GFETCH_BUILD_HTTP GFETCH_BUILD_TLS)
gfetch_needs(GFETCH_BUILD_HTTP_SERVER GFETCH_BUILD_NET)
gfetch_needs(GFETCH_BUILD_CRAWLER GFETCH_BUILD_HTTP)
gfetch_needs(GFETCH_BUILD_CLI GFETCH_BUILD_CRAWLER)
gfetch_needs(GFETCH_TESTS GFETCH_BUILD_CLI)
gfetch_needs(GFETCH_EXAMPLES GFETCH_BUILD_CRAWLER)
gfetch_needs(GFETCH_EXAMPLES GFETCH_BUILD_HTTP_SERVER)
gfetch_needs(GFETCH_TESTS GFETCH_BUILD_HTTP_SERVER)
