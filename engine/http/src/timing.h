#pragma once
/// From libcurl's moments to our durations.

#include <optional>

#include "gfetch/fiber/clock.h"
#include "gfetch/http/http.h"

namespace gfetch::http {

/// When things had happened, counted from the start of the transfer; zero for
/// what did not happen.
struct TransferMoments {
  Duration connected{0};   // TCP
  Duration secured{0};     // TLS
  Duration first_byte{0};  // of the response
  Duration end{0};
};

/// The phases of an exchange that waited `dns` for its addresses first. Over
/// a reused connection nothing was connected, whatever the moments say. The
/// phases add up to the total.
Timing timing_of(const TransferMoments& moments, std::optional<Duration> dns,
                 bool reused_connection);

}  // namespace gfetch::http
