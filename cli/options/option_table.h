#pragma once
/// The table of options. Each option is declared once, in the file of its
/// group; parsing, `-h`, `--help`, the man page and the completions of three
/// shells read this table and nothing else.

#include <array>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/base/values.h"
#include "cli/options/commands.h"
#include "cli/options/options.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// Stores the value of an option, or says what is wrong with it; a flag's value
/// is `true` or `false`.
using Setter = std::function<std::optional<UsageError>(std::string_view value)>;

/// A reason to refuse an option that makes no sense beside the values of
/// others.
struct Objection {
  std::function<bool(const Options& options)> applies;
  std::string_view reason;  ///< `needs --cert`: follows the option's spelling
};

/// One option. All text is static but the default's.
struct OptionSpec {
  char letter = 0;            ///< the `c` of `-c`; 0: it has none
  std::string_view name;      ///< the `concurrency` of `--concurrency`
  std::string_view negation;  ///< the `no-summary` of `--no-summary`, or empty
  std::string_view metavar;   ///< the `N` of `--concurrency N`; empty: a flag
  std::string_view group;     ///< the heading above it in the help
  std::string_view summary;   ///< one line of help
  std::string_view detail;    ///< sentences of the long help, after the summary
  std::string default_text;   ///< for the help; empty: the help shows none
  std::vector<std::string_view> choices;  ///< the only values, when not empty
  bool repeatable = false;        ///< every value counts, not only the last
  bool value_optional = false;    ///< `--netrc`, `--netrc=FILE`
  bool hidden = false;            ///< left out of help, man page, completions
  bool in_environment = true;     ///< can be given as GFETCH_NAME
  std::vector<Command> only_for;  ///< the commands that take it; empty: all

  /// Options that cannot be given together with this one.
  std::vector<std::string_view> conflicts;
  std::vector<Objection> objections;

  Setter set;

  // Setters for declarations. Each sets a field above and returns the option.
  OptionSpec& default_is(std::string text);
  OptionSpec& only_with(std::initializer_list<Command> commands);
  OptionSpec& conflicts_with(std::initializer_list<std::string_view> names);
  OptionSpec& refused_if(std::function<bool(const Options&)> applies,
                         std::string_view reason);
  OptionSpec& refused_with(Command command, std::string_view reason);

  bool is_flag() const { return metavar.empty(); }
  bool known_to(Command command) const;
  /// True when this option and `other` cannot be given together.
  bool contradicts(const OptionSpec& other) const;
  /// `GFETCH_HOST_CONCURRENCY`.
  std::string environment_name() const;
};

/// The words of an option that takes one of a few, each with its value.
template <class T, std::size_t n>
using Choices = std::array<std::pair<std::string_view, T>, n>;

template <class T, std::size_t n>
std::vector<std::string_view> words_of(const Choices<T, n>& choices) {
  std::vector<std::string_view> out;
  for (const auto& [word, value] : choices) out.push_back(word);
  return out;
}

template <class T, std::size_t n>
std::string word_for(const Choices<T, n>& choices, T wanted) {
  for (const auto& [word, value] : choices) {
    if (value == wanted) return std::string(word);
  }
  return {};
}

/// Collects the declarations. Each function that adds an option returns it,
/// valid until the next one is added, so that the caller can set more of its
/// fields.
class OptionTable {
 public:
  /// Sets the heading of the options that are added next.
  void group(std::string_view heading) { group_ = heading; }

  /// Adds an option. `names` is `-c, --concurrency` or
  /// `--summary/--no-summary`; `text` is a summary line and then the detail.
  OptionSpec& add(std::string_view names, std::string_view metavar, Setter set,
                  std::string_view text);

  /// Adds an option that may be repeated, and of which every value counts.
  OptionSpec& add_list(std::string_view names, std::string_view metavar,
                       Setter set, std::string_view text);

  /// Adds an option that takes one of `choices`; the default is the value of
  /// `target`.
  template <class T, std::size_t n>
  OptionSpec& add_choice(std::string_view names, std::string_view metavar,
                         T& target, const Choices<T, n>& choices,
                         std::string_view text) {
    const auto set = [&target, choices](
                         std::string_view given) -> std::optional<UsageError> {
      for (const auto& [word, value] : choices) {
        if (word != given) continue;
        target = value;
        return std::nullopt;
      }
      return unknown_name("value", given, words_of(choices));
    };
    OptionSpec& spec = add(names, metavar, set, text);
    spec.choices = words_of(choices);
    spec.default_text = word_for(choices, target);
    return spec;
  }

  std::vector<OptionSpec> take() && { return std::move(specs_); }

 private:
  std::string_view group_;
  std::vector<OptionSpec> specs_;
};

/// Every option, group by group in the order of the help. The setters write
/// into `options`, which outlives the table and gives the defaults.
std::vector<OptionSpec> option_table(Options& options);

}  // namespace gfetch
