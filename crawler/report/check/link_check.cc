// Collects targets, pages and link occurrences while a crawl runs, and computes
// the findings at the end.
//
// add() stores three tables, and findings() joins them:
//
//   targets_      key of a URL -> its state and redirects   one per URL
//   pages_        URL of a page -> its anchors              one per page read
//   occurrences_  position of a link -> key of its target   one per link
//
// The state of a target only moves to the right, so the order of the visits
// does not matter:
//
//   kUnknown -> kSkipped -> kUnfinished -> kFailed -> kWorking
//
// - kUnknown: only links are known, no visit.
// - kSkipped, kUnfinished, kFailed, kWorking: the best outcome of its visits.
//
// findings() puts each link into the first class that applies:
//
//   the target is no URL                                 -> broken (bad_url)
//   state kUnknown, or skipped by a limit of the crawl   -> unchecked (count)
//   state kFailed                                        -> broken
//   state kSkipped or kUnfinished                        -> skipped
//   its fragment names no anchor of the page             -> broken
//   a permanent redirect leads to the target             -> moved
//   a temporary redirect leads to the target             -> redirected (count)
//   otherwise                                            -> no finding
//
// Invariants:
// - Every occurrence with a key has an entry in targets_.
// - `duplicate_of` is 0 or a key in targets_.
// - An occurrence is dropped at once when its target already has the state
//   kWorking without a redirect and the link has no fragment: no later visit
//   can turn it into a finding. Memory is spent on links that may be faulty.
// - A page is read once, even if several URLs redirect to it.
// - The tables take max_bytes at most, and a quarter more for failed visits, so
//   that the check of a site with failures never ends well. What has no room is
//   counted.

#include "report/check/link_check.h"

#include <algorithm>
#include <array>
#include <functional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "crawl/scope/skip_reason.h"
#include "crawl/seen/seen_key.h"
#include "gfetch/web/url.h"
#include "report/check/anchor.h"
#include "report/check/interner.h"
#include "web/charset/charset.h"

