#pragma once
/// What every request of a run has in common, of what the user asked for.

#include <optional>
#include <string>

#include "cli/options/options.h"
#include "gfetch/crawl/visitor.h"
#include "gfetch/web/login.h"

namespace gfetch {

/// The method that the options come to.
std::string method_of(const Options& options);

crawl::RequestTemplate request_of(const Options& options);

/// The login of `--user`; nothing: it was not given.
std::optional<web::Login> login_of(const Options& options);

}  // namespace gfetch
