#pragma once
/// What the headers need of the compiler. The first header of gfetch includes
/// this one, so that a wrong option ends with one sentence in place of the
/// errors that would follow from it.

#if __cplusplus <= 201703L
#error "gfetch needs C++20: compile with -std=c++20"
#elif !defined(__cpp_exceptions)
#error "gfetch needs exceptions: compile without -fno-exceptions"
#endif