namespace gfetch::report {
namespace {

using Id = Interner::Id;

/// Returns true for a URL scheme that browsers handle themselves or pass to
/// another program. Links with these schemes are not checked.
bool is_unchecked_scheme(std::string_view scheme) {
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

/// Returns true for a skip reason that is a limit of the crawl, not a fault of
/// the link.
bool is_crawl_limit(std::string_view reason) {
  return reason == name_of(crawl::SkipReason::kOutOfScope) ||
         reason == name_of(crawl::SkipReason::kDepth) ||
         reason == name_of(crawl::SkipReason::kPageLimit);
}

/// The state of a target. A state replaces only states that are before it in
/// this list.
enum class State : std::uint8_t {
  kUnknown,
  kSkipped,
  kUnfinished,
  kFailed,
  kWorking
};

/// A URL that a link leads to or that the crawl visited.
struct Target {
  State state = State::kUnknown;
  bool linked = false;      ///< whether a page that was read links to it
  bool redirected = false;  ///< whether the visit to it had redirects
  int status_code = 0;
  Id kind = 0;
  Id message = 0;
  Id url = 0;           ///< the id of the requested URL
  Id end = 0;           ///< the id of the URL after all hops
  Id moved_to = 0;      ///< the id of the URL after permanent hops; 0: none
  Id duplicate_of = 0;  ///< key of the page at the end of its redirect; 0: none
  Id parent = 0;
  Id input = 0;
};

/// The anchor names of a page, as hashes.
struct Page {
  std::vector<std::size_t> anchors;
  bool whole = false;  ///< whether the HTML was read completely

  bool has(std::string_view name) const {
    return std::ranges::binary_search(anchors, hash_of(name));
  }
  static std::size_t hash_of(std::string_view name) {
    return std::hash<std::string_view>()(name);
  }
};

/// A link in a page: its position and its target.
struct Occurrence {
  Id page = 0;
  Id key = 0;  ///< the target's key in targets_; 0: no valid URL
  Id url = 0;  ///< the id of the target's URL without fragment
  Id fragment = 0;
  Id target = 0;  ///< the id of the target as written in the page
  Id text = 0;
  web::Position position;
  std::string_view tag;
};

State state_of(const crawl::Visit& visit) {
  switch (visit.outcome) {
    case crawl::Outcome::kFetched:
      return State::kWorking;
    case crawl::Outcome::kSkipped:
      return State::kSkipped;
    case crawl::Outcome::kUnfinished:
      return State::kUnfinished;
    case crawl::Outcome::kFailed:
      break;
  }
  if (!visit.error) return State::kFailed;
  // A body over gfetch's own size limit is no fault of the link: it works in a
  // browser.
  if (visit.error->kind == ErrorKind::kBodyTooLarge) return State::kWorking;
  // No request was sent to the private address, so the link's state is unknown.
  if (visit.error->kind == ErrorKind::kPrivateAddress) return State::kSkipped;
  return State::kFailed;
}

/// Returns the URL at the end of the leading permanent redirects; empty without
/// one. A permanent redirect after a temporary one does not count, because the
/// temporary redirect may lead elsewhere tomorrow.
std::string_view moved_to(const crawl::Visit& visit) {
  const auto passing = std::ranges::find_if_not(
      visit.redirects,
      [](const crawl::Hop& hop) { return is_permanent(hop.status_code); });
  if (passing == visit.redirects.begin()) return {};
  return passing == visit.redirects.end() ? visit.final_url : passing->url;
}

/// Removes the fragment of `url`, so that the URLs of visits and links of one
/// page are equal.
std::string_view without_fragment(std::string_view url) {
  return url.substr(0, url.find('#'));
}

/// Adds findings to lists within the limits of the check. The findings of one
/// page must follow one another.
class FindingLists {
 public:
  FindingLists(const CheckOptions& options, CheckFindings& out)
      : options_(options), out_(out) {}

  void start_page() { on_page_.clear(); }

  void add(std::vector<LinkFinding>& list, LinkFinding finding) {
    if (list.size() >= options_.max_findings ||
        on_page_[&list] >= options_.max_page_findings) {
      ++out_.unlisted;
      return;
    }
    ++on_page_[&list];
    list.push_back(std::move(finding));
  }

  CheckFindings& out() { return out_; }

 private:
  const CheckOptions& options_;
  CheckFindings& out_;
  /// The number of findings of the current page in each list.
  std::unordered_map<const void*, std::size_t> on_page_;
};

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
    // A visit skipped as a duplicate has no new outcome, unless its redirects
    // led to a seen page: then the end of the redirects is recorded.
    const bool repeats = visit.reason == name_of(crawl::SkipReason::kDuplicate);
    if (repeats && visit.redirects.empty()) return;
    if (!has_room_for(visit)) {
      if (state_of(visit) == State::kFailed) ++unlisted_;
      if (visit.ok && visit.page) count_links(*visit.page);
      return;
    }
    const Target& target = record_target(visit);
    if (visit.ok && visit.page) read_page(target.end, visit);
  }

  CheckFindings findings() const {
    CheckFindings out;
    out.links = links_;
    out.unchecked = unstored_;
    out.unlisted = unlisted_;
    for (const auto& [url, page] : pages_) {
      out.pages.push_back(texts_.text(url));
    }
    std::ranges::sort(out.pages);
    FindingLists lists(options_, out);
    Id page = 0;
    for (const Occurrence* link : sorted_occurrences()) {
      if (link->page != page) lists.start_page();
      page = link->page;
      classify(*link, lists);
    }
    for (const Target* target : sorted_targets()) {
      if (target->linked) ++out.urls;
      if (target->parent != page) lists.start_page();
      page = target->parent;
      classify_unlinked(*target, lists);
    }
    sort(out.broken);
    sort(out.moved);
    sort(out.skipped);
    return out;
  }

