#include "gfetch/report/link_check.h"

#include <algorithm>
#include <array>
#include <functional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "crawl/scope/skip_reason.h"
#include "gfetch/web/url.h"
#include "report/check/anchor.h"
#include "report/check/interner.h"
#include "web/charset/charset.h"

namespace gfetch::report {
namespace {

using Id = Interner::Id;

/// Links of these schemes are for other programs: nothing to be checked.
bool is_for_others(std::string_view scheme) {
  constexpr std::array<std::string_view, 9> kSchemes{
      "about",  "blob", "data", "irc", "javascript",
      "mailto", "sms",  "tel",  "xmpp"};
  return std::ranges::find(kSchemes, scheme) != kSchemes.end();
}

bool is_permanent(int status_code) {
  return status_code == 301 || status_code == 308;
}

bool is_html(std::string_view content_type) {
  const web::MediaType type = web::parse_media_type(content_type);
  return type.essence.empty() || type.is_html();
}

/// Reasons that only say where the crawl ends.
bool is_border(std::string_view reason) {
  return reason == name_of(crawl::SkipReason::kOutOfScope) ||
         reason == name_of(crawl::SkipReason::kDepth) ||
         reason == name_of(crawl::SkipReason::kPageLimit);
}

/// What is known of a URL, the most telling last.
enum class State : std::uint8_t {
  kUnknown,
  kSkipped,
  kUnfinished,
  kFailed,
  kFine
};

struct Target {
  State state = State::kUnknown;
  bool linked = false;      ///< by a page that was read
  bool redirected = false;  ///< and that is how it was fine
  int status_code = 0;
  Id kind = 0;
  Id message = 0;
  Id url = 0;       ///< as it was asked for
  Id end = 0;       ///< the URL after all hops
  Id moved_to = 0;  ///< after those that are for good; 0: nothing moved
  Id twin = 0;  ///< key of the page that its hops led to, met before; 0: none
  Id parent = 0;
  Id input = 0;
};

/// What fragments may name in a page, as hashes.
struct Page {
  std::vector<std::size_t> anchors;
  bool whole = false;  ///< HTML, read to its end: no name escaped us

  bool has(std::string_view name) const {
    return std::ranges::binary_search(anchors, hash_of(name));
  }
  static std::size_t hash_of(std::string_view name) {
    return std::hash<std::string_view>()(name);
  }
};

/// Where a link stands, and what it leads to.
struct Place {
  Id page = 0;
  Id key = 0;  ///< of what it leads to; 0: it is no URL
  Id url = 0;  ///< without its fragment
  Id fragment = 0;
  Id target = 0;  ///< as it stands in the page
  Id text = 0;
  web::Position position;
  std::string_view tag;
};

State state_of(const crawl::Visit& visit) {
  switch (visit.outcome) {
    case crawl::Outcome::kFetched:
      return State::kFine;
    case crawl::Outcome::kSkipped:
      return State::kSkipped;
    case crawl::Outcome::kUnfinished:
      return State::kUnfinished;
    case crawl::Outcome::kFailed:
      break;
  }
  if (!visit.error) return State::kFailed;
  // Too large for us is not too large for who clicks on it.
  if (visit.error->kind == ErrorKind::kBodyTooLarge) return State::kFine;
  // Nobody was asked.
  if (visit.error->kind == ErrorKind::kPrivateAddress) return State::kSkipped;
  return State::kFailed;
}

/// Where the hops lead that are for good, up to the first that is not; empty:
/// there is none.
std::string_view moved_to(const crawl::Visit& visit) {
  const auto passing = std::ranges::find_if_not(
      visit.redirects,
      [](const crawl::Hop& hop) { return is_permanent(hop.status_code); });
  if (passing == visit.redirects.begin()) return {};
  return passing == visit.redirects.end() ? visit.final_url : passing->url;
}

/// What visits and links of the same page have in common.
std::string_view without_fragment(std::string_view url) {
  return url.substr(0, url.find('#'));
}

auto order_of(const LinkFinding& one) {
  return std::tie(one.page, one.position.line, one.position.column, one.url,
                  one.target, one.input);
}

void sort(std::vector<LinkFinding>& findings) {
  std::ranges::sort(findings, [](const LinkFinding& a, const LinkFinding& b) {
    return order_of(a) < order_of(b);
  });
}

}  // namespace

class LinkCheck::Core {
 public:
  explicit Core(CheckOptions options) : options_(options) {}

