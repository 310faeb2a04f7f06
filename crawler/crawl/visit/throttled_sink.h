#pragma once
/// Hands a body on no faster than the run's bandwidth allows. While it waits
/// the clock of the URL stands still: the wait is our own doing.

#include <string_view>

#include "crawl/frontier/rate.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/http/http.h"

namespace gfetch::crawl {

class ThrottledSink final : public http::BodySink {
 public:
  /// `timeout` ends the exchange after `left`, of which it has just begun.
  ThrottledSink(http::BodySink& sink, Bandwidth& bandwidth, Timeout& timeout,
                TimeLimit left);
  ThrottledSink(const ThrottledSink&) = delete;
  ThrottledSink& operator=(const ThrottledSink&) = delete;

  Result<void> on_response(const http::Response& response) override;
  Result<void> on_data(std::string_view bytes) override;

  /// How long it has waited.
  Duration waited() const { return waited_; }

 private:
  void wait(Duration time);

  http::BodySink& sink_;
  Bandwidth& bandwidth_;
  Timeout& timeout_;
  TimeLimit left_;
  TimePoint began_;
  Duration waited_{0};
};

}  // namespace gfetch::crawl
