#include "cli/config_file.h"

#include <fmt/format.h>

#include <toml++/toml.h>

#include <optional>
#include <utility>

#include "cli/base/values.h"

namespace gfetch {
namespace {

/// Returns a TOML value as the word that a command line would have; nothing for
/// a list or a table.
std::optional<std::string> word_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) {
    return std::to_string(number->get());
  }
  if (const auto* number = node.as_floating_point()) {
    return fmt::format("{}", number->get());
  }
  if (const auto* truth = node.as_boolean()) {
    return truth->get() ? "true" : "false";
  }
  return std::nullopt;
}

std::optional<std::vector<std::string>> words_of(const toml::node& node) {
  std::vector<std::string> words;
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& member : *list) {
      auto word = word_of(member);
      if (!word) return std::nullopt;
      words.push_back(std::move(*word));
    }
    return words;
  }
  auto word = word_of(node);
  if (!word) return std::nullopt;
  words.push_back(std::move(*word));
  return words;
}

std::string place(std::string_view name, const toml::source_region& source) {
  return fmt::format("{}:{}", name, source.begin.line);
}

/// Parses TOML. An exception of the parser is converted to an error, because
/// Debian builds the parser's library with exceptions only.
Result<toml::table, UsageError> parse_table(std::string_view text,
                                            std::string_view name) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return UsageError{fmt::format("{}: {}", place(name, error.source()),
                                  printable(error.description()))};
  }
}

}  // namespace

Result<std::vector<Setting>, UsageError> parse_config(std::string_view text,
                                                      std::string_view name) {
  const auto table = parse_table(text, name);
  if (!table) return table.error();
  std::vector<Setting> settings;
  for (const auto& [key, node] : *table) {
    Setting setting{.name = std::string(key.str()),
                    .values = {},
                    .where = place(name, key.source())};
    auto words = words_of(node);
    if (!words) {
      return UsageError{fmt::format(
          "{}: {} is neither text nor a number, true, false or a list of these",
          setting.where, in_quotes(setting.name))};
    }
    setting.values = std::move(*words);
    settings.push_back(std::move(setting));
  }
  return settings;
}

std::string default_config_path(const Environment& environment) {
  constexpr std::string_view kFile = "/gfetch/config.toml";
  const char* const folder = environment("XDG_CONFIG_HOME");
  if (folder != nullptr && *folder == '/') return folder + std::string(kFile);
  const char* const home = environment("HOME");
  if (home == nullptr || *home == '\0') return {};
  return home + std::string("/.config") + std::string(kFile);
}

}  // namespace gfetch