  void add(const crawl::Visit& visit) {
    const bool repeats = visit.reason == name_of(crawl::SkipReason::kDuplicate);
    if (repeats && visit.redirects.empty()) return;
    const Target& target = settle(visit);
    if (visit.ok && visit.page) read(target.end, visit);
  }

  CheckFindings findings() const {
    CheckFindings out;
    out.links = links_;
    for (const auto& [url, page] : pages_) {
      out.pages.push_back(texts_.text(url));
    }
    std::ranges::sort(out.pages);
    for (const Place& place : places_) judge(place, out);
    for (const auto& [key, target] : targets_) {
      if (target.linked) ++out.urls;
      judge_without_place(target, out);
    }
    sort(out.broken);
    sort(out.moved);
    sort(out.skipped);
    return out;
  }

 private:
  /// What all spellings of a page have in common; a text that is no URL is
  /// its own key.
  Id key_of(std::string_view url) {
    const Result<web::Url> parsed = web::parse_url(url);
    return texts_.id_of(parsed ? seen_key(*parsed, options_.seen) : url);
  }

  const Target& settle(const crawl::Visit& visit) {
    Target& target = targets_[key_of(visit.url)];
    const State state = state_of(visit);
    if (state <= target.state) return target;
    target.state = state;
    target.url = texts_.id_of(without_fragment(visit.url));
    target.redirected = !visit.redirects.empty();
    target.status_code = visit.status_code;
    target.end = texts_.id_of(without_fragment(
        visit.final_url.empty() ? visit.url : visit.final_url));
    target.moved_to = texts_.id_of(moved_to(visit));
    if (visit.reason == name_of(crawl::SkipReason::kDuplicate)) {
      target.state = State::kFine;
      target.twin = key_of(visit.final_url);
      targets_.try_emplace(target.twin);
    }
    if (target.state == State::kFine) return target;
    target.parent = texts_.id_of(visit.parent);
    target.input = texts_.id_of(visit.input);
    target.kind = texts_.id_of(visit.error ? name_of(visit.error->kind)
                               : visit.reason.empty() ? name_of(visit.outcome)
                                                      : visit.reason);
    if (visit.error) target.message = texts_.id_of(visit.error->message);
    return target;
  }

  void read(Id url, const crawl::Visit& visit) {
    const auto [page, is_new] = pages_.try_emplace(url);
    // Met by another name, too: its links are known.
    if (!is_new) return;
    const web::PageFindings& found = *visit.page;
    page->second.whole = !found.cut && is_html(visit.content_type());
    for (const std::string& name : found.anchors) {
      page->second.anchors.push_back(Page::hash_of(name));
    }
    std::ranges::sort(page->second.anchors);
    for (const web::Link& link : found.links) add(url, link);
  }

  void add(Id page, const web::Link& link) {
    if (is_for_others(link.url.scheme())) return;
    ++links_;
    Place place{.page = page, .position = link.position, .tag = link.tag};
    if (!link.url.scheme().empty()) {
      const std::string shown = link.url.redacted();
      place.url = texts_.id_of(without_fragment(shown));
      place.key = link.url.has_credentials()
                      ? key_of(shown)
                      : texts_.id_of(seen_key(link.url, options_.seen));
      if (options_.anchors && link.url.fragment().size() > 1) {
        place.fragment = texts_.id_of(link.url.fragment().substr(1));
      }
      Target& target = targets_[place.key];
      target.linked = true;
      if (!link.url.is_http() && target.state == State::kUnknown) {
        target.state = State::kSkipped;
        target.kind =
            texts_.id_of(name_of(crawl::SkipReason::kUnsupportedScheme));
      }
      const bool settled = target.state == State::kFine && !target.redirected;
      if (settled && place.fragment == 0) return;
    }
    place.target = texts_.id_of(link.target);
    place.text = texts_.id_of(link.text);
    places_.push_back(place);
  }

