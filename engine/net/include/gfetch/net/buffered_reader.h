#pragma once
/// Reads a stream by line, by count, and until a mark, each with a limit of
/// length.
///
///   gfetch::net::BufferedReader reader(peer);
///   const std::string head = reader.read_until("\r\n\r\n", 8192);
///   const std::string body = reader.read_exactly(length_in(head));
///   while (auto line = reader.read_line(1000)) show(*line);
///
/// An exception loses nothing, be it a timeout, a kill or a limit of length:
/// what has arrived is still there for the next call. Each function reads from
/// the stream only if what is buffered does not suffice.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/wait_limit.h"
#include "gfetch/net/stream.h"

namespace gfetch::net {

class BufferedReader {
 public:
  /// Reads from `stream`, which must outlive the reader, in pieces of `piece`
  /// bytes. The buffer is allocated at the first read, and freed by release():
  /// a server of many silent clients waits with Stream::wait_to_receive()
  /// before it reads. One fiber at a time may read; another gets ConcurrentUse.
  explicit BufferedReader(Stream& stream, std::size_t piece = 8192);

  /// Reads a line without its end, which is `\n` or `\r\n`. Returns nullopt at
  /// the end of the stream; a last line without an end is returned as it is.
  /// Throws TooLong if the line has more than `most` bytes.
  /// Blocks the calling fiber until the line has arrived.
  std::optional<std::string> read_line(std::size_t most);
  std::optional<std::string> read_line(std::size_t most,
                                       const WaitLimit& limit);

  /// Reads up to and with the first `mark`, which must not be empty. Throws
  /// UnexpectedEnd if the stream ends before it, and TooLong if more than
  /// `most` bytes come with the mark.
  /// Blocks the calling fiber until the mark has arrived.
  std::string read_until(std::string_view mark, std::size_t most);
  std::string read_until(std::string_view mark, std::size_t most,
                         const WaitLimit& limit);

  /// Reads `count` bytes. Throws UnexpectedEnd if the stream ends before.
  /// Blocks the calling fiber until they have arrived.
  std::string read_exactly(std::size_t count);
  std::string read_exactly(std::size_t count, const WaitLimit& limit);

  /// Reads what is there, at least one byte unless the stream is at its end,
  /// and at most `most`.
  /// Blocks the calling fiber if nothing has arrived.
  std::string read_some(std::size_t most);
  std::string read_some(std::size_t most, const WaitLimit& limit);

  /// Reads to the end of the stream. Throws TooLong if that are more than
  /// `most` bytes.
  /// Blocks the calling fiber until the stream ends.
  std::string read_all(std::size_t most);
  std::string read_all(std::size_t most, const WaitLimit& limit);

  /// For parsers, which look at the bytes where they are. buffered() returns
  /// what has arrived and was not read; valid until the next call of another
  /// function. fill() adds to it one piece of the stream, and returns the
  /// number of bytes; 0 at the end of the stream. consume() drops the first
  /// `count` bytes, of which there must be as many.
  /// fill() blocks the calling fiber if nothing has arrived.
  std::string_view buffered() const noexcept;
  std::size_t fill();
  std::size_t fill(const WaitLimit& limit);
  void consume(std::size_t count) noexcept;

  /// Frees the buffer if it is empty, for a stream that will be silent.
  void release() noexcept;

  Stream& stream() noexcept { return stream_; }

 private:
  std::string take(std::size_t count);
  void make_room();
  WaitLimit own_limit() const noexcept { return stream_.timeout(); }

  Stream& stream_;
  std::size_t piece_;
  std::vector<char> bytes_;
  std::size_t begin_ = 0;  // the unread bytes are [begin_, end_)
  std::size_t end_ = 0;
  bool filling_ = false;  // a fiber is in fill(): the buffer must not move
};

}  // namespace gfetch::net
