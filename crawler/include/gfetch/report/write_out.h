#pragma once
/// `-w`: a line of the user's own, in curl's language.
///
///   auto line = WriteOut::parse("%{http_code} %{time_total} %{url}\\n");
///   if (!line) return line.error();   // unknown variable "htp_code" (did …
///   line->append(out, visit);         // 200 0.123456 https://example.org/

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawl/visit.h"
#include "gfetch/net/result.h"
#include "gfetch/report/record.h"
#include "gfetch/web/usage_error.h"

namespace gfetch::report {

/// A variable that curl knows and a record calls differently, or not at all.
struct WriteOutVariable {
  std::string_view name;
  std::string_view doc;  ///< one sentence
  void (*append)(std::string& out, const crawl::Visit& visit);
};

/// curl's variables. Beside them every field of a record is a variable, and so
/// are `json`, the whole record, and `header{NAME}`, written `%header{NAME}`.
/// What stands after `%{onerror}` is for failures only.
std::span<const WriteOutVariable> write_out_variables();

/// A parsed template. As in curl: `%{name}` is a variable, `%%` a percent sign,
/// `\n`, `\r`, `\t` what they are in C; everything else stands for itself, and
/// no newline comes by itself. `time_*` are seconds since the start, as curl
/// counts them, not the phases that records hold. Values never hold controls.
class WriteOut {
 public:
  /// Fails for a variable that nobody knows and for one without its `}`.
  static Result<WriteOut, UsageError> parse(std::string_view text);

  /// Whether the record's field called `name` is asked for.
  bool shows(std::string_view name) const;

  void append(std::string& out, const crawl::Visit& visit) const;

 private:
  class Parser;

  /// Text as it stands, and then at most one value.
  struct Piece {
    enum class Kind { kNothing, kVariable, kField, kHeader, kJson, kOnError };

    std::string text;
    Kind kind = Kind::kNothing;
    const WriteOutVariable* variable = nullptr;
    const Field* field = nullptr;
    std::string header;
  };

  std::vector<Piece> pieces_;
  RecordWriter json_{every_field()};
};

}  // namespace gfetch::report
