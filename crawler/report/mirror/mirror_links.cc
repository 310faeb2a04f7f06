#include "gfetch/report/mirror.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "crawl/seen/seen_key.h"
#include "gfetch/crawl/visit.h"
#include "report/mirror/convert.h"
#include "save/partial_file.h"
#include "web/charset/charset.h"
#include "web/url/percent.h"

namespace gfetch::report {
namespace {

/// Returns true if every byte below 0x80 is an ASCII character in the encoding
/// `charset`.
bool keeps_ascii(std::string_view charset) {
  constexpr std::array<std::string_view, 4> kOthers{
      "UTF-16LE", "UTF-16BE", "ISO-2022-JP", "replacement"};
  return std::ranges::find(kOthers, charset) == kOthers.end();
}

std::string in_utf8(std::string_view text, const web::Encoding* encoding) {
  if (encoding == nullptr) return std::string(text);
  return text_in(*encoding, text).value_or(std::string(text));
}

/// Returns the relative link from the file `from` to the file `to`, both paths
/// within the mirror's folder.
std::string relative_link(std::string_view from, std::string_view to) {
  const std::size_t least = std::min(from.size(), to.size());
  std::size_t common = 0;
  for (std::size_t i = 0; i < least && from[i] == to[i]; ++i) {
    if (from[i] == '/') common = i + 1;
  }
  from.remove_prefix(common);
  to.remove_prefix(common);
  std::string out;
  for (const char c : from) {
    if (c == '/') out += "../";
  }
  constexpr std::string_view kHexDigits = "0123456789ABCDEF";
  for (const char c : to) {
    const bool plain =
        web::is_letter(c) || web::is_digit(c) ||
        std::string_view("/-._~@=+,!").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
  }
  return out;
}

}  // namespace

MirrorLinks::MirrorLinks(save::BodyFolder& folder, crawl::SeenKeyOptions seen,
                         Warn warn)
    : folder_(folder), seen_(seen), warn_(std::move(warn)) {}

Result<void, save::WriteError> MirrorLinks::report(const crawl::Visit& visit) {
  const auto name = folder_.name_in(visit.file);
  if (!name) return {};
  const auto [known, is_new] =
      by_name_.try_emplace(*name, static_cast<std::uint32_t>(files_.size()));
  if (is_new) {
    File& file = files_.emplace_back();
    file.name = *name;
    file.kind = kind_of(visit);
    file.charset = visit.charset;
    if (visit.page) {
      file.base = visit.page->base;
      file.charset = visit.page->charset;
    } else if (auto url = web::parse_url(visit.final_url)) {
      file.base = *std::move(url);
    }
  }
  map_url(visit.url, known->second);
  map_url(visit.final_url, known->second);
  return {};
}

void MirrorLinks::map_url(std::string_view url, std::uint32_t file) {
  const Result<web::Url> parsed = web::parse_url(url);
  if (parsed) by_url_.try_emplace(seen_key(*parsed, seen_), file);
}

MirrorLinks::Kind MirrorLinks::kind_of(const crawl::Visit& visit) {
  const web::MediaType type = web::parse_media_type(visit.content_type());
  if (type.is_html()) return Kind::kPage;
  return type.essence == "text/css" ? Kind::kStyle : Kind::kOther;
}

Result<void, save::WriteError> MirrorLinks::finish() {
  for (const File& file : files_) {
    if (file.kind == Kind::kOther || !keeps_ascii(file.charset)) continue;
    const Result<void> done = convert(file);
    if (done) continue;
    if (folder_.failure()) return *folder_.failure();
    if (warn_) warn_(file.name + " keeps its links: " + done.error().message);
  }
  return {};
}

Result<void> MirrorLinks::convert(const File& file) {
  std::string source;
  const Result<void> read = folder_.read(
      file.name, [&source](std::string_view bytes) -> Result<void> {
        source += bytes;
        if (source.size() <= kMaxConverted) return {};
        return Error{ErrorKind::kBodyTooLarge, "it is too large"};
      });
  if (!read) return read.error();
  const std::string text = converted(file, source);
  if (text == source) return {};
  auto part = folder_.begin("converted");
  if (!part) return part.error();
  if (auto written = part->write(text); !written) return written;
  const auto finished = part->finish(file.name);
  if (!finished) return finished.error();
  return {};
}

std::string MirrorLinks::converted(const File& file,
                                   std::string_view source) const {
  const web::Encoding* const encoding = web::encoding_labelled(file.charset);
  const NewTarget target_for =
      [&](std::string_view target) -> std::optional<std::string> {
    if (target.empty() || target.front() == '#') return std::nullopt;
    const auto url = parse_url(in_utf8(target, encoding), &file.base);
    if (!url || !url->is_http()) return std::nullopt;
    return target_in(file, *url);
  };
  return file.kind == Kind::kPage ? convert_page(source, target_for)
                                  : convert_style(source, target_for);
}

std::string MirrorLinks::target_in(const File& file,
                                   const web::Url& url) const {
  const auto saved = by_url_.find(seen_key(url, seen_));
  if (saved == by_url_.end()) return url.href();
  return relative_link(file.name, files_[saved->second].name) +
         std::string(url.fragment());
}

}  // namespace gfetch::report
