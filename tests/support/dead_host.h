#pragma once
/// An address where a connection is neither made nor refused: its accept queue
/// is full, so the kernel drops every further SYN.

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/endpoint.h"

namespace gfetch::test {

class DeadHost {
 public:
  explicit DeadHost(std::string_view address = "127.0.0.1");

  /// `http://127.0.0.1:PORT/path`, where connecting hangs.
  std::string url(std::string_view path = "/") const;
  const Endpoint& endpoint() const { return endpoint_; }

  /// Whether connecting really hangs; some kernels answer all the same.
  bool hangs() const;

 private:
  Descriptor listener_;
  Endpoint endpoint_;
  std::vector<Descriptor> queued_;
};

/// `http://127.0.0.1:PORT/path` of a port where nobody listens.
std::string refused_url(std::string_view path = "/");

}  // namespace gfetch::test
