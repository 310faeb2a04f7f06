#pragma once
/// The table of options. Each option is declared once, in the file of its
/// group. The command-line parser, `-h`, `--help`, the man page and the
/// completions of three shells are all based on this table.

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

/// Stores the value of an option, or returns an error. A flag's value is `true`
/// or `false`.
using Setter = std::function<std::optional<UsageError>(std::string_view value)>;

/// A reason to reject an option that makes no sense with the values of other
/// options.
struct Objection {
  std::function<bool(const Options& options)> applies;
  std::string_view reason;  ///< a phrase after the spelling: `needs --cert`
};

/// An option. All its texts except the default have static lifetime.
struct OptionSpec {
  char letter = 0;        ///< the letter `c` of `-c`; 0: no short form
  std::string_view name;  ///< the long name `concurrency` of `--concurrency`
  std::string_view negation;  ///< the `no-summary` of `--no-summary`; or empty
  std::string_view metavar;  ///< the `N` in `--concurrency N`; empty for a flag
  std::string_view group;    ///< the group's heading in the help
  std::string_view summary;  ///< the first line of the option's help
  std::string_view detail;   ///< further sentences for the long help
  std::string default_text;  ///< the default in the help; empty: not shown
  /// The allowed values of the option; empty: any value.
  std::vector<std::string_view> choices;
  bool repeatable = false;      ///< whether all values count, not only the last
  bool value_optional = false;  ///< such as `--netrc` beside `--netrc=FILE`
  bool hidden = false;          ///< absent from help, man page and completions
  /// Whether a GFETCH_* variable can set the option.
  bool in_environment = true;
  std::vector<Command> only_for;  ///< the commands with this option; empty: all

  /// The options that conflict with this option.
  std::vector<std::string_view> conflicts;
  std::vector<Objection> objections;

  Setter set;

  // Functions for declarations. Each sets a field and returns the option.
  OptionSpec& default_is(std::string text);
  OptionSpec& only_with(std::initializer_list<Command> commands);
  OptionSpec& conflicts_with(std::initializer_list<std::string_view> names);
  OptionSpec& refused_if(std::function<bool(const Options&)> applies,
                         std::string_view reason);
  OptionSpec& refused_with(Command command, std::string_view reason);

  bool is_flag() const { return metavar.empty(); }
  bool known_to(Command command) const;
  /// Returns true if this option and `other` cannot be given together.
  bool contradicts(const OptionSpec& other) const;
  /// Returns the environment variable of the option, such as
  /// `GFETCH_HOST_CONCURRENCY`.
  std::string environment_name() const;
};

/// The words that an option accepts, each with its value.
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

/// Collects the declarations of options. Each function that adds an option
/// returns a reference to it, so that the caller can set more fields. The
/// reference is valid until the next option is added.
class OptionTable {
 public:
  /// Sets the heading of the options that are added next.
  void group(std::string_view heading) { group_ = heading; }

  /// Adds an option. `names` is `-c, --concurrency` or
  /// `--summary/--no-summary`. `text` is a summary line followed by the detail.
  OptionSpec& add(std::string_view names, std::string_view metavar, Setter set,
                  std::string_view text);

  /// Adds a repeatable option, all of whose values count.
  OptionSpec& add_list(std::string_view names, std::string_view metavar,
                       Setter set, std::string_view text);

  /// Adds an option that accepts one of the words `choices`. Its default is the
  /// value of `target`.
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

/// Returns the table of all options, group by group in the order of the help.
/// Their setters write to `options`, which must outlive the table and provides
/// the defaults.
std::vector<OptionSpec> option_table(Options& options);

}  // namespace gfetch
