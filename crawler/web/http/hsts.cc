#include "gfetch/web/hsts.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <utility>
#include <vector>

#include "gfetch/net/address.h"
#include "web/http/fair_losses.h"
#include "web/http/sts_field.h"
#include "web/text/text.h"
#include "web/url/public_suffix.h"

namespace gfetch::web {
namespace {

using std::chrono::sys_days;

constexpr std::string_view kUnlimited = "unlimited";
constexpr std::string_view kHeading =
    "# HSTS hosts, in curl's format: https://curl.se/docs/hsts.html\n"
    "# Written by gfetch; the next run with --hsts replaces it.\n";

/// Removes a final dot: `example.org.` and `example.org` are the same host.
std::string_view without_final_dot(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

/// Parses the expiry time of an HSTS file, such as `20270101 12:00:00`, in UTC.
std::optional<SystemTime> parse_time(std::string_view text) {
  constexpr std::string_view kForm = "yyyymmdd hh:mm:ss";
  if (text.size() != kForm.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    const bool wants_digit = kForm[i] >= 'a' && kForm[i] <= 'z';
    if (wants_digit ? !digit : text[i] != kForm[i]) return std::nullopt;
  }
  const auto number = [text](std::size_t at, std::size_t digits) {
    int value = 0;
    for (const char digit : text.substr(at, digits)) {
      value = value * 10 + (digit - '0');
    }
    return value;
  };
  const std::chrono::year_month_day date{
      std::chrono::year(number(0, 4)),
      std::chrono::month(static_cast<unsigned>(number(4, 2))),
      std::chrono::day(static_cast<unsigned>(number(6, 2)))};
  // Years after 2262 are beyond the range of system_clock, which counts
  // nanoseconds.
  const bool known = date.year() >= std::chrono::year(1970) &&
                     date.year() <= std::chrono::year(2200);
  if (!date.ok() || !known) return std::nullopt;
  return sys_days(date) + std::chrono::hours(number(9, 2)) +
         std::chrono::minutes(number(12, 2)) +
         std::chrono::seconds(number(15, 2));
}

std::string text_of(SystemTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(
      std::chrono::floor<std::chrono::seconds>(time - day));
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d%02u%02u %02d:%02d:%02d",
                static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

}  // namespace

Result<Hsts> Hsts::parse(std::string_view text) {
  Hsts hsts;
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = trimmed(take_line(text));
    if (line.empty() || line.starts_with('#')) continue;
    Policy policy;
    policy.include_subdomains = line.starts_with('.');
    if (policy.include_subdomains) line.remove_prefix(1);
    const std::string host(without_final_dot(trimmed(take_until(line, ' '))));
    const std::string_view end = trimmed(line);
    const bool quoted =
        end.size() > 2 && end.starts_with('"') && end.ends_with('"');
    const std::string_view time = quoted ? end.substr(1, end.size() - 2) : "";
    if (time != kUnlimited) policy.expires = parse_time(time);
    if (host.empty() || (time != kUnlimited && !policy.expires)) {
      return Error{ErrorKind::kOther, "line " + std::to_string(number) +
                                          " is not a host in curl's format"};
    }
    hsts.policies_[lower(host)] = policy;
  }
  return hsts;
}

void Hsts::learn(const Url& url, std::string_view field, SystemTime now) {
  if (url.scheme() != "https" || net::parse_address(url.host())) return;
  const auto wanted = parse_sts_field(field);
  if (!wanted) return;
  const std::string_view host = without_final_dot(url.host());
  const auto known = policies_.find(host);
  if (wanted->max_age.count() == 0) {
    if (known != policies_.end()) policies_.erase(known);
    return;
  }
  if (known == policies_.end()) make_space(now);
  policies_[std::string(host)] = {
      .include_subdomains = wanted->include_subdomains,
      .expires = now + wanted->max_age};
}

/// Drops policies if the list is full: those that have expired, or else a
/// hundredth of the list, those that expire soonest of the sites with the most
/// entries. The hundredth makes the search rare: it takes a tenth of a second.
void Hsts::make_space(SystemTime now) {
  if (policies_.size() < kMaxHosts) return;
  std::erase_if(policies_, [now](const auto& entry) {
    return entry.second.expires && *entry.second.expires <= now;
  });
  if (policies_.size() < kMaxHosts) return;
  using Entry = std::map<std::string, Policy, std::less<>>::iterator;
  std::map<std::string_view, std::vector<Entry>> sites;
  for (auto entry = policies_.begin(); entry != policies_.end(); ++entry) {
    const std::string_view site = registrable_domain(entry->first);
    sites[site.empty() ? std::string_view(entry->first) : site].push_back(
        entry);
  }
  std::vector<std::size_t> sizes;
  sizes.reserve(sites.size());
  for (const auto& [site, entries] : sites) sizes.push_back(entries.size());
  const auto losses = fair_losses(sizes, kMaxHosts / 100);
  std::vector<Entry> dropped;
  auto loss = losses.begin();
  for (auto& [site, entries] : sites) {
    const auto count = static_cast<std::ptrdiff_t>(*loss++);
    if (count == 0) continue;
    std::ranges::sort(entries, {}, [](const Entry& entry) {
      return entry->second.expires.value_or(SystemTime::max());
    });
    dropped.insert(dropped.end(), entries.begin(), entries.begin() + count);
  }
  for (const Entry& entry : dropped) policies_.erase(entry);
}

std::optional<Url> Hsts::secured(const Url& url, SystemTime now) const {
  if (url.scheme() != "http" || !covers(url.host(), now)) return std::nullopt;
  const Result<Url> secured =
      parse_url("https" + url.href().substr(url.scheme().size()));
  if (!secured) return std::nullopt;
  return *secured;
}

bool Hsts::covers(std::string_view host, SystemTime now) const {
  if (policies_.empty() || net::parse_address(host)) return false;
  host = without_final_dot(host);
  for (bool is_parent = false; !host.empty(); is_parent = true) {
    const auto found = policies_.find(host);
    if (found != policies_.end() &&
        (found->second.include_subdomains || !is_parent) &&
        now < found->second.expires.value_or(SystemTime::max())) {
      return true;
    }
    take_until(host, '.');
  }
  return false;
}

std::string Hsts::text(SystemTime now) const {
  std::string out(kHeading);
  for (const auto& [host, policy] : policies_) {
    if (policy.expires && *policy.expires <= now) continue;
    if (policy.include_subdomains) out += '.';
    out +=
        host + " \"" +
        (policy.expires ? text_of(*policy.expires) : std::string(kUnlimited)) +
        "\"\n";
  }
  return out;
}

}  // namespace gfetch::web