 private:
  /// Returns the memory of all tables in bytes, about.
  std::size_t memory() const {
    constexpr std::size_t kNodeBytes = 40;
    return texts_.bytes() + occurrences_.size() * sizeof(Occurrence) +
           targets_.size() * (sizeof(Target) + kNodeBytes) +
           pages_.size() * (sizeof(Page) + kNodeBytes) +
           anchors_ * sizeof(std::size_t);
  }

  bool full() const { return memory() >= options_.max_bytes; }

  /// Returns true if the outcome of `visit` may be stored. That of a known
  /// target always may: it needs hardly more memory.
  bool has_room_for(const crawl::Visit& visit) const {
    if (!full()) return true;
    const bool failed = state_of(visit) == State::kFailed;
    const std::size_t reserve = options_.max_bytes / 4;
    if (failed && memory() < options_.max_bytes + reserve) return true;
    const Result<web::Url> url = web::parse_url(visit.url);
    const auto key = url ? texts_.find(seen_key(*url, options_.seen))
                         : texts_.find(visit.url);
    return key && targets_.contains(*key);
  }

  /// Returns all occurrences, sorted by their page and position.
  std::vector<const Occurrence*> sorted_occurrences() const {
    std::vector<const Occurrence*> sorted;
    sorted.reserve(occurrences_.size());
    for (const Occurrence& link : occurrences_) sorted.push_back(&link);
    std::ranges::stable_sort(
        sorted, [this](const Occurrence* a, const Occurrence* b) {
          if (a->page != b->page) {
            return texts_.text(a->page) < texts_.text(b->page);
          }
          return std::tie(a->position.line, a->position.column) <
                 std::tie(b->position.line, b->position.column);
        });
    return sorted;
  }

  /// Returns all targets, sorted by the page of their visit and their URL.
  std::vector<const Target*> sorted_targets() const {
    std::vector<const Target*> sorted;
    sorted.reserve(targets_.size());
    for (const auto& [key, target] : targets_) sorted.push_back(&target);
    std::ranges::sort(sorted, [this](const Target* a, const Target* b) {
      if (a->parent != b->parent) {
        return texts_.text(a->parent) < texts_.text(b->parent);
      }
      return texts_.text(a->url) < texts_.text(b->url);
    });
    return sorted;
  }

  /// Returns the key of the page at `url`. A text that is not a URL is its own
  /// key.
  Id key_of(std::string_view url) {
    const Result<web::Url> parsed = web::parse_url(url);
    return texts_.id_of(parsed ? seen_key(*parsed, options_.seen) : url);
  }

  /// Updates the target of `visit` if its outcome is better than the known one.
  const Target& record_target(const crawl::Visit& visit) {
    Target& target = targets_[key_of(visit.url)];
    const State state = state_of(visit);
    // States only move forward: one success outweighs a failure or a skip.
    if (state <= target.state) return target;
    target.state = state;
    target.url = texts_.id_of(without_fragment(visit.url));
    target.redirected = !visit.redirects.empty();
    target.status_code = visit.status_code;
    target.end = texts_.id_of(without_fragment(
        visit.final_url.empty() ? visit.url : visit.final_url));
    target.moved_to = texts_.id_of(moved_to(visit));
    // The redirect leads to a seen page, so the redirect works, and the state
    // of the seen page decides about the link.
    if (visit.reason == name_of(crawl::SkipReason::kDuplicate)) {
      target.state = State::kWorking;
      target.duplicate_of = key_of(visit.final_url);
      targets_.try_emplace(target.duplicate_of);
    }
    // The fields below explain a fault. A working target has none.
    if (target.state == State::kWorking) return target;
    target.parent = texts_.id_of(visit.parent);
    target.input = texts_.id_of(visit.input);
    target.kind = texts_.id_of(visit.error ? name_of(visit.error->kind)
                               : visit.reason.empty() ? name_of(visit.outcome)
                                                      : visit.reason);
    if (visit.error) target.message = texts_.id_of(visit.error->message);
    return target;
  }

