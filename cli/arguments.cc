#include "cli/arguments.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <unordered_map>
#include <utility>

// CLI11 decides which word is an option and which its value. Its misreadings,
// tested with 2.1.2 (Debian 12), 2.4.1, 2.5.0 and 2.7.2, and their workarounds:
//
//   words          CLI11's reading                workaround
//   --agent= URL   an agent called URL            a guard at the word's end
//   --summary={}   --summary without a value      a guard at the word's end
//   -d [[11]]      -d [1], since 2.5              a guard at the word's end
//   ---x  -!  -5   operands, although they are    a guard before the
//                  unknown options                character
//   --netrc URL    a netrc file called URL        declared as a flag, which
//                                                 takes --netrc=FILE only
//   --no-x=yes     --no-x                         the default value {}: any
//                                                 other value is an error
//   -c 8           does not report whether -c or  each spelling is a separate
//                  --concurrency was given        CLI11 option
//   -c             an exception that names the    an added last word, which
//                  option in its text only        then becomes the value

namespace gfetch {
namespace {

/// Options of other tools, each with gfetch's option for the same purpose.
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

/// Bytes that no argument can contain, because a NUL ends an argument. Added to
/// a word, they keep CLI11 from misreading it; they are removed from every word
/// that CLI11 returns.
constexpr std::string_view kGuard("~\0", 2);
/// A word that is added after the last word. An option that gets it as its
/// value lacks a value.
constexpr std::string_view kNoWord("~\0~\0", 4);

std::string without_guards(std::string_view word) {
  std::string out;
  while (true) {
    const std::size_t guard = word.find(kGuard);
    out += word.substr(0, guard);
    if (guard == word.npos) return out;
    word.remove_prefix(guard + kGuard.size());
  }
}

/// One spelling of an option, such as `-c` or `--concurrency`.
struct Spelling {
  const OptionSpec* spec;
  std::string text;
  bool negates;
};

class Sorter {
 public:
  explicit Sorter(std::span<const OptionSpec> table) : table_(table) {
    app_.set_help_flag();
    app_.allow_extras();
    operands_ = app_.add_option("operands")
                    ->expected(-1)
                    ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    for (const OptionSpec& spec : table) declare(spec);
  }

  Result<std::vector<Argument>, UsageError> sort(
      std::span<const char* const> words) {
    // The words are stored in reverse order, because CLI11 takes them from the
    // back of the vector.
    std::vector<std::string> guarded{std::string(kNoWord)};
    for (std::size_t i = words.size(); i-- > 0;) {
      guarded.push_back(with_guards(words[i]));
    }
    try {
      app_.parse(guarded);
    } catch (const CLI::ParseError& error) {
      return UsageError{error.what()};
    }
    for (const std::string& word : app_.remaining()) {
      if (word != "--") return unknown(without_guards(word));
    }
    return arguments();
  }

 private:
  void declare(const OptionSpec& spec) {
    if (spec.letter != 0) declare(spec, {'-', spec.letter});
    declare(spec, fmt::format("--{}", spec.name));
    if (spec.negation.empty()) return;
    std::string name = fmt::format("--{}", spec.negation);
    CLI::Option* const option = app_.add_flag(name + "{}");
    spellings_.emplace(option, Spelling{&spec, std::move(name), true});
  }

  void declare(const OptionSpec& spec, std::string name) {
    CLI::Option* const option = spec.is_flag() ? app_.add_flag(name)
                                : spec.value_optional
                                    ? app_.add_flag(name + "{}")
                                    : app_.add_option(name);
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    spellings_.emplace(option, Spelling{&spec, std::move(name), false});
  }

  /// Returns `word` with a guard in each place where CLI11 would misread it.
  std::string with_guards(std::string_view word) const {
    std::string out;
    const bool is_long = word.starts_with("--");
    const bool is_cluster = word.size() > 1 && word[0] == '-' && !is_long;
    for (std::size_t i = 0; i < word.size(); ++i) {
      const bool names = is_cluster ? i > 0 : is_long && i == 2;
      if (names && is_misread(word[i])) out += kGuard;
      out += word[i];
    }
    constexpr std::string_view kMisreadEnds = "=}]";
    if (!word.empty() && kMisreadEnds.find(word.back()) != word.npos) {
      out += kGuard;
    }
    return out;
  }

  /// Returns true if CLI11 misreads a word that starts with `-` and `letter` as
  /// an operand or as the end of the options.
  bool is_misread(char letter) const {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte <= '!' || letter == '-' || letter == '.') return true;
    return std::isdigit(byte) != 0 &&
           std::ranges::find(table_, letter, &OptionSpec::letter) ==
               table_.end();
  }

  /// Returns the options and operands that CLI11 found, in the order of the
  /// words.
  Result<std::vector<Argument>, UsageError> arguments() const {
    std::vector<Argument> arguments;
    std::unordered_map<const CLI::Option*, std::size_t> used;
    for (const CLI::Option* const option : app_.parse_order()) {
      const std::string& found = option->results().at(used[option]++);
      std::string value = without_guards(found);
      if (option == operands_) {
        if (found == kNoWord) continue;
        arguments.push_back({nullptr, {}, std::move(value)});
        continue;
      }
      const Spelling& spelling = spellings_.at(option);
      if (found == kNoWord) {
        return UsageError{fmt::format("{} needs a value, its {}", spelling.text,
                                      spelling.spec->metavar)};
      }
      if (spelling.negates && !found.empty()) return unknown(spelling.text);
      if (spelling.negates) value = "false";
      arguments.push_back({spelling.spec, spelling.text, std::move(value)});
    }
    return arguments;
  }

  /// Makes the error about an unknown option; `word` is `--name`,
  /// `--name=value`, or a letter and the text after it.
  UsageError unknown(std::string_view word) const {
    const bool is_long = word.starts_with("--");
    const std::string_view spelling =
        word.substr(0, is_long ? word.find('=') : 2);
    std::string message = fmt::format("unknown option {}", in_quotes(spelling));
    const std::string meant = meant_by(spelling);
    if (!meant.empty()) message += fmt::format(" (did you mean {}?)", meant);
    return UsageError{std::move(message)};
  }

  std::string meant_by(std::string_view spelling) const {
    for (const auto& [elsewhere, here] : kElsewhere) {
      if (elsewhere == spelling) return std::string(here);
    }
    if (!spelling.starts_with("--")) return {};
    std::vector<std::string> names;
    for (const OptionSpec& spec : table_) {
      if (spec.hidden) continue;
      names.push_back(fmt::format("--{}", spec.name));
      if (!spec.negation.empty()) {
        names.push_back(fmt::format("--{}", spec.negation));
      }
    }
    const std::vector<std::string_view> known(names.begin(), names.end());
    return std::string(closest(spelling, known));
  }

  std::span<const OptionSpec> table_;
  CLI::App app_;
  CLI::Option* operands_ = nullptr;
  std::unordered_map<const CLI::Option*, Spelling> spellings_;
};

}  // namespace

Result<std::vector<Argument>, UsageError> sort_arguments(
    std::span<const OptionSpec> table, std::span<const char* const> words) {
  return Sorter(table).sort(words);
}

}  // namespace gfetch
