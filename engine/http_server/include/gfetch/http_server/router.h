#pragma once
/// Chooses the handler of a request by its method and path.
///
///   gfetch::http::Router router;
///   router.get("/rooms/{room}/{user}", show_room);
///   router.post("/rooms/{room}", post_message);
///   router.get("/files/{path*}", gfetch::http::StaticFiles(folder));
///   gfetch::http::HttpServer server(address, std::move(router));
///
/// `{room}` matches one part of the path that is not empty, and `{path*}` all
/// that is left, maybe nothing. ServerRequest::parameter() has what they match,
/// decoded; neither matches the parts `.` and `..`. Where several patterns fit,
/// a literal part goes before a parameter, and that before the rest, from left
/// to right.
///
/// A path without a pattern is answered with 404. A method without a handler is
/// answered with 405 and the field Allow (RFC 9110, 15.5.6), but OPTIONS with
/// 204 and Allow, and HEAD by the handler of GET.

#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "gfetch/http_server/server_response.h"

namespace gfetch::http {

class Router {
 public:
  Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;
  /// Copies share the handlers, also those that are added later.
  Router(const Router&);
  Router& operator=(const Router&);
  ~Router();

  /// Adds a handler. Throws std::invalid_argument if the pattern does not begin
  /// with a slash, has a parameter without a name, two of one name or something
  /// behind the rest, or if the method has a handler there.
  Router& on(std::string_view method, std::string_view pattern,
             HttpHandler handler);
  Router& get(std::string_view pattern, HttpHandler handler) {
    return on("GET", pattern, std::move(handler));
  }
  Router& post(std::string_view pattern, HttpHandler handler) {
    return on("POST", pattern, std::move(handler));
  }
  Router& put(std::string_view pattern, HttpHandler handler) {
    return on("PUT", pattern, std::move(handler));
  }
  Router& del(std::string_view pattern, HttpHandler handler) {
    return on("DELETE", pattern, std::move(handler));
  }
  /// What answers paths without a pattern, in place of 404.
  Router& otherwise(HttpHandler handler);

  /// Answers a request. A Router is a HttpHandler.
  /// Blocks the calling fiber as the handler does.
  void operator()(ServerRequest& request, ServerResponse& response) const;

 private:
  struct Table;

  void answer_without_route(ServerRequest& request, ServerResponse& response,
                            const std::set<std::string_view>& allowed) const;

  std::shared_ptr<Table> table_;
};

}  // namespace gfetch::http
