#pragma once
/// All public headers of gfetch::net, which are those of addresses, names,
/// errors and Results, and of gfetch::fiber.
/// A program that shall compile fast includes only the headers that it uses.

#include "gfetch/fiber/all.h"
#include "gfetch/net/address.h"
#include "gfetch/net/error.h"
#include "gfetch/net/resolver.h"
#include "gfetch/net/result.h"
