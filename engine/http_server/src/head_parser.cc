// The only unit that includes Boost.Beast.
#include "head_parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cstring>
#include <limits>

#include "text.h"

namespace gfetch::http::server {

namespace {

namespace beast = boost::beast;
using BeastError = beast::error_code;

std::string_view view_of(beast::string_view text) noexcept {
  return {text.data(), text.size()};
}

// Collects what Beast's parser finds, and copies nothing.
class RequestParser final : public beast::http::basic_parser<true> {
 public:
  explicit RequestParser(ParsedHead& head) : head_(head) {
    // The scanner has seen to the limits. No limit of the body is 0 to Beast.
    header_limit(std::numeric_limits<std::uint32_t>::max());
    body_limit(std::numeric_limits<std::uint64_t>::max());
  }

  int error() const noexcept { return error_; }
  std::size_t hosts() const noexcept { return hosts_; }

 private:
  void on_request_impl(beast::http::verb, beast::string_view method,
                       beast::string_view target, int version,
                       BeastError&) override {
    head_.method = view_of(method);
    head_.target = view_of(target);
    head_.minor_version = version - 10;
  }

  void on_field_impl(beast::http::field field, beast::string_view name,
                     beast::string_view value, BeastError&) override {
    head_.fields.push_back({view_of(name), trimmed(view_of(value))});
    const std::string_view text = head_.fields.back().value;
    switch (field) {
      case beast::http::field::content_length:
        on_content_length(text);
        break;
      case beast::http::field::transfer_encoding:
        on_transfer_encoding(text);
        break;
      case beast::http::field::host:
        ++hosts_;
        head_.host = text;
        break;
      case beast::http::field::expect:
        on_expect(text);
        break;
      default:
        break;
    }
  }

  // One length, and digits alone: no sign, no list.
  void on_content_length(std::string_view value) {
    const auto length = parse_number(value);
    if (!length || head_.content_length) return fail(400);
    head_.content_length = length;
  }

  // A coding that the server does not know is none of an attack: 501 (RFC 9112,
  // 6.1).
  void on_transfer_encoding(std::string_view value) {
    if (head_.chunked) return fail(400);
    if (!equals_without_case(value, "chunked")) return fail(501);
    head_.chunked = true;
  }

  void on_expect(std::string_view value) {
    if (!equals_without_case(value, "100-continue")) return fail(417);
    head_.expects_continue = true;
  }

  void fail(int status) noexcept {
    if (error_ == 0) error_ = status;
  }

  void on_response_impl(int, beast::string_view, int, BeastError&) override {}
  void on_header_impl(BeastError&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&,
                         BeastError&) override {}
  std::size_t on_body_impl(beast::string_view, BeastError&) override {
    return 0;
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view,
                            BeastError&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view,
                                 BeastError&) override {
    return 0;
  }
  void on_finish_impl(BeastError&) override {}

