#include "gfetch/crawler/record.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include "value.h"

namespace gfetch {
namespace {

std::string key_of(std::string_view name) {
  std::string key("\"");
  key.append(name).append("\":");
  return key;
}

}  // namespace

RecordWriter::RecordWriter(const FieldList& fields) {
  for (const Field* field : fields) {
    const std::size_t dot = field->name.find('.');
    if (dot == std::string_view::npos) {
      members_.push_back({key_of(field->name), field, {}});
    } else {
      object_named(members_, field->name.substr(0, dot))
          .members.push_back({key_of(field->name.substr(dot + 1)), field, {}});
    }
  }
}

RecordWriter::Member& RecordWriter::object_named(std::vector<Member>& members,
                                                 std::string_view name) {
  std::string key = key_of(name);
  const auto found =
      std::find_if(members.begin(), members.end(),
                   [&key](const Member& member) { return member.key == key; });
  if (found != members.end()) return *found;
  return members.emplace_back(Member{std::move(key), nullptr, {}});
}

void RecordWriter::append(std::string& out, const Visit& visit) const {
  out.push_back('{');
  append_members(out, members_, visit);
  out.push_back('}');
}

// Gives whether there was anything to append.
bool RecordWriter::append_members(std::string& out,
                                  const std::vector<Member>& members,
                                  const Visit& visit) {
  bool any = false;
  for (const Member& member : members) {
    const std::size_t before = out.size();
    if (any) out.push_back(',');
    out.append(member.key);
    bool present = false;
    if (member.field == nullptr) {
      out.push_back('{');
      present = append_members(out, member.members, visit);
      out.push_back('}');
    } else {
      present = detail::append_json(out, member.field->value(visit));
    }
    if (present) {
      any = true;
    } else {
      out.resize(before);
    }
  }
  return any;
}

}  // namespace gfetch
