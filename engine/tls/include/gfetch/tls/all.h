#pragma once
/// All public headers of gfetch::tls, and of the libraries below it.

#include "gfetch/net/all.h"
#include "gfetch/tls/tls_socket.h"
