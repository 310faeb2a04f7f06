#pragma once
/// A body sink that passes a body on no faster than the run's bandwidth limit.
/// Its waits do not count for the visit's time limit, because gfetch causes
/// them.

#include <string_view>

#include "crawl/frontier/rate.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/http/http.h"

namespace gfetch::crawl {

class ThrottledSink final : public http::BodySink {
 public:
  /// Creates a sink for an exchange that has just begun and that `timeout` ends
  /// after `left`. The arguments must outlive the sink.
  ThrottledSink(http::BodySink& sink, Bandwidth& bandwidth, Timeout& timeout,
                TimeLimit left);
  ThrottledSink(const ThrottledSink&) = delete;
  ThrottledSink& operator=(const ThrottledSink&) = delete;

  void on_start() override { sink_.on_start(); }
  Result<void> on_response(const http::Response& response) override;
  Result<void> on_data(std::string_view bytes) override;

  /// Returns the total time that the sink has waited.
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