  ParsedHead& head_;
  std::size_t hosts_ = 0;
  int error_ = 0;
};

bool has_forbidden_byte(std::string_view head) noexcept {
  for (std::size_t i = 0; i < head.size(); ++i) {
    const auto c = static_cast<unsigned char>(head[i]);
    if (c == '\x7f') return true;
    if (c >= ' ' || c == '\t' || c == '\n') continue;
    // The scanner has seen that a carriage return is before each line feed.
    if (c != '\r' || i + 1 == head.size() || head[i + 1] != '\n') return true;
  }
  return false;
}

// What Beast takes for a broken request line may be one of another version.
bool is_other_version(std::string_view head) noexcept {
  const std::string_view line = head.substr(0, head.find('\r'));
  if (line.size() < 8) return false;
  const std::string_view version = line.substr(line.size() - 8);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return version.starts_with("HTTP/") && digit(version[5]) &&
         version[6] == '.' && digit(version[7]) && version[5] != '1';
}

bool is_host(std::string_view host) noexcept {
  return host.find_first_of(" \t/\\?#@,<>\"") == host.npos;
}

// Splits the target of RFC 9112, 3.2 into its parts. Returns false if it has
// none of the forms that a server takes.
bool split_target(ParsedHead& head) noexcept {
  std::string_view path = head.target;
  if (path.find('#') != path.npos) return false;
  if (path == "*") {
    head.raw_path = path;
    head.query = {};
    return head.method == "OPTIONS";
  }
  if (!path.starts_with('/')) {
    const std::size_t mark = path.find("://");
    const std::string_view scheme = path.substr(0, mark);
    if (mark == path.npos || (!equals_without_case(scheme, "http") &&
                              !equals_without_case(scheme, "https"))) {
      return false;
    }
    path.remove_prefix(mark + 3);
    const std::size_t end = std::min(path.find_first_of("/?"), path.size());
    head.host = path.substr(0, end);  // it outweighs the field (3.2.2)
    if (head.host.empty() || !is_host(head.host)) return false;
    path.remove_prefix(end);
  }
  const std::size_t mark = path.find('?');
  head.raw_path = path.substr(0, mark);
  if (head.raw_path.empty()) head.raw_path = "/";
  head.query = mark == path.npos ? std::string_view() : path.substr(mark + 1);
  return true;
}

int check(const RequestParser& parser, ParsedHead& head) noexcept {
  if (parser.error() != 0) return parser.error();
  // Where a length and a coding contradict each other, or the client may not
  // know the coding, the request may have been smuggled.
  if (head.chunked && (head.content_length || head.minor_version < 1)) {
    return 400;
  }
  if (parser.hosts() > 1 || !is_host(head.host) ||
      (parser.hosts() == 0 && head.minor_version >= 1)) {
    return 400;
  }
  if (head.method == "CONNECT") return 501;
  return split_target(head) ? 0 : 400;
}

}  // namespace

bool HeadScanner::fail(int status) noexcept {
  error_ = status;
  return true;
}

bool HeadScanner::end_line(std::string_view bytes, std::size_t feed,
                           const HeadLimits& limits) noexcept {
  if (feed == line_ || bytes[feed - 1] != '\r') return fail(400);
  const std::size_t length = feed - 1 - line_;
  line_ = feed + 1;
  if (lines_++ == 0) {
    if (length > limits.request_line) return fail(414);
    return length == 0 && fail(400);
  }
  if (line_ > limits.head) return fail(431);
  if (length == 0) return true;
  return lines_ > limits.fields + 1 && fail(431);
}

bool HeadScanner::scan(std::string_view bytes,
                       const HeadLimits& limits) noexcept {
  while (seen_ < bytes.size()) {
    // A folded line (RFC 9112, 5.2).
    if (seen_ == line_ && lines_ > 0 &&
        (bytes[line_] == ' ' || bytes[line_] == '\t')) {
      return fail(400);
    }
    const void* found =
        std::memchr(bytes.data() + seen_, '\n', bytes.size() - seen_);
    if (found == nullptr) break;
    const auto feed = static_cast<std::size_t>(static_cast<const char*>(found) -
                                               bytes.data());
    seen_ = feed + 1;
    if (end_line(bytes, feed, limits)) return true;
  }
  seen_ = bytes.size();
  if (lines_ == 0 && seen_ > limits.request_line + 1) return fail(414);
  return seen_ > limits.head && fail(431);
}

int parse_head(std::string_view head, ParsedHead& parsed) {
  parsed.fields.clear();
  std::vector<FieldView> fields = std::move(parsed.fields);
  parsed = ParsedHead();
  parsed.fields = std::move(fields);
  if (has_forbidden_byte(head)) return 400;
  RequestParser parser(parsed);
  BeastError error;
  parser.put(boost::asio::const_buffer(head.data(), head.size()), error);
  if (parser.error() != 0) return parser.error();
  if (error) {
    return error == beast::http::error::bad_version && is_other_version(head)
               ? 505
               : 400;
  }
  if (!parser.is_header_done()) return 400;
  parsed.keep_alive = parser.keep_alive();
  return check(parser, parsed);
}

}  // namespace gfetch::http::server
