#include "crawl/scope/session_copies.h"

#include <utility>

#include "crawl/seen/seen_key.h"

namespace gfetch::crawl {
namespace {

bool may_have_session_id(const web::Url& url) {
  return !url.search().empty() ||
         url.pathname().find(';') != std::string_view::npos;
}

}  // namespace

std::optional<std::string_view> SessionCopies::admit(const web::Url& url) {
  if (!may_have_session_id(url)) return std::nullopt;
  std::string page = seen_key(url, {.ignore_session_ids = true});
  if (page == seen_key(url)) return std::nullopt;
  std::uint32_t& ids = ids_[std::move(page)];
  if (ids >= max_ids_) return "its page has come under other session ids";
  ++ids;
  return std::nullopt;
}

}  // namespace gfetch::crawl
