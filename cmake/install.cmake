# Installs the command, the libraries with their headers, and the two ways to
# find them: find_package(gfetch) and pkg-config gfetch.
include(CMakePackageConfigHelpers)

install(TARGETS gfetch RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS gfetch_fiber gfetch_net gfetch_http gfetch_engine gfetch_crawler EXPORT gfetchTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

set(gfetch_config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/gfetch)
install(EXPORT gfetchTargets NAMESPACE gfetch:: DESTINATION ${gfetch_config_dir})
configure_package_config_file(cmake/gfetchConfig.cmake.in gfetchConfig.cmake
                              INSTALL_DESTINATION ${gfetch_config_dir})
write_basic_package_version_file(gfetchConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/gfetchConfig.cmake
              ${PROJECT_BINARY_DIR}/gfetchConfigVersion.cmake
              engine/cmake/Findlibev.cmake
        DESTINATION ${gfetch_config_dir})

# Found from where the file lies, so that any prefix holds.
file(RELATIVE_PATH gfetch_pc_prefix
     /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/gfetch.pc.in gfetch.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/gfetch.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(FILES man/gfetch.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 OPTIONAL)
install(FILES completions/gfetch.bash RENAME gfetch OPTIONAL
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES completions/_gfetch OPTIONAL
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES completions/gfetch.fish OPTIONAL
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
