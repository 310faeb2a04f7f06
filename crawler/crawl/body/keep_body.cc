#include <optional>
#include <string>

#include "crawl/body/body_use.h"
#include "web/charset/charset.h"
#include "web/html/meta_charset.h"
#include "web/text/text.h"
#include "web/text/utf8.h"

namespace gfetch::crawl {
namespace {

/// Decodes `bytes` as text in the declared media type. Without a declared type,
/// decodes them only if they are clearly text.
std::optional<std::string> text_of(const web::MediaType& type,
                                   std::string_view bytes) {
  const bool says_nothing = type.essence.empty();
  if (!type.is_text() && !says_nothing) return std::nullopt;
  const web::Charset charset = charset_of(type, bytes, web::meta_prescan);
  bytes.remove_prefix(charset.mark);
  if (charset.encoding != nullptr) return text_in(*charset.encoding, bytes);
  const bool binary =
      says_nothing && bytes.find('\0') != std::string_view::npos;
  if (binary || !web::is_valid_utf8(bytes)) return std::nullopt;
  return std::string(bytes);
}

class KeepBody final : public BodyUse {
 public:
  Result<void> begin(const http::Response& response) override {
    const http::Header* header = find_header(response.headers, "Content-Type");
    type_ = web::parse_media_type(header == nullptr ? "" : header->value);
    bytes_.clear();
    whole_ = false;
    return {};
  }

  Result<void> take(std::string_view bytes) override {
    bytes_ += bytes;
    return {};
  }

  Result<void> finish() override {
    whole_ = true;
    return {};
  }

  void record(Visit& visit) override {
    if (!whole_) return;
    if (auto text = text_of(type_, bytes_)) {
      visit.body = std::move(*text);
    } else {
      visit.body_base64 = web::base64(bytes_);
    }
    bytes_ = {};
  }

 private:
  web::MediaType type_;
  std::string bytes_;
  bool whole_ = false;
};

}  // namespace

std::unique_ptr<BodyUse> keep_body() {
  return std::make_unique<KeepBody>();
}

}  // namespace gfetch::crawl
