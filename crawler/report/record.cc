#include "report/record.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include "report/value.h"

namespace gfetch::report {
namespace {

std::string key_of(std::string_view name) {
  std::string key(",\"");
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

void RecordWriter::append(std::string& out, const crawl::Visit& visit) const {
  append_object(out, members_, visit);
}

// Appends a JSON object to a record. Returns false when all its members are
// absent.
bool RecordWriter::append_object(std::string& out,
                                 const std::vector<Member>& members,
                                 const crawl::Visit& visit) {
  bool any = false;
  const auto append_key = [&out, &any](const Member& member) {
    out.append(member.key, any ? 0 : 1);
  };
  out.push_back('{');
  for (const Member& member : members) {
    if (member.field != nullptr) {
      const FieldValue value = member.field->value(visit);
      if (std::holds_alternative<Absent>(value)) continue;
      append_key(member);
      append_json(out, value);
    } else {
      const std::size_t before = out.size();
      append_key(member);
      if (!append_object(out, member.members, visit)) {
        out.resize(before);
        continue;
      }
    }
    any = true;
  }
  out.push_back('}');
  return any;
}

}  // namespace gfetch::report
