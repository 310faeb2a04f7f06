# What every target of gfetch is compiled with. Consumers inherit none of it.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

add_library(gfetch_warnings INTERFACE)
target_compile_options(gfetch_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wnull-dereference
  $<$<BOOL:${GFETCH_WARNINGS_AS_ERRORS}>:-Werror>)

# Bound at start, so that the dynamic linker never saves its wide registers on
# a fiber's small stack.
add_link_options(-Wl,-z,now)

if(GFETCH_SANITIZE)
  add_compile_options(-fsanitize=${GFETCH_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${GFETCH_SANITIZE})
endif()

if(GFETCH_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
