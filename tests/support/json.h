#pragma once
/// JSON for tests. Access by a path of keys never throws: a missing value is an
/// absent value, whose text is empty, whose number is zero and whose truth
/// value is false.
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
  /// Parses a JSON text; nothing when it is invalid JSON or invalid UTF-8.
  static std::optional<Json> parse(std::string_view text);

  /// Returns an absent value.
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

  std::string text() const;  ///< the text of a JSON string
  double number() const;
  bool truth() const;
  std::size_t size() const;  ///< the number of elements or members
  std::vector<Json> items() const;
  std::vector<std::string> keys() const;
  std::string dump() const;

 private:
  explicit Json(std::shared_ptr<const nlohmann::json> value);

  std::shared_ptr<const nlohmann::json> value_;
};

std::ostream& operator<<(std::ostream& out, const Json& json);

/// Parses one JSON value per line. A line that is not JSON yields an absent
/// value, so that a test that counts or reads the values fails.
std::vector<Json> json_lines(std::string_view text);

}  // namespace gfetch::test
