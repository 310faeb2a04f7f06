#pragma once
/// Where records go: a file, a pipe, a terminal. Whole records are collected
/// and written in large blocks; a slow reader holds up the fibers that write
/// to it, and no others.
///
///   auto output = open_output("records.jsonl");
///   if (!output) return output.error();             // before the run
///   auto written = (*output)->write("{\"url\":…}\n");
///   auto finished = (*output)->finish();            // after the run
///
/// **Invariants.** Text leaves in the order in which it came. A descriptor
/// gets every byte once, or the stream has failed and says so ever after. A
/// descriptor that others may share (standard output) is never made
/// non-blocking.

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gfetch/crawl/reporter.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/net/result.h"
#include "gfetch/report/format.h"

namespace gfetch::report {

/// What a descriptor leads to, for the way of writing to it.
enum class OutputKind {
  kFile,      ///< takes what it is given at once, or fails: files, /dev/null
  kPipe,      ///< has a reader who may be slow: pipes
  kSocket,    ///< the same, and can be asked not to block
  kTerminal,  ///< has a reader who watches: every record at once
};

OutputKind output_kind(int descriptor);

struct OutputOptions {
  /// How long a record may wait for others to be written with it; nothing:
  /// until a block is full or flush() is called. Timed flushing needs a hub.
  std::optional<Duration> delay = std::chrono::milliseconds(100);
  /// Called once, in the fiber that found out, when the stream fails, so that
  /// the run need not wait for its next record to learn of it.
  std::function<void(const save::WriteError&)> on_failure;
};

/// A descriptor with its buffer. SIGPIPE must be ignored by the process.
class OutputStream {
 public:
  enum class Ownership { kBorrowed, kOwned };

  /// `name` is what errors call it: `out.jsonl`, `standard output`.
  OutputStream(int descriptor, std::string name, Ownership ownership,
               OutputOptions options = {});

  /// Ends without writing what waits: finish() is the way to write it.
  ~OutputStream();
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;

  /// Takes `text`, whole records, over into the stream: it reaches the
  /// descriptor when a block is full, after `delay`, or at once on a terminal.
  /// Texts of concurrent fibers never mix.
  /// Blocks the calling fiber while more than a block waits for the reader.
  Result<void, save::WriteError> write(std::string_view text);

  /// Writes all that waits. A kill or a timeout of the fiber leaves the rest
  /// for the next one.
  /// Blocks the calling fiber while the reader is slow.
  Result<void, save::WriteError> flush();

  /// Writes all that waits and closes an owned descriptor: what only the
  /// closing finds (a quota, a network file system) is an error too.
  /// Blocks the calling fiber while the reader is slow.
  Result<void, save::WriteError> finish();

  OutputKind kind() const { return kind_; }

 private:
  void write_part();
  std::string_view next_part() const;
  void fail(int error_number);
  Result<void, save::WriteError> status() const;
  void flush_soon();
  void stop_flusher();

  int descriptor_;
  std::string name_;
  Ownership ownership_;
  OutputOptions options_;
  OutputKind kind_;
  std::string waiting_;      ///< taken over, not written yet
  std::size_t written_ = 0;  ///< of waiting_, from its front
  Semaphore writing_;        ///< one fiber writes at a time
  Fiber<void> flusher_;      ///< writes what is left after `delay`
  std::optional<save::WriteError> error_;
};

/// Opens `path` for the records of a run, creating or emptying it; `-` is
/// standard output. It is written in place: what finished is there whatever
/// ends the run, and what the file held before is gone from the start on.
/// Refuses a directory. A named pipe waits for its reader.
Result<std::unique_ptr<OutputStream>, save::WriteError> open_output(
    const std::string& path, OutputOptions options = {});

/// Prints every visit to `output` in one format.
class FormatReporter final : public crawl::Reporter {
 public:
  /// `output` is the caller's and outlives this.
  FormatReporter(std::unique_ptr<RecordFormat> format, OutputStream& output);

  Result<void, save::WriteError> report(const crawl::Visit& visit) override;

  /// Ends the format and flushes; closing `output` is left to its owner.
  Result<void, save::WriteError> finish() override;

 private:
  std::unique_ptr<RecordFormat> format_;
  OutputStream& output_;
  std::string record_;  ///< kept, for its storage
  bool begun_ = false;
};

}  // namespace gfetch::report
