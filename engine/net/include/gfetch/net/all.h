#pragma once
/// All public headers of gfetch::net, which are those of addresses, names,
/// errors and Results, of sockets and servers, and of gfetch::fiber.
/// A program that shall compile fast includes only the headers that it uses.

#include "gfetch/fiber/all.h"
#include "gfetch/net/address.h"
#include "gfetch/net/buffered_reader.h"
#include "gfetch/net/datagram_server.h"
#include "gfetch/net/error.h"
#include "gfetch/net/resolver.h"
#include "gfetch/net/result.h"
#include "gfetch/net/server.h"
#include "gfetch/net/socket.h"
#include "gfetch/net/socket_address.h"
#include "gfetch/net/socket_error.h"
#include "gfetch/net/stream.h"
#include "gfetch/net/stream_server.h"
