#include "gfetch/net/buffered_reader.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "gfetch/fiber/detail/deadline.h"

namespace gfetch::net {
namespace {

[[noreturn]] void throw_too_long(const char* what, std::size_t most) {
  throw TooLong(std::string(what) + ": more than " + std::to_string(most) +
                " bytes");
}

/// Sets a flag while it is in scope.
class Filling {
 public:
  explicit Filling(bool& flag) noexcept : flag_(flag) { flag_ = true; }
  ~Filling() { flag_ = false; }
  Filling(const Filling&) = delete;
  Filling& operator=(const Filling&) = delete;

 private:
  bool& flag_;
};

}  // namespace

BufferedReader::BufferedReader(Stream& stream, std::size_t piece)
    : stream_(stream), piece_(std::max<std::size_t>(piece, 1)) {}

std::string_view BufferedReader::buffered() const noexcept {
  return {bytes_.data() + begin_, end_ - begin_};
}

void BufferedReader::consume(std::size_t count) noexcept {
  begin_ += std::min(count, end_ - begin_);
  if (begin_ == end_ && !filling_) begin_ = end_ = 0;
}

std::string BufferedReader::take(std::size_t count) {
  std::string taken(buffered().substr(0, count));
  consume(count);
  return taken;
}

void BufferedReader::release() noexcept {
  if (begin_ != end_ || filling_) return;
  begin_ = end_ = 0;
  std::vector<char>().swap(bytes_);
}

std::size_t BufferedReader::fill() {
  return fill(own_limit());
}

// The bytes are moved to the front only when there is no room behind them and
// as many were read as are left: so each byte is moved once on average.
void BufferedReader::make_room() {
  if (bytes_.size() - end_ >= piece_) return;
  if (begin_ > 0 && begin_ >= end_ - begin_) {
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (bytes_.size() - end_ >= piece_) return;
  bytes_.resize(std::max(end_ + piece_, 2 * end_));
}

std::size_t BufferedReader::fill(const WaitLimit& limit) {
  if (filling_) {
    throw ConcurrentUse("BufferedReader: another fiber reads from it");
  }
  make_room();
  const Filling filling(filling_);
  const std::size_t got =
      stream_.receive(std::span(bytes_).subspan(end_, piece_), limit);
  end_ += got;
  return got;
}

std::optional<std::string> BufferedReader::read_line(std::size_t most) {
  return read_line(most, own_limit());
}

std::optional<std::string> BufferedReader::read_line(std::size_t most,
                                                     const WaitLimit& limit) {
  const detail::Deadline deadline(limit);
  std::size_t searched = 0;
  std::size_t end = std::string_view::npos;
  while ((end = buffered().find('\n', searched)) == std::string_view::npos) {
    searched = buffered().size();
    // One byte more may be the `\r` of the line's end.
    if (searched > most + 1) throw_too_long("read_line", most);
    if (fill(deadline.left()) > 0) continue;
    if (buffered().empty()) return std::nullopt;
    if (buffered().size() > most) throw_too_long("read_line", most);
    return take(buffered().size());
  }
  const std::size_t length =
      end > 0 && buffered()[end - 1] == '\r' ? end - 1 : end;
  if (length > most) throw_too_long("read_line", most);
  std::string line(buffered().substr(0, length));
  consume(end + 1);
  return line;
}

std::string BufferedReader::read_until(std::string_view mark,
                                       std::size_t most) {
  return read_until(mark, most, own_limit());
}

std::string BufferedReader::read_until(std::string_view mark, std::size_t most,
                                       const WaitLimit& limit) {
  if (mark.empty()) throw std::invalid_argument("read_until: an empty mark");
  const detail::Deadline deadline(limit);
  std::size_t searched = 0;
  std::size_t found = std::string_view::npos;
  while ((found = buffered().find(mark, searched)) == std::string_view::npos) {
    const std::size_t size = buffered().size();
    if (size >= most) throw_too_long("read_until", most);
    // A mark may have begun at the end of what has arrived.
    searched = size - std::min(size, mark.size() - 1);
    if (fill(deadline.left()) == 0) {
      throw UnexpectedEnd("read_until: the stream ended before the mark");
    }
  }
  if (found + mark.size() > most) throw_too_long("read_until", most);
  return take(found + mark.size());
}

std::string BufferedReader::read_exactly(std::size_t count) {
  return read_exactly(count, own_limit());
}

std::string BufferedReader::read_exactly(std::size_t count,
                                         const WaitLimit& limit) {
  const detail::Deadline deadline(limit);
  while (buffered().size() < count) {
    if (fill(deadline.left()) == 0) {
      throw UnexpectedEnd("read_exactly: the stream ended after " +
                          std::to_string(buffered().size()) + " of " +
                          std::to_string(count) + " bytes");
    }
  }
  return take(count);
}

std::string BufferedReader::read_some(std::size_t most) {
  return read_some(most, own_limit());
}

std::string BufferedReader::read_some(std::size_t most,
                                      const WaitLimit& limit) {
  if (buffered().empty() && most > 0) fill(limit);
  return take(most);
}

std::string BufferedReader::read_all(std::size_t most) {
  return read_all(most, own_limit());
}

std::string BufferedReader::read_all(std::size_t most, const WaitLimit& limit) {
  const detail::Deadline deadline(limit);
  while (buffered().size() <= most && fill(deadline.left()) > 0) {
  }
  if (buffered().size() > most) throw_too_long("read_all", most);
  return take(buffered().size());
}

}  // namespace gfetch::net
