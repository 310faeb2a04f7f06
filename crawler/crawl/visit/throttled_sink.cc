#include "crawl/visit/throttled_sink.h"

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

namespace gfetch::crawl {

ThrottledSink::ThrottledSink(http::BodySink& sink, Bandwidth& bandwidth,
                             Timeout& timeout, TimeLimit left)
    : sink_(sink),
      bandwidth_(bandwidth),
      timeout_(timeout),
      left_(left),
      began_(Hub::current().now()) {}

Result<void> ThrottledSink::on_response(const http::Response& response) {
  return sink_.on_response(response);
}

Result<void> ThrottledSink::on_data(std::string_view bytes) {
  Result<void> taken = sink_.on_data(bytes);
  if (taken) wait(bandwidth_.take(bytes.size(), Hub::current().now()));
  return taken;
}

void ThrottledSink::wait(Duration time) {
  if (time <= Duration(0)) return;
  const TimePoint since = Hub::current().now();
  timeout_.cancel();
  sleep_for(time);
  const TimePoint until = Hub::current().now();
  waited_ += until - since;
  if (left_) timeout_.restart(*left_ - (until - began_ - waited_));
}

}  // namespace gfetch::crawl
