#include "gfetch/http_server/server_response.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>

#include "connection.h"
#include "gfetch/http_server/server_request.h"
#include "text.h"

namespace gfetch::http {

namespace {

using server::equals_without_case;

// What a handler writes is collected up to this size.
constexpr std::size_t kCollected = 16'384;

void append_number(std::string& out, std::uint64_t number, int base = 10) {
  std::array<char, 24> digits;
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), number, base);
  out.append(digits.data(), end.ptr);
}

// Fields that only the server sends.
bool is_of_framing(std::string_view name) noexcept {
  return equals_without_case(name, "Transfer-Encoding") ||
         equals_without_case(name, "Date") ||
         equals_without_case(name, "Trailer") ||
         equals_without_case(name, "Keep-Alive") ||
         equals_without_case(name, "Upgrade");
}

// Where the line of the field `name` begins in `fields`; npos: it has none.
std::size_t find_field(std::string_view fields,
                       std::string_view name) noexcept {
  for (std::size_t begin = 0; begin < fields.size();
       begin = fields.find('\n', begin) + 1) {
    const std::string_view rest = fields.substr(begin);
    if (rest.size() > name.size() && rest[name.size()] == ':' &&
        equals_without_case(rest.substr(0, name.size()), name)) {
      return begin;
    }
  }
  return fields.npos;
}

std::size_t read_whole(int file, std::uint64_t offset, std::span<char> into) {
  std::size_t got = 0;
  while (got < into.size()) {
    const ssize_t part = pread(file, into.data() + got, into.size() - got,
                               static_cast<off_t>(offset + got));
    if (part < 0 && errno == EINTR) continue;
    if (part < 0) {
      throw std::system_error(errno, std::generic_category(), "write_file");
    }
    if (part == 0) break;
    got += static_cast<std::size_t>(part);
  }
  return got;
}

}  // namespace

void ServerResponse::require_unsent() const {
  if (head_sent_) {
    throw std::logic_error("ServerResponse: the head was sent");
  }
}

void ServerResponse::reset(bool head_request) noexcept {
  fields_.clear();
  body_.clear();
  declared_.reset();
  written_ = 0;
  status_ = 200;
  framing_ = Framing::kNone;
  head_request_ = head_request;
  head_sent_ = false;
}

ServerResponse& ServerResponse::status(int code) {
  require_unsent();
  if (code < 200 || code > 599) {
    throw std::invalid_argument("ServerResponse: a status from 200 to 599");
  }
  status_ = code;
  return *this;
}

ServerResponse& ServerResponse::header(std::string_view name,
                                       std::string_view value) {
  require_unsent();
  for (std::size_t begin = 0;
       (begin = find_field(fields_, name)) != fields_.npos;) {
    fields_.erase(begin, fields_.find('\n', begin) + 1 - begin);
  }
  return add_header(name, value);
}

ServerResponse& ServerResponse::add_header(std::string_view name,
                                           std::string_view value) {
  require_unsent();
  if (!server::is_token(name) || !server::is_field_value(value) ||
      is_of_framing(name)) {
    throw std::invalid_argument("ServerResponse: a field that may not be sent");
  }
  if (equals_without_case(name, "Content-Length")) {
    declared_ = server::parse_number(value);
    if (!declared_) throw std::invalid_argument("ServerResponse: a length");
    return *this;
  }
  if (equals_without_case(name, "Connection")) {
    if (!server::list_has(value, "close")) {
      throw std::invalid_argument("ServerResponse: Connection is the server's");
    }
    connection_.end_after_response();
    return *this;
  }
  fields_.append(name).append(": ").append(value).append("\r\n");
  return *this;
}

bool ServerResponse::has_header(std::string_view name) const noexcept {
  if (equals_without_case(name, "Content-Length")) return declared_.has_value();
  return find_field(fields_, name) != fields_.npos;
}

bool ServerResponse::without_body() const noexcept {
  return head_request_ || status_ == 204 || status_ == 304;
}

void ServerResponse::account(std::uint64_t bytes) {
  if (declared_ && bytes > *declared_ - std::min(*declared_, written_)) {
    throw std::logic_error("ServerResponse: more than the declared length");
  }
  written_ += bytes;
}