  /// Counts the links of a page that is not stored.
  void count_links(const web::PageFindings& page) {
    links_ += page.links.size();
    unstored_ += page.links.size();
  }

  /// Stores the anchors and the links of the page of `visit`.
  void read_page(Id url, const crawl::Visit& visit) {
    if (full()) return count_links(*visit.page);
    const auto [page, is_new] = pages_.try_emplace(url);
    // The page is known under another URL that redirected to it, and so are its
    // links.
    if (!is_new) return;
    const web::PageFindings& found = *visit.page;
    page->second.whole = !found.cut && is_html(visit.content_type());
    for (const std::string& name : found.anchors) {
      page->second.anchors.push_back(Page::hash_of(name));
    }
    anchors_ += page->second.anchors.size();
    std::ranges::sort(page->second.anchors);
    for (const web::Link& link : found.links) add_link(url, link);
  }

  /// Stores the occurrence of `link` in `page`.
  void add_link(Id page, const web::Link& link) {
    if (is_unchecked_scheme(link.url.scheme())) return;
    ++links_;
    if (full()) {
      ++unstored_;
      return;
    }
    Occurrence occurrence{
        .page = page, .position = link.position, .tag = link.tag};
    // A link whose URL has no scheme was not parsed as a URL. Its key stays 0.
    if (!link.url.scheme().empty()) {
      const std::string shown = link.url.redacted();
      occurrence.url = texts_.id_of(without_fragment(shown));
      // A visit's URL has `***` instead of the password, so the key must have
      // it, too.
      occurrence.key = link.url.has_credentials()
                           ? key_of(shown)
                           : texts_.id_of(seen_key(link.url, options_.seen));
      if (options_.anchors && link.url.fragment().size() > 1) {
        occurrence.fragment = texts_.id_of(link.url.fragment().substr(1));
      }
      Target& target = targets_[occurrence.key];
      target.linked = true;
      // A crawl has no visits for links such as ftp:, so the link itself
      // decides the state.
      if (!link.url.is_http() && target.state == State::kUnknown) {
        target.state = State::kSkipped;
        target.kind =
            texts_.id_of(name_of(crawl::SkipReason::kUnsupportedScheme));
      }
      // A link that can no longer have a finding is dropped to save memory.
      const bool settled =
          target.state == State::kWorking && !target.redirected;
      if (settled && occurrence.fragment == 0) return;
    }
    occurrence.target = texts_.id_of(link.target);
    occurrence.text = texts_.id_of(link.text);
    occurrences_.push_back(occurrence);
  }

  /// Adds the finding for one link to `lists`, if it has one.
  void classify(const Occurrence& occurrence, FindingLists& lists) const {
    LinkFinding finding = finding_at(occurrence);
    if (occurrence.key == 0) {
      finding.kind = name_of(ErrorKind::kBadUrl);
      finding.message = "this is no URL";
      lists.add(lists.out().broken, std::move(finding));
      return;
    }
    const Target& target = targets_.at(occurrence.key);
    const Target& end =
        target.duplicate_of == 0 ? target : targets_.at(target.duplicate_of);
    if (end.state != State::kWorking) {
      // A fault of the target comes first: without a page there are no anchors.
      add_fault(std::move(finding), end, lists);
    } else if (misses_anchor(target, occurrence)) {
      // A missing anchor is broken even behind a redirect, so it comes second.
      finding.kind = "missing_anchor";
      finding.message = "the page has nothing of that id or name";
      finding.status_code = target.status_code;
      lists.add(lists.out().broken, std::move(finding));
    } else if (target.moved_to != 0) {
      // Only a permanent redirect is advice to change the link.
      finding.kind = "moved";
      finding.status_code = target.status_code;
      finding.new_url = with_fragment(target.moved_to, occurrence.fragment);
      lists.add(lists.out().moved, std::move(finding));
    } else if (target.redirected) {
      ++lists.out().redirected;
    }
  }

