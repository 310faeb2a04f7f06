#pragma once
/// A strict reader of HTTP/1.1 requests (RFC 9112) that shares no code with
/// gfetch. It reads what a server received as a server that trusts its client.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gfetch::fuzz {

struct OneRequest {
  std::string method;
  std::string target;
  std::multimap<std::string, std::string> fields;  ///< names in lower case
  std::string body;
};

/// Reads one request from the bytes that a server receives.
class RequestParser {
 public:
  /// Takes the next bytes. They must not be fed after bad() or done().
  void feed(std::string_view bytes) {
    rest_ += bytes;
    if (!head_) parse_head();
    if (head_ && !bad_) parse_body();
  }

  bool done() const { return done_; }
  /// True if the bytes break a rule of the syntax.
  bool bad() const { return bad_; }
  /// The bytes after the request.
  const std::string& rest() const { return rest_; }
  const OneRequest& request() const { return request_; }

 private:
  static bool is_token(std::string_view text) {
    constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    for (const char c : text) {
      const bool alphanumeric = (c >= '0' && c <= '9') ||
                                (c >= 'a' && c <= 'z') ||
                                (c >= 'A' && c <= 'Z');
      if (!alphanumeric && kMarks.find(c) == kMarks.npos) return false;
    }
    return !text.empty();
  }

  static bool has_control(std::string_view text) {
    for (const char c : text) {
      if ((static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f') {
        return true;
      }
    }
    return false;
  }

  void parse_head() {
    const std::size_t end = rest_.find("\r\n\r\n");
    if (end == rest_.npos) return;
    std::string head = rest_.substr(0, end + 2);
    rest_.erase(0, end + 4);
    head_ = true;
    bool first = true;
    while (!head.empty()) {
      const std::string line = head.substr(0, head.find("\r\n"));
      head.erase(0, line.size() + 2);
      if (has_control(line) || !(first ? start(line) : field(line))) {
        bad_ = true;
      }
      first = false;
    }
    check_fields();
  }

  bool start(const std::string& line) {
    const std::size_t one = line.find(' ');
    const std::size_t two = line.rfind(' ');
    if (one == two || line.substr(two) != " HTTP/1.1") return false;
    request_.method = line.substr(0, one);
    request_.target = line.substr(one + 1, two - one - 1);
    return is_token(request_.method) && !request_.target.empty() &&
           request_.target.find(' ') == std::string::npos;
  }

  bool field(const std::string& line) {
    const std::size_t colon = line.find(':');
    if (colon == line.npos || !is_token(line.substr(0, colon))) return false;
    std::string name = line.substr(0, colon);
    for (char& c : name) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
    request_.fields.emplace(name, begin == line.npos ? "" : line.substr(begin));
    return true;
  }

  void check_fields() {
    const std::size_t lengths = request_.fields.count("content-length");
    const std::size_t codings = request_.fields.count("transfer-encoding");
    if (request_.fields.count("host") != 1 || lengths + codings > 1) {
      bad_ = true;
    }
    if (codings > 0) {
      chunked_ = true;
      bad_ |= request_.fields.find("transfer-encoding")->second != "chunked";
    }
    if (lengths == 0) return;
    const std::string& text = request_.fields.find("content-length")->second;
    bad_ |= text.empty() || text.size() > 9 ||
            text.find_first_not_of("0123456789") != text.npos;
    if (!bad_) left_ = std::stoul(text);
  }

  void parse_body() {
    while (!done_ && !bad_) {
      if (chunked_ && left_ == 0 && !next_chunk()) return;
      const std::size_t taken = rest_.size() < left_ ? rest_.size() : left_;
      request_.body += rest_.substr(0, taken);
      rest_.erase(0, taken);
      left_ -= taken;
      if (left_ > 0) return;
      if (!chunked_) done_ = true;
    }
  }

  /// Reads the size of the next chunk. Returns false if bytes are missing or
  /// the last chunk ended.
  bool next_chunk() {
    const std::size_t skipped = within_ ? 2 : 0;
    const std::size_t end = rest_.find("\r\n", skipped);
    if (end == rest_.npos) return false;
    if (within_) bad_ |= !rest_.starts_with("\r\n");
    const std::string size = rest_.substr(skipped, end - skipped);
    if (size.empty() || size.size() > 7 ||
        size.find_first_not_of("0123456789abcdefABCDEF") != size.npos) {
      bad_ = true;
      return false;
    }
    left_ = std::stoul(size, nullptr, 16);
    if (left_ > 0) {
      rest_.erase(0, end + 2);
      within_ = true;
      return true;
    }
    if (rest_.size() < end + 4) return false;
    bad_ |= rest_.substr(end, 4) != "\r\n\r\n";
    rest_.erase(0, end + 4);
    done_ = true;
    return false;
  }

  OneRequest request_;
  std::string rest_;
  std::size_t left_ = 0;
  bool head_ = false;
  bool chunked_ = false;
  bool within_ = false;  ///< a chunk was read, and its line end follows
  bool done_ = false;
  bool bad_ = false;
};

}  // namespace gfetch::fuzz
