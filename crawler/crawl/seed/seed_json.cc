// The parser of an input line in JSON. It uses a SAX parser, which detects
// repeated keys and builds no tree.

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "crawl/seed/seed_lines.h"
#include "gfetch/crawl/visitor_options.h"
#include "web/text/text.h"

namespace gfetch::crawl {
namespace {

using Json = nlohmann::json;

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || kMarks.find(c) != std::string_view::npos;
  });
}

bool is_header_value(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) ==
         std::string_view::npos;
}

// Converts the SAX events of a JSON value back to JSON text.
class JsonText {
 public:
  bool open() const { return depth_ > 0; }

  void begin(char bracket) {
    separate();
    text_ += bracket;
    comes_first_ = true;
    ++depth_;
  }

  void end(char bracket) {
    text_ += bracket;
    comes_first_ = false;
    --depth_;
  }

  void key(const std::string& name) {
    value(Json(name).dump());
    text_ += ':';
    comes_first_ = true;
  }

  void value(std::string_view text) {
    separate();
    text_ += text;
  }

  std::string take() { return std::move(text_); }

 private:
  void separate() {
    if (!comes_first_) text_ += ',';
    comes_first_ = false;
  }

  std::string text_;
  bool comes_first_ = true;
  int depth_ = 0;
};

// The SAX handler of an input line. Its functions return true to continue;
// before a function returns false it sets error_.
class SeedJsonReader final : public nlohmann::json_sax<Json> {
 public:
  explicit SeedJsonReader(bool may_set_host) : may_set_host_(may_set_host) {}

  Result<SeedLine> result() && {
    if (!error_.empty()) return Error{ErrorKind::kBadUrl, std::move(error_)};
    if (!std::ranges::count(seen_, "url")) {
      return Error{ErrorKind::kBadUrl, "the JSON line has no \"url\""};
    }
    if (sends_json_) call_body_json();
    if (overridden_) {
      line_.overrides =
          std::make_shared<const RequestOverrides>(std::move(overrides_));
    }
    return std::move(line_);
  }

  bool start_object(std::size_t) override {
    if (in_body()) {
      body_.begin('{');
      return true;
    }
    if (depth_ == 1 && key_ == "headers") {
      depth_ = 2;
      return true;
    }
    if (depth_ > 0) return wrong_type();
    depth_ = 1;
    return true;
  }

  bool end_object() override {
    if (body_.open()) return end_body_part('}');
    --depth_;
    if (depth_ == 1) key_ = "headers";
    return true;
  }

  bool key(Json::string_t& name) override {
    if (body_.open()) {
      body_.key(name);
      return true;
    }
    if (depth_ == 2) return header_name(name);
    constexpr std::array<std::string_view, 5> kKnown = {
        "url", "method", "headers", "body", "id"};
    if (!std::ranges::count(kKnown, name)) {
      return refuse("the JSON line has an unknown key \"" + name + "\"");
    }
    if (std::ranges::count(seen_, name)) {
      return refuse("the JSON line has \"" + name + "\" twice");
    }
    key_ = name;
    seen_.push_back(name);
    return true;
  }

  bool string(Json::string_t& value) override {
    if (body_.open()) return body_value(Json(value).dump());
    if (depth_ == 2) return header_value(value);
    if (key_ == "headers" || depth_ == 0) return wrong_type();
    if (key_ == "url") return take_url(value);
    if (key_ == "id") {
      line_.id = std::move(value);
      return true;
    }
    overridden_ = true;
    if (key_ == "body") {
      overrides_.body = std::move(value);
      return true;
    }
    if (!is_token(value)) {
      return refuse("\"method\" of the JSON line is no HTTP method");
    }
    if (value == "CONNECT") {
      return refuse("\"method\" of the JSON line may not be CONNECT");
    }
    overrides_.method = std::move(value);
    return true;
  }

