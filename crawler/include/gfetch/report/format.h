#pragma once
/// The forms in which records are printed: one RecordFormat each, all of them
/// pure text, none of them knowing where it goes.

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "gfetch/crawl/visit.h"
#include "gfetch/report/fields.h"
#include "gfetch/report/write_out.h"

namespace gfetch::report {

/// What `-f` chooses.
enum class Format { kText, kJsonl, kJson, kCsv, kTsv };

/// `text`, `jsonl`, `json`, `csv`, `tsv`, in the order of Format.
std::span<const std::string_view> format_names();

/// One form of the output. It may remember what it wrote: one object serves
/// one output, from begin() over records to end().
class RecordFormat {
 public:
  virtual ~RecordFormat() = default;

  /// Appends what stands before the first record.
  virtual void begin(std::string&) {}

  /// Appends one record.
  virtual void record(std::string& out, const crawl::Visit& visit) = 0;

  /// Appends what stands after the last record; with begin() and nothing in
  /// between that is a valid, empty output.
  virtual void end(std::string&) {}
};

enum class Colour { kOff, kOn };

/// `200 https://host/path 0.123s 1.0K`, a line for people: the status, or the
/// kind of error, or why it was skipped; the URL; seconds; the decoded size.
/// What there was none of is `-`.
std::unique_ptr<RecordFormat> text_format(Colour colour);

/// One JSON object a line.
std::unique_ptr<RecordFormat> jsonl_format(const FieldList& fields);

/// One JSON array of all records, each on a line of its own.
std::unique_ptr<RecordFormat> json_format(const FieldList& fields);

/// RFC 4180: a header line, CRLF, cells quoted where they must be. Spreadsheets
/// are its readers: a cell of text that they would take for a formula gets a
/// `'` in front, and a control character is written `\u001b`, so that a record
/// is always one line. A list is its JSON. For exact bytes there is JSON.
std::unique_ptr<RecordFormat> csv_format(const FieldList& fields);

/// Tab-separated: a header line, then a line each. `\t`, `\n`, `\r`, `\\` stand
/// for tab, newline, return and backslash, other controls are `\u001b`: split
/// at tabs, then undo these. A list is its JSON.
std::unique_ptr<RecordFormat> tsv_format(const FieldList& fields);

/// A template of the user's, for each record.
std::unique_ptr<RecordFormat> write_out_format(WriteOut write_out);

/// The format called `format`. Text takes no fields and colours itself, the
/// others take fields and no colour.
std::unique_ptr<RecordFormat> make_format(Format format,
                                          const FieldList& fields,
                                          Colour colour);

}  // namespace gfetch::report