void ServerResponse::write(std::string_view data) {
  account(data.size());
  if (without_body()) return;
  if (data.size() <= kCollected - std::min(kCollected, body_.size())) {
    body_ += data;
  } else {
    send_pending(data);
  }
}

void ServerResponse::flush() {
  send_pending({});
}

void ServerResponse::send(int status, std::string_view content_type,
                          std::string_view body) {
  if (written_ > 0) {
    throw std::logic_error("ServerResponse: send() after write()");
  }
  this->status(status);
  if (!content_type.empty()) header("Content-Type", content_type);
  if (status != 204 && status != 304) declared_ = body.size();
  write(body);
}

void ServerResponse::redirect(std::string_view location, int status) {
  header("Location", location);
  send(status, {}, {});
}

void ServerResponse::write_file(int file, std::uint64_t offset,
                                std::uint64_t count) {
  constexpr std::uint64_t kPiece = std::uint64_t{1} << 20;
  account(count);
  if (without_body() || count == 0) return;
  if (count <= kCollected - std::min(kCollected, body_.size())) {
    const std::size_t before = body_.size();
    body_.resize(before + count);
    if (read_whole(file, offset, std::span(body_).subspan(before)) != count) {
      body_.resize(before);
      throw std::system_error(EIO, std::generic_category(), "a file has ended");
    }
    return;
  }
  flush();
  for (std::uint64_t done = 0; done < count; done += kPiece) {
    const std::uint64_t piece = std::min(kPiece, count - done);
    std::string& out = connection_.scratch();
    if (framing_ == Framing::kChunked) {
      append_number(out, piece, 16);
      out += "\r\n";
      connection_.send({{out}});
    }
    connection_.send_file(file, offset + done, piece);
    if (framing_ == Framing::kChunked) connection_.send({{"\r\n"}});
  }
}

void ServerResponse::append_head(std::string& out) {
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::uint64_t>(status_));
  out.append(" ").append(reason_of(status_)).append("\r\nDate: ");
  out += connection_.service().date();
  const std::string& name = connection_.service().options.server_name;
  if (!name.empty()) out.append("\r\nServer: ").append(name);
  out.append("\r\n").append(fields_);
  if (framing_ == Framing::kLength) {
    out += "Content-Length: ";
    append_number(out, *declared_);
    out += "\r\n";
  } else if (framing_ == Framing::kChunked) {
    out += "Transfer-Encoding: chunked\r\n";
  }
  if (connection_.closing()) {
    out += "Connection: close\r\n";
  } else if (!connection_.request().http_1_1()) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
  head_sent_ = true;
}

// How the end of a body is told that is not complete yet.
void ServerResponse::choose_framing() noexcept {
  if (status_ == 204 || status_ == 304) {
    framing_ = declared_ && status_ == 304 ? Framing::kLength : Framing::kNone;
  } else if (declared_) {
    framing_ = Framing::kLength;
  } else if (connection_.request().http_1_1()) {
    framing_ = Framing::kChunked;
  } else {
    framing_ = Framing::kUntilClose;
    connection_.end_after_response();
  }
}

void ServerResponse::send_pending(std::string_view more) {
  std::string& out = connection_.scratch();
  if (!head_sent_) {
    choose_framing();
    append_head(out);
  }
  const std::size_t size = body_.size() + more.size();
  std::string_view end;
  if (size > 0 && framing_ == Framing::kChunked) {
    append_number(out, size, 16);
    out += "\r\n";
    end = "\r\n";
  }
  const std::array<std::string_view, 4> parts = {out, body_, more, end};
  if (!out.empty() || size > 0) connection_.send(parts);
  body_.clear();
}

bool ServerResponse::finish() {
  std::string& out = connection_.scratch();
  if (!head_sent_) {
    if (!declared_ && status_ != 204 && status_ != 304) declared_ = written_;
    choose_framing();
    append_head(out);
  }
  const bool chunked = framing_ == Framing::kChunked && !without_body();
  if (chunked && !body_.empty()) {
    append_number(out, body_.size(), 16);
    out += "\r\n";
  }
  out += body_;
  if (chunked) out += body_.empty() ? "0\r\n\r\n" : "\r\n0\r\n\r\n";
  body_.clear();
  if (!out.empty()) connection_.send({{out}});
  return without_body() || !declared_ || written_ == *declared_;
}

}  // namespace gfetch::http
