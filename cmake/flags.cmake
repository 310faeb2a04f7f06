# What every target of gfetch is compiled with: it holds in gfetch's own folders.
# Neither a program that links gfetch nor a project around it inherits any.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
endif()

# A function with a large frame touches each page of it, so that it cannot jump
# over the guard area of a stack.
include(CheckCXXCompilerFlag)
check_cxx_compiler_flag(-fstack-clash-protection GFETCH_HAS_CLASH_PROTECTION)
if(GFETCH_HAS_CLASH_PROTECTION)
  add_compile_options(-fstack-clash-protection)
endif()

add_library(gfetch_warnings INTERFACE)
target_compile_options(gfetch_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wnull-dereference
  $<$<BOOL:${GFETCH_WARNINGS_AS_ERRORS}>:-Werror>)

if(GFETCH_SANITIZE)
  add_compile_options(-fsanitize=${GFETCH_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${GFETCH_SANITIZE})
endif()

if(GFETCH_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
