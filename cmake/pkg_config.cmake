# A .pc file for each library, and gfetch.pc for all of them. Each is found from
# where the file lies, so that a prefix can be moved.

# gfetch_pc_file(NAME LIBRARY DESCRIPTION
#                [REQUIRES ...] [PRIVATE ...] [LINKS ...])
# LIBRARY is the word after -l, or empty. REQUIRES are .pc files of gfetch,
# PRIVATE those of others, LINKS the link words of libraries that have none.
# An archive does not know what it is linked with: there, the words of others
# stand in Libs. `pkg-config --static` is no way to them, since libcurl's own
# asks for archives of a dozen more libraries.
function(gfetch_pc_file name library description)
  cmake_parse_arguments(arg "" "" "REQUIRES;PRIVATE;LINKS" ${ARGN})
  set(pc_name ${name})
  set(pc_description "${description}")
  list(JOIN arg_REQUIRES " " pc_requires)
  list(JOIN arg_PRIVATE " " pc_requires_private)
  list(JOIN arg_LINKS " " words)
  set(pc_libs)
  set(pc_libs_private)
  if(library)
    set(pc_libs "-L\${libdir} -l${library}")
  endif()
  if(BUILD_SHARED_LIBS)
    set(pc_libs_private "${words}")
  else()
    gfetch_link_words(others ${arg_PRIVATE})
    string(STRIP "${pc_libs} ${others} ${words}" pc_libs)
  endif()
  if(name STREQUAL "gfetch-fiber")
    string(APPEND pc_libs " -Wl,-z,now")
  endif()
  file(RELATIVE_PATH pc_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
  configure_file(cmake/component.pc.in ${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

# gfetch_link_words(WORDS MODULE...): what pkg-config links the modules with.
function(gfetch_link_words words)
  set(${words} "" PARENT_SCOPE)
  if(ARGN)
    find_package(PkgConfig QUIET REQUIRED)
    execute_process(COMMAND ${PKG_CONFIG_EXECUTABLE} --libs ${ARGN}
                    OUTPUT_VARIABLE output OUTPUT_STRIP_TRAILING_WHITESPACE
                    COMMAND_ERROR_IS_FATAL ANY)
    set(${words} "${output}" PARENT_SCOPE)
  endif()
endfunction()

gfetch_pc_file(gfetch-fiber gfetch_fiber "Fibers and what they wait for"
  LINKS -lboost_context -lev)
if(GFETCH_BUILD_TRACE)
  # Not in gfetch.pc: only programs that ask for it get its __cxa_throw. The
  # compiler finds its own libbacktrace by this word.
  gfetch_pc_file(gfetch-trace gfetch_trace "Where exceptions were thrown"
    REQUIRES gfetch-fiber LINKS -lbacktrace -ldl)
endif()
set(gfetch_last gfetch-fiber)
if(GFETCH_BUILD_NET)
  gfetch_pc_file(gfetch-net gfetch_net "Names, sockets and servers, on fibers"
    REQUIRES ${gfetch_last} PRIVATE libcares)
  set(gfetch_last gfetch-net)
endif()
if(GFETCH_BUILD_TLS)
  gfetch_pc_file(gfetch-tls gfetch_tls "TLS on sockets, on fibers"
    REQUIRES ${gfetch_last} PRIVATE libssl libcrypto)
  set(gfetch_last gfetch-tls)
endif()
if(GFETCH_BUILD_HTTP)
  gfetch_pc_file(gfetch-http gfetch_http "A client of HTTP, on fibers"
    REQUIRES ${gfetch_last} PRIVATE libcurl libssl libcrypto)
  set(gfetch_last gfetch-http)
endif()
if(GFETCH_BUILD_CRAWLER)
  gfetch_pc_file(gfetch-crawler gfetch_crawler "Lists of URLs and crawls, on fibers"
    REQUIRES ${gfetch_last}
    PRIVATE expat fmt icu-uc libcrypto zlib libbrotlidec libzstd libpsl re2)
  set(gfetch_last gfetch-crawler)
endif()
set(gfetch_server)
if(GFETCH_BUILD_HTTP_SERVER)
  # On gfetch-net alone: who only serves needs no libcurl.
  gfetch_pc_file(gfetch-http-server gfetch_http_server "A server of HTTP, on fibers"
    REQUIRES gfetch-net)
  set(gfetch_server gfetch-http-server)
endif()
gfetch_pc_file(gfetch "" "${PROJECT_DESCRIPTION}" REQUIRES ${gfetch_server} ${gfetch_last})