  bool number_integer(Json::number_integer_t value) override {
    return integer(std::to_string(value));
  }
  bool number_unsigned(Json::number_unsigned_t value) override {
    return integer(std::to_string(value));
  }
  bool number_float(Json::number_float_t, const Json::string_t& text) override {
    return body_.open() ? body_value(text) : wrong_type();
  }
  bool null() override {
    return body_.open() ? body_value("null") : wrong_type();
  }
  bool boolean(bool value) override {
    return body_.open() ? body_value(value ? "true" : "false") : wrong_type();
  }
  bool binary(Json::binary_t&) override { return wrong_type(); }
  bool start_array(std::size_t) override {
    if (!in_body()) return wrong_type();
    body_.begin('[');
    return true;
  }
  bool end_array() override { return end_body_part(']'); }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    return refuse("the line starts with { but is no JSON: see its byte " +
                  std::to_string(position));
  }

 private:
  void call_body_json() {
    if (find_header(overrides_.headers, "Content-Type") != nullptr) return;
    overrides_.headers.push_back({"Content-Type", "application/json"});
  }

  bool refuse(std::string sentence) {
    error_ = std::move(sentence);
    return false;
  }

  bool wrong_type() {
    if (depth_ == 0) return refuse("the JSON line is no object");
    if (depth_ == 2) {
      return refuse("header \"" + header_.name + "\" of the JSON line " +
                    "is no string");
    }
    if (key_ == "headers") {
      return refuse("\"headers\" of the JSON line is no object of strings");
    }
    const std::string_view wanted = key_ == "id" ? "a string or an integer"
                                    : key_ == "body"
                                        ? "a string, an object or an array"
                                        : "a string";
    return refuse("\"" + key_ + "\" of the JSON line is not " +
                  std::string(wanted));
  }

  // Returns true inside the value of `body` and at the position where this
  // value may begin.
  bool in_body() const {
    return body_.open() || (depth_ == 1 && key_ == "body");
  }

  bool body_value(std::string_view text) {
    body_.value(text);
    return true;
  }

  bool end_body_part(char bracket) {
    body_.end(bracket);
    if (body_.open()) return true;
    overrides_.body = body_.take();
    overridden_ = true;
    sends_json_ = true;
    return true;
  }

  bool take_url(std::string& value) {
    if (value.find('\0') != std::string::npos) {
      return refuse("\"url\" of the JSON line holds a NUL byte");
    }
    line_.url = std::move(value);
    return true;
  }

  bool integer(std::string digits) {
    if (body_.open()) return body_value(digits);
    if (depth_ != 1 || key_ != "id") return wrong_type();
    line_.id = std::move(digits);
    return true;
  }

  bool header_name(std::string& name) {
    if (!is_token(name)) {
      return refuse("\"headers\" of the JSON line names \"" + name +
                    "\", which is no header name");
    }
    if (http::is_connection_field(name)) {
      return refuse("a JSON line may not set the header \"" + name +
                    "\": it frames the message or belongs to the connection");
    }
    if (!may_set_host_ && web::equal_without_case(name, "Host")) {
      return refuse("a JSON line may set the header \"" + name +
                    "\" only with --lines-set-host");
    }
    header_.name = std::move(name);
    return true;
  }

  bool header_value(std::string& value) {
    if (!is_header_value(value)) {
      return refuse("header \"" + header_.name + "\" of the JSON line " +
                    "holds a line break or a NUL byte");
    }
    header_.value = std::move(value);
    overrides_.headers.push_back(std::move(header_));
    overridden_ = true;
    return true;
  }

  bool may_set_host_;
  SeedLine line_;
  RequestOverrides overrides_;
  bool overridden_ = false;
  JsonText body_;            // the JSON text of `body` so far
  bool sends_json_ = false;  // whether `body` is JSON and needs a Content-Type
  int depth_ = 0;            // nesting: 1 in the object, 2 in its headers
  std::string key_;
  std::vector<std::string> seen_;
  http::Header header_;
  std::string error_;
};

}  // namespace

Result<SeedLine> parse_seed_json(std::string_view line, bool may_set_host) {
  SeedJsonReader reader(may_set_host);
  Json::sax_parse(line, &reader);
  return std::move(reader).result();
}

}  // namespace gfetch::crawl
