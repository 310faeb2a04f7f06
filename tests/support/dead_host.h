#pragma once
/// An address that neither accepts nor refuses connections: its accept queue is
/// full, so the kernel drops every further SYN.

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/endpoint.h"

namespace gfetch::test {

class DeadHost {
 public:
  explicit DeadHost(std::string_view address = "127.0.0.1");

  /// Returns the URL `http://127.0.0.1:PORT/path` with the port that accepts no
  /// connection.
  std::string url(std::string_view path = "/") const;
  const Endpoint& endpoint() const { return endpoint_; }

  /// Returns true if connecting really hangs. Some kernels answer in spite of
  /// the full queue.
  bool hangs() const;

 private:
  Descriptor listener_;
  Endpoint endpoint_;
  std::vector<Descriptor> queued_;
};

/// Returns the URL `http://127.0.0.1:PORT/path` with a port that refuses
/// connections.
std::string refused_url(std::string_view path = "/");

}  // namespace gfetch::test
