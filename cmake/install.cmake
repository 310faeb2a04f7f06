# Installs the command, the libraries with their headers, the two ways to find
# them, find_package(gfetch) and pkg-config, and the documents.
set(gfetch_components fiber)
foreach(component net http_server tls http crawler trace)
  string(TOUPPER GFETCH_BUILD_${component} part)
  if(${part})
    list(APPEND gfetch_components ${component})
  endif()
  if(component STREQUAL "http" AND ${part})
    list(APPEND gfetch_components engine)
  endif()
endforeach()
if(BUILD_SHARED_LIBS)
  set(gfetch_archives FALSE)
else()
  set(gfetch_archives TRUE)
endif()

# gfetch_install_library(COMPONENT): the library, its headers and its targets
# file. An archive loses the compiler's form of its code (cmake/library.cmake).
function(gfetch_install_library component)
  set(target gfetch_${component})
  set(version_header)
  if(component STREQUAL "fiber")
    set(version_header FILE_SET version DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  endif()
  set(headers)
  if(NOT component STREQUAL "engine")
    set(headers FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  endif()
  install(TARGETS ${target} EXPORT gfetch-${component}-targets
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
          LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
          ${headers} ${version_header})
  install(EXPORT gfetch-${component}-targets NAMESPACE gfetch::
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/gfetch)
  get_target_property(type ${target} TYPE)
  get_target_property(whole_program ${target} INTERPROCEDURAL_OPTIMIZATION)
  if(type STREQUAL "STATIC_LIBRARY" AND whole_program)
    install(CODE "execute_process(COMMAND \"${CMAKE_OBJCOPY}\" --preserve-dates
      --remove-section=.gnu.lto_* --remove-section=.gnu.debuglto_*
      --strip-symbol=__gnu_lto_v1
      \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/$<TARGET_FILE_NAME:${target}>\"
      COMMAND_ERROR_IS_FATAL ANY)")
  endif()
endfunction()

foreach(component IN LISTS gfetch_components)
  gfetch_install_library(${component})
endforeach()

include(CMakePackageConfigHelpers)
configure_file(cmake/gfetchConfig.cmake.in gfetchConfig.cmake @ONLY)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/gfetchConfigVersion.cmake
                                 VERSION ${PROJECT_VERSION}
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/gfetchConfig.cmake
              ${PROJECT_BINARY_DIR}/gfetchConfigVersion.cmake
              cmake/gfetch-dependencies.cmake
              cmake/gfetch-libbacktrace.cmake
              cmake/gfetch-libev.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/gfetch)
include(cmake/pkg_config.cmake)

if(GFETCH_BUILD_CLI)
  install(TARGETS gfetch RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(FILES man/gfetch.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 OPTIONAL)
  install(FILES completions/gfetch.bash RENAME gfetch OPTIONAL
          DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES completions/_gfetch OPTIONAL
          DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
  install(FILES completions/gfetch.fish OPTIONAL
          DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()

# The documents lie beside each other as in the repository: their links hold.
set(gfetch_doc_dir ${CMAKE_INSTALL_DATADIR}/doc/gfetch)
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${gfetch_doc_dir})
install(DIRECTORY docs DESTINATION ${gfetch_doc_dir})
install(FILES engine/README.md DESTINATION ${gfetch_doc_dir}/engine)
install(DIRECTORY engine/docs DESTINATION ${gfetch_doc_dir}/engine)
install(FILES crawler/README.md DESTINATION ${gfetch_doc_dir}/crawler OPTIONAL)
install(DIRECTORY examples DESTINATION ${gfetch_doc_dir}
        PATTERN CMakeLists.txt EXCLUDE
        PATTERN check_output.cmake EXCLUDE)
