#pragma once
/// Writes a visit as a JSON object: the record that scripts rely on.

#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawl/visit.h"
#include "gfetch/report/fields.h"

namespace gfetch::report {

/// Writes records. The keys are prepared once per run, so that a record is
/// written in one pass, without building a JSON tree.
///
///   RecordWriter writer(every_field());
///   std::string line;
///   writer.append(line, visit);  // {"url":"http://…","depth":0,…}
class RecordWriter {
 public:
  /// Creates a writer of `fields` in their order. The fields of an object
  /// (`timing.…`) are grouped at the position of the first of them.
  explicit RecordWriter(const FieldList& fields);

  /// Appends the record of `visit` as a JSON object, without a newline. The
  /// text is valid UTF-8 without control characters, whatever bytes the visit
  /// holds. Absent fields are omitted.
  void append(std::string& out, const crawl::Visit& visit) const;

 private:
  /// A member of the JSON object: a field, or an object with members of its
  /// own.
  struct Member {
    std::string key;  ///< the key, such as `,"timing":`; the first has no comma
    const Field* field = nullptr;  ///< null: an object instead of a field
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
