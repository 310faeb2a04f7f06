#pragma once
/// A visit as one JSON object: the record that scripts rely on.

#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawl/visit.h"
#include "gfetch/report/fields.h"

namespace gfetch::report {

/// Writes records. Made once for a run, it knows its keys beforehand: a record
/// is one pass into a buffer, with no tree built in between.
///
///   RecordWriter writer(every_field());
///   std::string line;
///   writer.append(line, visit);  // {"url":"http://…","depth":0,…}
class RecordWriter {
 public:
  /// Writes `fields`, in their order; those of one object (`timing.…`) stand
  /// together where the first of them was asked for.
  explicit RecordWriter(const FieldList& fields);

  /// Appends the object, without a newline: valid UTF-8 of printable
  /// characters, whatever bytes the visit holds. Absent fields are left out.
  void append(std::string& out, const crawl::Visit& visit) const;

 private:
  /// A key with what it leads to: one field, or an object of more members.
  struct Member {
    std::string key;               ///< `,"timing":`; the first is cut
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
