#pragma once
/// JSON for tests. Access by a path of keys never throws: a missing value is an
/// absent value, whose text is empty, number zero and truth value false.
///
///   Json record = *Json::parse(line);
///   EXPECT_EQ(record["redirects"][0]["status_code"].number(), 302);

#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace gfetch::test {

class Json {
 public:
  /// Parses a text; nullopt when it is not JSON or not UTF-8.
  static std::optional<Json> parse(std::string_view text);

  /// An absent value.
  static Json absent();

  Json operator[](std::string_view key) const;
  Json operator[](std::size_t index) const;
  Json operator[](int index) const {
    return (*this)[static_cast<std::size_t>(index)];
  }

  bool exists() const { return value_ != nullptr; }
  bool is_null() const;
  bool is_object() const;
  bool is_array() const;
  bool is_number() const;

  std::string text() const;  ///< the text of a string
  double number() const;
  bool truth() const;
  std::size_t size() const;  ///< the size of an array or object
  std::vector<Json> items() const;
  std::vector<std::string> keys() const;
  std::string dump() const;

 private:
  explicit Json(std::shared_ptr<const nlohmann::json> value);

  std::shared_ptr<const nlohmann::json> value_;
};

std::ostream& operator<<(std::ostream& out, const Json& json);

/// Parses one value per line. A line that is not JSON is an absent value, so
/// that a test which counts or reads the values fails.
std::vector<Json> json_lines(std::string_view text);

}  // namespace gfetch::test
