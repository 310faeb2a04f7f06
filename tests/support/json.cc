#include "tests/support/json.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace gfetch::test {

Json::Json(std::shared_ptr<const nlohmann::json> value)
    : value_(std::move(value)) {}

std::optional<Json> Json::parse(std::string_view text) {
  auto value = std::make_shared<nlohmann::json>(
      nlohmann::json::parse(text, nullptr, false));
  if (value->is_discarded()) return std::nullopt;
  return Json(std::move(value));
}

Json Json::absent() {
  return Json(nullptr);
}

Json Json::operator[](std::string_view key) const {
  if (!is_object()) return Json(nullptr);
  const auto found = value_->find(key);
  if (found == value_->end()) return Json(nullptr);
  return Json({value_, &*found});  // shares ownership of the whole document
}

Json Json::operator[](std::size_t index) const {
  if (!is_array() || index >= value_->size()) return Json(nullptr);
  return Json({value_, &(*value_)[index]});
}

bool Json::is_null() const {
  return exists() && value_->is_null();
}
bool Json::is_object() const {
  return exists() && value_->is_object();
}
bool Json::is_array() const {
  return exists() && value_->is_array();
}
bool Json::is_number() const {
  return exists() && value_->is_number();
}

std::string Json::text() const {
  return exists() && value_->is_string() ? value_->get<std::string>() : "";
}

double Json::number() const {
  return is_number() ? value_->get<double>() : 0;
}

bool Json::truth() const {
  return exists() && value_->is_boolean() && value_->get<bool>();
}

std::size_t Json::size() const {
  return exists() ? value_->size() : 0;
}

std::vector<Json> Json::items() const {
  std::vector<Json> result;
  for (std::size_t i = 0; is_array() && i < size(); ++i)
    result.push_back((*this)[i]);
  return result;
}

std::vector<std::string> Json::keys() const {
  std::vector<std::string> result;
  if (!is_object()) return result;
  for (const auto& [key, unused] : value_->items()) result.push_back(key);
  return result;
}

std::string Json::dump() const {
  return exists() ? value_->dump() : "";
}

std::ostream& operator<<(std::ostream& out, const Json& json) {
  return out << json.dump();
}

std::vector<Json> json_lines(std::string_view text) {
  std::vector<Json> result;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::optional<Json> value = Json::parse(text.substr(0, end));
    result.push_back(value ? *value : Json::absent());
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return result;
}

}  // namespace gfetch::test
