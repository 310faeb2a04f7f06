#include "cli/request_plan.h"

#include <fmt/format.h>

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/version.h"

namespace gfetch {
namespace {

bool sends_data(const Options& options) {
  return options.data || options.data_file;
}

bool given(const std::vector<http::Header>& headers, std::string_view name) {
  return find_header(headers, name) != nullptr;
}

/// A part of a coded body cannot be decoded.
bool wants_plain_bytes(const Options& options) {
  return !options.range.empty() || options.visitor.bodies.resumes;
}

std::vector<crawl::ScopedHeader> headers_of(const Options& options) {
  std::vector<crawl::ScopedHeader> headers;
  const crawl::HeaderScope scope = options.header_everywhere
                                       ? crawl::HeaderScope::kEverywhere
                                       : crawl::HeaderScope::kHome;
  for (const http::Header& header : options.headers) {
    headers.push_back({header, scope});
  }
  const auto add = [&](const char* name, std::string value,
                       crawl::HeaderScope where) {
    if (value.empty() || given(options.headers, name)) return;
    headers.push_back({{name, std::move(value)}, where});
  };
  const auto add_own = [&](const char* name, std::string value) {
    add(name, std::move(value), crawl::HeaderScope::kEverywhere);
  };
  add("Referer", options.referer, scope);
  if (!options.range.empty()) add_own("Range", "bytes=" + options.range);
  if (wants_plain_bytes(options)) add_own("Accept-Encoding", "identity");
  if (sends_data(options)) {
    add_own("Content-Type", "application/x-www-form-urlencoded");
  }
  return headers;
}

}  // namespace

std::string method_of(const Options& options) {
  if (!options.method.empty()) return options.method;
  if (options.head) return "HEAD";
  return sends_data(options) ? "POST" : "GET";
}

crawl::RequestTemplate request_of(const Options& options) {
  crawl::RequestTemplate request = options.visitor.request;
  request.method = method_of(options);
  request.headers = headers_of(options);
  if (options.data) {
    request.body = std::make_shared<const std::string>(*options.data);
  }
  request.body_file = options.data_file;
  request.user_agent =
      options.user_agent.value_or(fmt::format("gfetch/{}", version()));
  if (!options.bearer.empty()) {
    request.authorization = "Bearer " + options.bearer;
  }
  request.limits = options.limits;
  return request;
}

// `NAME:PASSWORD`; a name has no colon.
std::optional<web::Login> login_of(const Options& options) {
  const std::string& text = options.user;
  if (text.empty()) return std::nullopt;
  const std::size_t colon = text.find(':');
  return web::Login{text.substr(0, colon), text.substr(colon + 1)};
}

}  // namespace gfetch
