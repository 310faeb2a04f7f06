#pragma once
/// All public headers of the engine: of gfetch::http, which are those of
/// requests, responses and their client, of gfetch::net and of gfetch::fiber.
/// A program that shall compile fast includes only the headers that it uses.

#include "gfetch/http/http.h"
#include "gfetch/http/http_client.h"
#include "gfetch/http/library_versions.h"
#include "gfetch/http/proxy.h"
#include "gfetch/http/request_url.h"
#include "gfetch/http/upload_file.h"
#include "gfetch/net/all.h"
