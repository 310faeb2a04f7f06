#pragma once
/// Writes a visit as a JSON object: the record that scripts rely on.

#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawl/visit.h"
#include "gfetch/report/fields.h"

namespace gfetch::report {

/// Writes records. The keys are prepared once per run, so that a record is
/// written in one pass, without building a tree.
///
///   RecordWriter writer(every_field());
///   std::string line;
///   writer.append(line, visit);  // {"url":"http://…","depth":0,…}
class RecordWriter {
 public:
  /// Writes `fields` in their order. The fields of an object (`timing.…`) are
  /// grouped at the position of the first of them.
  explicit RecordWriter(const FieldList& fields);

  /// Appends the object, without a newline. The text is valid UTF-8 without
  /// control characters, whatever bytes the visit holds. Absent fields are
  /// omitted.
  void append(std::string& out, const crawl::Visit& visit) const;

 private:
  /// A key and its value: one field, or an object with members.
  struct Member {
    std::string key;  ///< `,"timing":`; the first member omits the comma
    const Field* field = nullptr;  ///< null: an object
    std::vector<Member> members;
  };

  static Member& object_named(std::vector<Member>& members,
                              std::string_view name);
  static bool append_object(std::string& out,
                            const std::vector<Member>& members,
                            const crawl::Visit& visit);

  std::vector<Member> members_;
};

}  // namespace gfetch::report
