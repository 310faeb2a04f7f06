# gfetch_library(COMPONENT): what gfetch_COMPONENT has in common with the other
# libraries. They are static or shared by BUILD_SHARED_LIBS.
function(gfetch_library component)
  set(target gfetch_${component})
  add_library(gfetch::${component} ALIAS ${target})
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${component}
    VERSION ${PROJECT_VERSION}
    # Before 1.0 a minor version may change what programs are compiled against.
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
    # The same objects for an archive and a shared library: no symbol is hidden.
    DEFINE_SYMBOL ""
    INSTALL_RPATH "$ORIGIN")
  gfetch_find_dependencies(${component} missing)
  if(missing)
    list(JOIN missing ", " missing)
    message(FATAL_ERROR "gfetch::${component} needs ${missing}, not found")
  endif()
  get_target_property(type ${target} TYPE)
  if(GFETCH_INSTALL AND type STREQUAL "STATIC_LIBRARY")
    gfetch_archive_for_any_linker(${target})
  endif()
endfunction()

# gfetch_archive_for_any_linker(TARGET): where the build is optimised across
# units, an archive has machine code beside the compiler's own form of it. Our
# program is linked from the latter; `install` strips it (cmake/install.cmake),
# so that another compiler can link the archive, and no program of somebody
# else's is compiled once more at each link. Clang 14 cannot write both: its
# archives are not optimised across units.
function(gfetch_archive_for_any_linker target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE
      $<$<BOOL:$<TARGET_PROPERTY:INTERPROCEDURAL_OPTIMIZATION>>:-ffat-lto-objects>)
  else()
    set_target_properties(${target} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
  endif()
endfunction()
