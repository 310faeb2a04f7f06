#pragma once
/// Serves the files of a folder (RFC 9110): whole, in ranges, and only if they
/// have changed.
///
///   gfetch::http::Router router;
///   router.get("/{path*}", gfetch::http::StaticFiles(folder.string()));
///
/// A path never leads out of the folder, also not through a symbolic link. Only
/// regular files are served; no name that begins with a dot. A folder is
/// answered with its index file, and without the slash at its end with a
/// redirect to that. Other methods than GET and HEAD get 405.
///
/// The thread waits for the disk while it reads.

#include <memory>
#include <string>
#include <string_view>

#include "gfetch/http_server/server_response.h"

namespace gfetch::http {

struct StaticFilesOptions {
  /// The name of the Router's parameter that has the path in the folder; if the
  /// request has none of that name, all of its path is.
  std::string parameter = "path";
  /// The file that a folder is answered with; empty: 404.
  std::string index = "index.html";
  /// The value of Cache-Control; empty: none is sent.
  std::string cache_control = {};
};

class StaticFiles {
 public:
  /// Opens the folder `root`. Throws std::system_error if it cannot.
  explicit StaticFiles(const std::string& root,
                       StaticFilesOptions options = {});

  /// Answers a request. StaticFiles is a HttpHandler; copies share the folder.
  /// Blocks the calling fiber until the file is sent.
  void operator()(ServerRequest& request, ServerResponse& response) const;

 private:
  struct Folder;

  std::shared_ptr<const Folder> folder_;
};

/// The media type of a file by the end of its name, such as
/// `text/html; charset=utf-8`; `application/octet-stream` for unknown ones.
std::string_view media_type_of(std::string_view file_name) noexcept;

}  // namespace gfetch::http
