#pragma once
/// The output formats of records. Each is a RecordFormat that appends text to
/// a string and does no I/O.

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "gfetch/crawl/visit.h"
#include "gfetch/report/fields.h"
#include "gfetch/report/write_out.h"

namespace gfetch::report {

/// The output formats, which are the values of the option `-f`.
enum class Format { kText, kJsonl, kJson, kCsv, kTsv };

/// Returns the names of the formats, `text`, `jsonl`, `json`, `csv` and `tsv`,
/// in the order of Format.
std::span<const std::string_view> format_names();

/// An output format of records. An object may have a state, so it serves a
/// single output: begin(), then record() for each visit, then end().
class RecordFormat {
 public:
  virtual ~RecordFormat() = default;

  /// Appends the text before the first record.
  virtual void begin(std::string&) {}

  /// Appends the record of `visit`.
  virtual void record(std::string& out, const crawl::Visit& visit) = 0;

  /// Appends the text after the last record. begin() followed by end() is a
  /// valid output without records.
  virtual void end(std::string&) {}
};

enum class Colour { kOff, kOn };

/// Creates the text format for people, with one line per record, such as `200
/// https://host/path 0.123s 1.0K`: the status, error kind or skip reason; the
/// URL; the seconds; the decoded size. `-` stands for an absent value.
std::unique_ptr<RecordFormat> text_format(Colour colour);

/// Creates the JSON Lines format: one JSON object per line.
std::unique_ptr<RecordFormat> jsonl_format(const FieldList& fields);

/// Creates the JSON format: one array of all records, with one record per line.
std::unique_ptr<RecordFormat> json_format(const FieldList& fields);

/// Creates the CSV format (RFC 4180): a header line, CRLF line ends, cells
/// quoted where needed. The format is for spreadsheets: a `'` is put before
/// text that a spreadsheet would evaluate as a formula, and a control character
/// is written as `\u001b`, so that a record is always one line. A list is
/// written as JSON. Use a JSON format to keep the exact text.
std::unique_ptr<RecordFormat> csv_format(const FieldList& fields);

/// Creates the format of tab-separated values: a header line, then a line per
/// record. In a cell, tab, newline, carriage return and backslash are escaped
/// as `\t`, `\n`, `\r` and `\\`, other control characters as `\u001b`. A reader
/// splits a line at its tabs and then decodes the escapes. A list is written as
/// JSON.
std::unique_ptr<RecordFormat> tsv_format(const FieldList& fields);

/// Creates the format of the option `-w`: the user's template, applied to each
/// record.
std::unique_ptr<RecordFormat> write_out_format(WriteOut write_out);

/// Creates the output format `format`. The text format ignores `fields`; all
/// other formats ignore `colour`.
std::unique_ptr<RecordFormat> make_format(Format format,
                                          const FieldList& fields,
                                          Colour colour);

}  // namespace gfetch::report
