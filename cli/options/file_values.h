#pragma once
/// Values that may be read from a file, given as `@FILE`.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/base/values.h"
#include "cli/options/option_table.h"
#include "gfetch/http/http.h"
#include "gfetch/http/upload_file.h"

namespace gfetch {

/// The text of FILE when `value` is `@FILE`; else `value` itself. Blocks the
/// thread.
Parsed<std::string> text_or_file(std::string_view value);

/// A setter that appends one header, or with `@FILE` one for each line of FILE.
Setter append_headers(std::vector<http::Header>& headers);

/// FILE, opened, when `value` is `@FILE` and FILE is too large to be held in
/// memory for a run; else null. null also when FILE cannot be opened.
std::shared_ptr<const http::UploadFile> large_file(std::string_view value);

}  // namespace gfetch
