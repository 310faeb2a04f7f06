# Finds libev, which ships neither a CMake package nor a pkg-config file.
# Defines the imported target gfetch::libev where it is found.
find_path(GFETCH_LIBEV_INCLUDE_DIR ev.h PATH_SUFFIXES libev)
find_library(GFETCH_LIBEV_LIBRARY ev)
mark_as_advanced(GFETCH_LIBEV_INCLUDE_DIR GFETCH_LIBEV_LIBRARY)

if(GFETCH_LIBEV_INCLUDE_DIR AND GFETCH_LIBEV_LIBRARY AND NOT TARGET gfetch::libev)
  add_library(gfetch::libev UNKNOWN IMPORTED)
  set_target_properties(gfetch::libev PROPERTIES
    IMPORTED_LOCATION ${GFETCH_LIBEV_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${GFETCH_LIBEV_INCLUDE_DIR})
endif()
