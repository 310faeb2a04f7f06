#pragma once
/// Finds and parses the head of a request. Beside the grammar, which is
/// Boost.Beast's, it refuses what could be read in two ways (RFC 9112, 11.2).

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "gfetch/http_server/server_request.h"

namespace gfetch::http::server {

struct HeadLimits {
  std::size_t request_line = 8192;
  std::size_t head = std::size_t{32} << 10;
  std::size_t fields = 100;
};

/// Looks for the end of a head while its bytes arrive, each of them once.
class HeadScanner {
 public:
  /// Looks at `bytes`, all that has arrived of the head. Returns true when the
  /// head is complete or broken; false: more bytes are needed.
  bool scan(std::string_view bytes, const HeadLimits& limits) noexcept;

  /// The bytes of a complete head, its empty line included.
  std::size_t size() const noexcept { return line_; }
  /// The status of the error; 0: none.
  int error() const noexcept { return error_; }

 private:
  bool end_line(std::string_view bytes, std::size_t feed,
                const HeadLimits& limits) noexcept;
  bool fail(int status) noexcept;

  std::size_t seen_ = 0;   // bytes that were looked at
  std::size_t line_ = 0;   // where the current line begins
  std::size_t lines_ = 0;  // lines that were complete
  int error_ = 0;
};

/// The parts of a head; views of it. A ParsedHead that is used again keeps the
/// memory of its fields.
struct ParsedHead {
  std::string_view method, target, host;
  std::string_view raw_path, query;  ///< of the target
  std::vector<FieldView> fields;
  std::optional<std::uint64_t> content_length;
  int minor_version = 1;
  bool chunked = false;
  bool keep_alive = true;
  bool expects_continue = false;
};

/// Parses a complete head into `parsed`. Returns 0, or the status of the error.
int parse_head(std::string_view head, ParsedHead& parsed);

}  // namespace gfetch::http::server
