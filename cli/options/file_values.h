#pragma once
/// Option values that may be read from a file, given as `@FILE`.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/base/values.h"
#include "cli/options/option_table.h"
#include "gfetch/http/http.h"
#include "gfetch/http/upload_file.h"

namespace gfetch {

/// Returns the contents of FILE if `value` is `@FILE`, else `value` itself.
/// Blocks the thread.
Parsed<std::string> text_or_file(std::string_view value);

/// Returns a setter that appends one header, or, for a value `@FILE`, a header
/// for each line of FILE.
Setter append_headers(std::vector<http::Header>& headers);

/// Opens FILE if `value` is `@FILE` and FILE is too large to be held in memory
/// during a run. Returns null otherwise, and if FILE cannot be opened.
std::shared_ptr<const http::UploadFile> large_file(std::string_view value);

}  // namespace gfetch
