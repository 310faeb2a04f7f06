#pragma once
/// All public headers of gfetch::trace, and of the library below it.

#include "gfetch/fiber/all.h"
#include "gfetch/trace/exception_tracing.h"
