#pragma once
/// All headers of gfetch::http_server.

#include "gfetch/http_server/access_log.h"       // IWYU pragma: export
#include "gfetch/http_server/event_stream.h"     // IWYU pragma: export
#include "gfetch/http_server/http_server.h"      // IWYU pragma: export
#include "gfetch/http_server/router.h"           // IWYU pragma: export
#include "gfetch/http_server/server_request.h"   // IWYU pragma: export
#include "gfetch/http_server/server_response.h"  // IWYU pragma: export
#include "gfetch/http_server/static_files.h"     // IWYU pragma: export
#include "gfetch/http_server/web_socket.h"       // IWYU pragma: export