  /// Adds the finding for a faulty URL that no page links to: the user named
  /// it, or a sitemap or a style sheet contains it.
  void classify_unlinked(const Target& target, FindingLists& lists) const {
    const bool by_user = target.parent == 0 && target.input != 0;
    // classify() has already reported the links to linked targets. A URL that
    // the user named is reported here in addition, because the user asked for
    // it.
    if (target.state == State::kWorking || (target.linked && !by_user)) return;
    const std::string& kind = texts_.text(target.kind);
    const bool is_link =
        kind == name_of(crawl::SkipReason::kUnsupportedScheme) ||
        kind == name_of(crawl::SkipReason::kBadUrl);
    // A crawl limit is no fault of the URL. A URL that cannot be requested is
    // reported only if the user gave it.
    if (is_crawl_limit(kind) || (is_link && !by_user)) return;
    LinkFinding finding;
    finding.page = texts_.text(target.parent);
    if (by_user) finding.input = texts_.text(target.input);
    finding.url = finding.target = texts_.text(target.url);
    add_fault(std::move(finding), target, lists);
  }

  /// Adds the fault of `target` to `lists`: unchecked, broken or skipped.
  void add_fault(LinkFinding finding, const Target& target,
                 FindingLists& lists) const {
    finding.kind = texts_.text(target.kind);
    finding.message = texts_.text(target.message);
    finding.status_code = target.status_code;
    // A target beyond the limits of the crawl was never requested: it is
    // counted, but not listed.
    if (target.state == State::kUnknown || is_crawl_limit(finding.kind)) {
      ++lists.out().unchecked;
    } else if (target.state == State::kFailed) {
      lists.add(lists.out().broken, std::move(finding));
    } else {
      lists.add(lists.out().skipped, std::move(finding));
    }
  }

  /// Returns the finding for a link; its kind is not set yet.
  LinkFinding finding_at(const Occurrence& occurrence) const {
    LinkFinding finding;
    finding.page = texts_.text(occurrence.page);
    finding.position = occurrence.position;
    finding.tag = occurrence.tag;
    finding.text = texts_.text(occurrence.text);
    finding.target = texts_.text(occurrence.target);
    if (occurrence.key != 0) {
      finding.url = with_fragment(occurrence.url, occurrence.fragment);
    }
    return finding;
  }

  /// Appends `fragment` to `url`. If a redirect has already set a fragment,
  /// that one is kept, as in browsers.
  std::string with_fragment(Id url, Id fragment) const {
    std::string out = texts_.text(url);
    const bool has_one = out.find('#') != out.npos;
    if (fragment != 0 && !has_one) out += '#' + texts_.text(fragment);
    return out;
  }

  /// Returns true if the page at the end of `target` lacks the anchor that the
  /// link names. Returns false if the page was not read completely: the unread
  /// rest may have the anchor.
  bool misses_anchor(const Target& target, const Occurrence& occurrence) const {
    const auto page = pages_.find(target.end);
    const bool readable = page != pages_.end() && page->second.whole;
    if (occurrence.fragment == 0 || !readable) return false;
    const IndicatedPart part = indicated_part(texts_.text(occurrence.fragment));
    return !part.top && !page->second.has(part.written) &&
           !page->second.has(part.decoded);
  }

  CheckOptions options_;
  Interner texts_;
  std::unordered_map<Id, Target> targets_;
  std::unordered_map<Id, Page> pages_;
  std::vector<Occurrence> occurrences_;
  std::size_t anchors_ = 0;  ///< the number of anchors of all pages
  std::uint64_t links_ = 0;
  std::uint64_t unstored_ = 0;  ///< links without room in occurrences_
  std::uint64_t unlisted_ = 0;  ///< failed visits without room in targets_
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
