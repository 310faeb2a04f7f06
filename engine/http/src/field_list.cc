#include "field_list.h"

namespace gfetch::http {

void FieldList::clear() {
  text_.clear();
  begins_.clear();
}

void FieldList::add(std::string_view name, std::string_view value) {
  begins_.push_back(text_.size());
  text_ += name;
  // libcurl sends `Name;` as a field with an empty value; `Name:` would remove
  // the field.
  text_ += value.empty() ? ";" : ": ";
  text_ += value;
  text_ += '\0';
}

void FieldList::suppress(std::string_view name) {
  begins_.push_back(text_.size());
  text_ += name;
  text_ += ':';
  text_ += '\0';
}

curl_slist* FieldList::head() {
  nodes_.resize(begins_.size());
  for (std::size_t i = 0; i < begins_.size(); ++i) {
    const bool last = i + 1 == begins_.size();
    nodes_[i] = {text_.data() + begins_[i], last ? nullptr : &nodes_[i + 1]};
  }
  return nodes_.empty() ? nullptr : nodes_.data();
}

}  // namespace gfetch::http