  void judge(const Place& place, CheckFindings& out) const {
    LinkFinding finding = finding_at(place);
    if (place.key == 0) {
      finding.kind = name_of(ErrorKind::kBadUrl);
      finding.message = "this is no URL";
      out.broken.push_back(std::move(finding));
      return;
    }
    const Target& target = targets_.at(place.key);
    const Target& end = target.twin == 0 ? target : targets_.at(target.twin);
    if (end.state != State::kFine) {
      file(std::move(finding), end, out);
    } else if (misses_anchor(target, place)) {
      finding.kind = "missing_anchor";
      finding.message = "the page has nothing of that id or name";
      finding.status_code = target.status_code;
      out.broken.push_back(std::move(finding));
    } else if (target.moved_to != 0) {
      finding.kind = "moved";
      finding.status_code = target.status_code;
      finding.new_url = with_fragment(target.moved_to, place.fragment);
      out.moved.push_back(std::move(finding));
    } else if (target.redirected) {
      ++out.redirected;
    }
  }

  /// A URL that did not do, and that no place tells of: the user named it, or
  /// something that is no page did.
  void judge_without_place(const Target& target, CheckFindings& out) const {
    const bool by_user = target.parent == 0 && target.input != 0;
    if (target.state == State::kFine || (target.linked && !by_user)) return;
    const std::string& kind = texts_.text(target.kind);
    const bool is_link =
        kind == name_of(crawl::SkipReason::kUnsupportedScheme) ||
        kind == name_of(crawl::SkipReason::kBadUrl);
    if (is_border(kind) || (is_link && !by_user)) return;
    LinkFinding finding;
    finding.page = texts_.text(target.parent);
    if (by_user) finding.input = texts_.text(target.input);
    finding.url = finding.target = texts_.text(target.url);
    file(std::move(finding), target, out);
  }

  /// Puts what was not fine where it belongs.
  void file(LinkFinding finding, const Target& target,
            CheckFindings& out) const {
    finding.kind = texts_.text(target.kind);
    finding.message = texts_.text(target.message);
    finding.status_code = target.status_code;
    if (target.state == State::kUnknown || is_border(finding.kind)) {
      ++out.unchecked;
    } else if (target.state == State::kFailed) {
      out.broken.push_back(std::move(finding));
    } else {
      out.skipped.push_back(std::move(finding));
    }
  }

  LinkFinding finding_at(const Place& place) const {
    LinkFinding finding;
    finding.page = texts_.text(place.page);
    finding.position = place.position;
    finding.tag = place.tag;
    finding.text = texts_.text(place.text);
    finding.target = texts_.text(place.target);
    if (place.key != 0) {
      finding.url = with_fragment(place.url, place.fragment);
    }
    return finding;
  }

  std::string with_fragment(Id url, Id fragment) const {
    std::string out = texts_.text(url);
    const bool has_one = out.find('#') != out.npos;
    if (fragment != 0 && !has_one) out += '#' + texts_.text(fragment);
    return out;
  }

  bool misses_anchor(const Target& target, const Place& place) const {
    const auto page = pages_.find(target.end);
    const bool readable = page != pages_.end() && page->second.whole;
    if (place.fragment == 0 || !readable) return false;
    const IndicatedPart part = indicated_part(texts_.text(place.fragment));
    return !part.top && !page->second.has(part.written) &&
           !page->second.has(part.decoded);
  }

  CheckOptions options_;
  Interner texts_;
  std::unordered_map<Id, Target> targets_;
  std::unordered_map<Id, Page> pages_;
  std::vector<Place> places_;
  std::uint64_t links_ = 0;
};

LinkCheck::LinkCheck(CheckOptions options)
    : core_(std::make_unique<Core>(options)) {}

LinkCheck::~LinkCheck() = default;

void LinkCheck::add(const crawl::Visit& visit) {
  core_->add(visit);
}

CheckFindings LinkCheck::findings() const {
  return core_->findings();
}

}  // namespace gfetch::report
