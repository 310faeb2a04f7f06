#pragma once
/// Converts libcurl's times of a transfer to durations of its phases.

#include <optional>

#include "gfetch/fiber/clock.h"
#include "gfetch/http/http.h"

namespace gfetch::http {

/// The times at which the phases of a transfer ended, counted from its start; 0
/// for a phase that did not happen.
struct TransferMoments {
  Duration connected{0};   // end of the TCP handshake
  Duration secured{0};     // end of the TLS handshake
  Duration first_byte{0};  // the response's first byte arrived
  Duration end{0};         // the transfer ended
};

/// Returns the durations of the phases of an exchange. `dns` is the duration of
/// the DNS lookup before the transfer. On a reused connection the times of the
/// TCP and TLS handshakes are ignored. The phases add up to the total.
Timing timing_of(const TransferMoments& moments, std::optional<Duration> dns,
                 bool reused_connection);

}  // namespace gfetch::http
