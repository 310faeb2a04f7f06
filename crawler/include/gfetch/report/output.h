#pragma once
/// Writes records to a file, a pipe or a terminal. Whole records are buffered
/// and written in large blocks. A slow reader blocks only the fibers that write
/// to it.
///
///   auto output = open_output("records.jsonl");
///   if (!output) return output.error();             // before the run
///   auto written = (*output)->write("{\"url\":…}\n");
///   auto finished = (*output)->finish();            // after the run
///
/// **Invariants.** Text is written in the order of the calls. Every byte is
/// written once, or the stream has failed and every later call returns the
/// error. A descriptor that other processes may share (standard output) is
/// never made non-blocking.

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

/// The kind of file behind an output's descriptor, which determines how to
/// write to it.
enum class OutputKind {
  kFile,      ///< a file or /dev/null: a write never waits
  kPipe,      ///< a pipe, whose reader may be slow
  kSocket,    ///< a socket; MSG_DONTWAIT makes a single write non-blocking
  kTerminal,  ///< a terminal: every record is written at once
};

/// Returns the kind of file behind `descriptor`, as the kernel reports it.
OutputKind output_kind(int descriptor);

struct OutputOptions {
  /// The longest time that a record stays in the buffer. Absent: a record stays
  /// until a block is full or flush() is called. A delay requires a hub.
  std::optional<Duration> delay = std::chrono::milliseconds(100);
  /// Called once when a write fails, in the fiber of that write, so that the
  /// run can end before its next record.
  std::function<void(const save::WriteError&)> on_failure;
};

/// An output: a descriptor with a buffer. The process must ignore SIGPIPE.
class OutputStream {
 public:
  enum class Ownership { kBorrowed, kOwned };

  /// Creates an output. Error sentences contain `name`: `out.jsonl`, `standard
  /// output`.
  OutputStream(int descriptor, std::string name, Ownership ownership,
               OutputOptions options = {});

  /// Discards the buffer. Call finish() before to write it.
  ~OutputStream();
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;

  /// Appends `text`, which is whole records, to the buffer. The buffer is
  /// written when a block is full, after OutputOptions::delay, or at once on a
  /// terminal. Texts of concurrent fibers are not interleaved. Blocks the
  /// calling fiber while the buffer has more than a block.
  Result<void, save::WriteError> write(std::string_view text);

  /// Writes the whole buffer. If the fiber is killed or times out, the rest
  /// stays in the buffer for the next write.
  /// Blocks the calling fiber while the reader is slow.
  Result<void, save::WriteError> flush();

  /// Writes the whole buffer and closes an owned descriptor. An error of
  /// close() (a quota, a network file system) is returned, too.
  /// Blocks the calling fiber while the reader is slow.
  Result<void, save::WriteError> finish();

  /// Bounds the waits for the reader from now on: if it takes nothing for
  /// kPatience, the stream fails with kFailed, and the fibers that write to it
  /// go on. Without a reader to come, a run could never end.
  void hurry();
  static constexpr Duration kPatience = std::chrono::seconds(2);

  OutputKind kind() const { return kind_; }

 private:
  friend Result<std::unique_ptr<OutputStream>, save::WriteError> open_output(
      const std::string& path, OutputOptions options);

  void await_reader();
  bool wait_for_reader();
  bool open_pipe();
  void check_patience();
  void write_part();
  std::string_view next_part() const;
  void fail(save::WriteError error);
  Result<void, save::WriteError> status() const;
  void flush_soon();
  void stop_flusher();

  int descriptor_;
  std::string name_;
  Ownership ownership_;
  OutputOptions options_;
  OutputKind kind_;
  std::string buffer_;       ///< unwritten text, after the first written_ bytes
  std::size_t written_ = 0;  ///< the written bytes at the front of buffer_
  Semaphore writing_;        ///< lets one fiber write at a time
  bool no_reader_yet_ = false;  ///< a named pipe that is still to be opened
  std::optional<TimePoint> patient_until_;  ///< set by hurry()
  Fiber<void> flusher_;  ///< writes the rest of the buffer after `delay`
  std::optional<save::WriteError> error_;
};

/// Opens the file `path` for the records of a run; `-` is standard output. The
/// file is created or truncated at once, and each record is written when it is
/// finished, so an interrupted run keeps its records. A directory is an error.
/// A named pipe without a reader is opened by the first flush that finds one.
/// A file of another user in a shared folder is an error (shared_folder.h).
/// Blocks the thread for the disk only.
Result<std::unique_ptr<OutputStream>, save::WriteError> open_output(
    const std::string& path, OutputOptions options = {});

/// A reporter that writes every visit to an output in one format.
class FormatReporter final : public crawl::Reporter {
 public:
  /// Creates a reporter. `output` must outlive it.
  FormatReporter(std::unique_ptr<RecordFormat> format, OutputStream& output);

  Result<void, save::WriteError> report(const crawl::Visit& visit) override;

  /// Writes the end of the format and flushes the output. The owner of the
  /// output closes it.
  Result<void, save::WriteError> finish() override;

  void hurry() override;

 private:
  std::unique_ptr<RecordFormat> format_;
  OutputStream& output_;
  std::string record_;  ///< the current record; a member to reuse its memory
  bool begun_ = false;
};

}  // namespace gfetch::report
