#pragma once
/// What the headers need of the compiler. The first header of gfetch includes
/// this one, so that a wrong option ends with one sentence in place of the
/// errors that would follow from it. After an #error the compiler goes on;
/// where a file is missing it stops, and says the file's name.

#if __cplusplus <= 201703L
#define GFETCH_NEEDS "gfetch needs C++20: compile with -std=c++20"
#elif !defined(__cpp_exceptions)
#define GFETCH_NEEDS "gfetch needs exceptions: compile without -fno-exceptions"
#endif

#ifdef GFETCH_NEEDS
#include GFETCH_NEEDS
#endif
