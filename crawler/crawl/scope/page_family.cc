// The rules of a page family; the header has the invariants and a drawing of
// the chains.
//
//   URL                        family                     dated
//   http://h/log/7             http://h/log/#             no
//   http://h7/list?page=12     http://h7/list?page=#      no   hosts differ
//   http://h/2026/11/          http://h/#/#/              yes  year and month
//   http://h/cal?month=3       http://h/cal?month=#       yes  a date parameter
//   http://h/commit/3f9ab21c   http://h/commit/#          no   a hash
//   http://h/about             none                       -    no digit
//
// is_dated() reads the text once, from left to right, with one bit of state:
//
//                  four digits, 1... or 2...
//   +-----------+ ---------------------------> +------------+  1 or 2 digits
//   |   start   |                              | after year | ---------> dated
//   +-----------+ <--------------------------- +------------+
//                  a word, two separators, or other digits
//
// A date in one run of digits, a date parameter and the word `calendar` lead
// to `dated` from either state.

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

// Removes the longest prefix of `text` whose bytes all satisfy `fits`, and
// returns it.
template <class Fits>
std::string_view take_while(std::string_view& text, Fits fits) {
  const auto end = std::find_if_not(text.begin(), text.end(), fits);
  const auto taken =
      text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(taken.size());
  return taken;
}

// Returns true for a hash or a random id in hexadecimal. It must have both a
// digit and a letter: `deadbeef` may be a word, and `12345678` is a decimal
// number.
bool is_hexadecimal(std::string_view word) {
  constexpr std::size_t kShortest = 8;
  return word.size() >= kShortest &&
         std::all_of(word.begin(), word.end(),
                     [](char c) { return hex_value(c) >= 0; }) &&
         std::any_of(word.begin(), word.end(), is_digit) &&
         std::any_of(word.begin(), word.end(), is_letter);
}

// Appends `word` to the family name, with `#` in place of each number.
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

// Returns the path and the query of `url`. Numbers in the host are kept,
// because hosts with different numbers are different hosts.
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

// Returns true for the word `calendar`, and for a parameter that is a date, as
// calendar scripts use it: `?month=3`. `rest` is the text after the word.
bool is_calendar(std::string_view word, std::string_view rest) {
  return word == "calendar" || (rest.starts_with('=') && names_a_date(word));
}

bool is_year(std::string_view digits) {
  return digits.size() == 4 && (digits[0] == '1' || digits[0] == '2');
}

// Returns true for a year with a month and perhaps a day: `202611`, `20261121`.
bool is_date(std::string_view digits) {
  return (digits.size() == 6 || digits.size() == 8) &&
         (digits.starts_with("19") || digits.starts_with("20"));
}

// Returns true if `text` has a year followed by a month (`/2026/11/`,
// `2026-11`), a parameter named after a unit of dates, or the word `calendar`.
bool is_dated(std::string_view text) {
  bool after_year = false;
  while (!text.empty()) {
    const std::string_view digits = take_while(text, is_digit);
    const bool month = !digits.empty() && digits.size() <= 2;
    // A year and a month, with or without a separator, are a date.
    if (is_date(digits) || (after_year && month)) return true;
    if (!digits.empty()) after_year = is_year(digits);
    const std::string_view word = take_while(text, is_letter);
    if (is_calendar(word, text)) return true;
    const std::string_view between =
        take_while(text, [](char c) { return !is_alphanumeric(c); });
    // In `/2026/page/3` or `1999//3` the second number is no month.
    if (!word.empty() || between.size() > 1) after_year = false;
  }
  return false;
}

}  // namespace

std::string family_of(const web::Url& url) {
  std::string_view rest = numbered_part(url);
  // A URL without a digit has no next number, hence no endless family.
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

std::optional<std::string_view> Families::admit(const web::Url& url,
                                                int chain) {
  // The link is in a page outside of the family, such as a listing. A listing
  // has an end, so its links are safe.
  if (chain == 0) return std::nullopt;
  // A calendar gets a lower limit: it has a next month for ever, and few
  // archives go back more than ten years.
  const bool dated = is_dated(numbered_part(url));
  if (chain > (dated ? limits_.dated_chain : limits_.chain)) {
    return "pages like it lead from one to the next without end";
  }
  // A short chain can also have endlessly many pages, because a page may link
  // to a hundred numbers. The page count limits a family of any shape.
  std::uint64_t& pages = pages_[family_of(url)];
  if (pages >= limits_.pages) {
    return "there are too many like it that only they themselves name";
  }
  ++pages;
  return std::nullopt;
}

}  // namespace gfetch::crawl
