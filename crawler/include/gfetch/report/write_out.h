#pragma once
/// The template of `-w`, in curl's syntax.
///
///   auto line = WriteOut::parse("%{http_code} %{time_total} %{url}\\n");
///   if (!line) return line.error();   // unknown variable "htp_code" (did …
///   line->append(out, visit);         // 200 0.123456 https://example.org/

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawl/visit.h"
#include "gfetch/net/result.h"
#include "gfetch/report/fields.h"
#include "gfetch/web/usage_error.h"

namespace gfetch::report {

class RecordWriter;

/// A variable of curl's `-w` that is not a field of gfetch's records.
struct WriteOutVariable {
  std::string_view name;
  std::string_view doc;  ///< a sentence of documentation
  void (*append)(std::string& out, const crawl::Visit& visit);
};

/// Returns curl's variables. A template can also use every field of a record,
/// `json` for the whole record, and `%header{NAME}` for a response header. The
/// text after `%{onerror}` is written for failures only.
std::span<const WriteOutVariable> write_out_variables();

/// A parsed template of `-w`. As in curl, `%{name}` is a variable, `%%` a
/// percent sign, and `\n`, `\r`, `\t` are the escapes of C. All other text is
/// copied, and no newline is added at the end. As in curl, the `time_*`
/// variables are seconds since the start of the visit, unlike the durations of
/// phases in records. Control characters in values are escaped.
class WriteOut {
 public:
  /// Parses a template. An unknown variable or a missing `}` is an error.
  static Result<WriteOut, UsageError> parse(std::string_view text);

  /// Returns true if the template uses the record field `name`.
  bool shows(std::string_view name) const;

  /// Appends the text of the template for `visit`.
  void append(std::string& out, const crawl::Visit& visit) const;

 private:
  class Parser;

  WriteOut();

  /// A piece of a template: literal text, followed by at most one value.
  struct Piece {
    enum class Kind { kNothing, kVariable, kField, kHeader, kJson, kOnError };

    std::string text;
    Kind kind = Kind::kNothing;
    const WriteOutVariable* variable = nullptr;
    const Field* field = nullptr;
    std::string header;
  };

  std::vector<Piece> pieces_;
  std::shared_ptr<const RecordWriter> json_;
};

}  // namespace gfetch::report
