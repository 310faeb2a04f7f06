#include "crawl/scope/page_family.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "web/url/percent.h"

namespace gfetch::crawl {
namespace {

using web::hex_value;
using web::is_digit;
using web::is_letter;

bool is_alphanumeric(char c) {
  return is_digit(c) || is_letter(c);
}

// Takes the bytes that `fits` holds for off the front of `text`.
template <class Fits>
std::string_view take_while(std::string_view& text, Fits fits) {
  const auto end = std::find_if_not(text.begin(), text.end(), fits);
  const auto taken =
      text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(taken.size());
  return taken;
}

// As hashes and random ids are spelled: `deadbeef` is a word.
bool is_hexadecimal(std::string_view word) {
  constexpr std::size_t kShortest = 8;
  return word.size() >= kShortest &&
         std::all_of(word.begin(), word.end(),
                     [](char c) { return hex_value(c) >= 0; }) &&
         std::any_of(word.begin(), word.end(), is_digit) &&
         std::any_of(word.begin(), word.end(), is_letter);
}

// Appends `word` with its numbers as `#`.
void append_word(std::string_view word, std::string& out) {
  if (is_hexadecimal(word)) {
    out += '#';
    return;
  }
  while (!word.empty()) {
    out.append(take_while(word, is_letter));
    if (!take_while(word, is_digit).empty()) out += '#';
  }
}

// What follows the authority, where numbers tell hosts apart.
std::string_view numbered_part(const web::Url& url) {
  const std::string_view href = url.href();
  const auto start =
      static_cast<std::size_t>(url.pathname().data() - href.data());
  const std::size_t end = start + url.pathname().size() + url.search().size();
  return href.substr(start, end - start);
}

bool names_a_date(std::string_view parameter) {
  constexpr std::array<std::string_view, 6> kNames = {"year", "month", "week",
                                                      "day",  "date",  "cal"};
  return std::find(kNames.begin(), kNames.end(), parameter) != kNames.end();
}

bool is_year(std::string_view digits) {
  return digits.size() == 4 && (digits[0] == '1' || digits[0] == '2');
}

// `202611`, `20261121`.
bool is_date(std::string_view digits) {
  return (digits.size() == 6 || digits.size() == 8) &&
         (digits.starts_with("19") || digits.starts_with("20"));
}

// Whether there is a year with a month after it, `/2026/11/`, `2026-11`, a
// parameter called after one, or a calendar.
bool is_dated(std::string_view text) {
  bool after_year = false;
  while (!text.empty()) {
    const std::string_view digits = take_while(text, is_digit);
    const bool month = !digits.empty() && digits.size() <= 2;
    if (is_date(digits) || (after_year && month)) return true;
    if (!digits.empty()) after_year = is_year(digits);
    const std::string_view word = take_while(text, is_letter);
    if (text.starts_with('=') && names_a_date(word)) return true;
    if (word == "calendar") return true;
    const std::string_view between =
        take_while(text, [](char c) { return !is_alphanumeric(c); });
    if (!word.empty() || between.size() > 1) after_year = false;
  }
  return false;
}

}  // namespace

std::string family_of(const web::Url& url) {
  std::string_view rest = numbered_part(url);
  if (std::none_of(rest.begin(), rest.end(), is_digit)) return {};
  std::string family;
  family.reserve(url.href().size());
  family.append(url.href(), 0,
                static_cast<std::size_t>(rest.data() - url.href().data()));
  while (!rest.empty()) {
    append_word(take_while(rest, is_alphanumeric), family);
    family.append(take_while(rest, [](char c) { return !is_alphanumeric(c); }));
  }
  return family;
}

std::optional<std::string_view> Families::trap_in(const web::Url& url,
                                                  int chain) {
  if (chain == 0) return std::nullopt;
  const bool dated = is_dated(numbered_part(url));
  if (chain > (dated ? limits_.dated_chain : limits_.chain)) {
    return "pages like it lead from one to the next without end";
  }
  std::uint64_t& pages = pages_[family_of(url)];
  if (pages >= limits_.pages) {
    return "there are too many like it that only they themselves name";
  }
  ++pages;
  return std::nullopt;
}

}  // namespace gfetch::crawl
