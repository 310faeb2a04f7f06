#include "web/auth/challenge.h"

#include <algorithm>

#include "web/text/text.h"

namespace gfetch::web {
namespace {

bool is_token_char(char c) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || kOthers.find(c) != kOthers.npos;
}

/// Parses one WWW-Authenticate field. A word before `=` is the name of a
/// parameter; any other word is the scheme of a new challenge.
class FieldReader {
 public:
  FieldReader(std::string_view field, std::vector<Challenge>& challenges)
      : rest_(field), challenges_(challenges) {}

  void read() {
    while (skip(" \t,")) {
      std::string word = lower(token());
      skip(" \t");
      if (word.empty() || rest_.starts_with("==")) {
        skip_to_comma();
      } else if (!rest_.starts_with('=')) {
        challenges_.push_back({std::move(word), {}});
      } else {
        rest_.remove_prefix(1);
        take_parameter(std::move(word));
      }
    }
  }

 private:
  /// Skips the characters in `chars`. Returns false at the end of the field.
  bool skip(std::string_view chars) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(chars), rest_.size()));
    return !rest_.empty();
  }

  void skip_to_comma() {
    rest_.remove_prefix(std::min(rest_.find(','), rest_.size()));
  }

  std::string_view token() {
    const auto end =
        std::find_if_not(rest_.begin(), rest_.end(), is_token_char);
    const std::string_view found(rest_.begin(), end);
    rest_.remove_prefix(found.size());
    return found;
  }

  void take_parameter(std::string name) {
    skip(" \t");
    std::string value =
        rest_.starts_with('"') ? take_quoted(rest_) : std::string(token());
    if (challenges_.empty()) return;
    challenges_.back().parameters.emplace_back(std::move(name),
                                               std::move(value));
  }

  std::string_view rest_;
  std::vector<Challenge>& challenges_;
};

}  // namespace

const std::string* Challenge::find(std::string_view name) const {
  const auto found = std::find_if(
      parameters.begin(), parameters.end(),
      [name](const auto& parameter) { return parameter.first == name; });
  return found == parameters.end() ? nullptr : &found->second;
}

std::vector<Challenge> challenges_of(const std::vector<http::Header>& headers) {
  std::vector<Challenge> challenges;
  for (const http::Header& header : headers) {
    if (!equal_without_case(header.name, "WWW-Authenticate")) continue;
    FieldReader(header.value, challenges).read();
  }
  return challenges;
}

}  // namespace gfetch::web
