#include "cli/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace gfetch {
namespace {

/// What users of other tools type, and how it is called here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14>
    kElsewhere{{{"-s", "--quiet"},
                {"-S", "--quiet"},
                {"-t", "--max-time"},
                {"-T", "--max-time"},
                {"--timeout", "--max-time"},
                {"--silent", "--quiet"},
                {"--input-file", "--input"},
                {"--files-from", "--input"},
                {"--get", "--request"},
                {"--max-concurrency", "--concurrency"},
                {"--max-threads", "--concurrency"},
                {"--parallel-max", "--concurrency"},
                {"--parallel-max-host", "--host-concurrency"},
                {"--max-redirect", "--max-redirs"}}};

class Sorter {
 public:
  Sorter(std::span<const OptionSpec> table, std::span<const char* const> words)
      : table_(table), words_(words) {}

  Result<std::vector<Argument>, UsageError> sort() {
    bool options_ended = false;
    while (!words_.empty()) {
      const std::string_view word = next_word();
      if (options_ended || word.size() < 2 || word[0] != '-') {
        arguments_.push_back({nullptr, {}, std::string(word)});
      } else if (word == "--") {
        options_ended = true;
      } else {
        auto taken = word[1] == '-' ? long_option(word) : letters(word);
        if (!taken) return taken.error();
      }
    }
    return std::move(arguments_);
  }

 private:
  using Taken = Result<void, UsageError>;

  std::string_view next_word() {
    const std::string_view word = words_.front();
    words_ = words_.subspan(1);
    return word;
  }

  /// `--name`, `--name=value`, `--name value`, `--no-name`.
  Taken long_option(std::string_view word) {
    const std::size_t equals = word.find('=');
    const std::string spelling(word.substr(0, equals));
    const std::string_view name = std::string_view(spelling).substr(2);
    const bool has_value = equals != word.npos;
    const std::string_view value = has_value ? word.substr(equals + 1) : "";
    for (const OptionSpec& spec : table_) {
      if (!spec.negation.empty() && spec.negation == name && !has_value) {
        arguments_.push_back({&spec, spelling, "false"});
        return {};
      }
      if (spec.name != name) continue;
      if (has_value) return take(spec, spelling, value);
      return take_with_next_word(spec, spelling);
    }
    return unknown(spelling);
  }

  /// `-q`, `-qv`, `-c8`, `-c 8`.
  Taken letters(std::string_view word) {
    for (std::string_view rest = word.substr(1); !rest.empty();) {
      const char letter = rest.front();
      rest.remove_prefix(1);
      const std::string spelling{'-', letter};
      const auto spec = std::find_if(
          table_.begin(), table_.end(),
          [letter](const OptionSpec& one) { return one.letter == letter; });
      if (spec == table_.end()) return unknown(spelling);
      if (!spec->is_flag() && !rest.empty()) return take(*spec, spelling, rest);
      if (auto taken = take_with_next_word(*spec, spelling); !taken) {
        return taken;
      }
    }
    return {};
  }

  Taken take(const OptionSpec& spec, const std::string& spelling,
             std::string_view value) {
    arguments_.push_back({&spec, spelling, std::string(value)});
    return {};
  }

  Taken take_with_next_word(const OptionSpec& spec,
                            const std::string& spelling) {
    if (spec.is_flag()) return take(spec, spelling, "true");
    if (spec.value_optional) return take(spec, spelling, "");
    if (words_.empty()) {
      return UsageError{
          fmt::format("{} needs a value, its {}", spelling, spec.metavar)};
    }
    return take(spec, spelling, next_word());
  }

  UsageError unknown(const std::string& spelling) const {
    std::vector<std::string> names;
    for (const OptionSpec& spec : table_) {
      if (spec.hidden) continue;
      names.push_back(fmt::format("--{}", spec.name));
      if (!spec.negation.empty()) {
        names.push_back(fmt::format("--{}", spec.negation));
      }
    }
    std::string_view meant;
    for (const auto& [elsewhere, here] : kElsewhere) {
      if (elsewhere == spelling) meant = here;
    }
    const std::vector<std::string_view> known(names.begin(), names.end());
    const bool is_long = spelling.starts_with("--");
    if (meant.empty() && is_long) meant = closest(spelling, known);
    std::string message = fmt::format("unknown option {}", in_quotes(spelling));
    if (!meant.empty()) message += fmt::format(" (did you mean {}?)", meant);
    return UsageError{std::move(message)};
  }

  std::span<const OptionSpec> table_;
  std::span<const char* const> words_;
  std::vector<Argument> arguments_;
};

}  // namespace

Result<std::vector<Argument>, UsageError> sort_arguments(
    std::span<const OptionSpec> table, std::span<const char* const> words) {
  return Sorter(table, words).sort();
}

}  // namespace gfetch
