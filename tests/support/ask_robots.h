#pragma once
/// A robots.txt without any politeness: each request is made as soon as the
/// cache says.

#include "crawl/robots/robots_cache.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

namespace gfetch::test {

/// Blocks the calling fiber.
inline crawl::RobotsAnswer ask_robots(crawl::RobotsCache& robots,
                                      const web::Url& url) {
  while (const auto turn = robots.missing(url)) {
    const TimePoint now = Hub::current().now();
    if (turn->time > now) sleep_for(turn->time - now);
    robots.fetch(url);
  }
  return robots.judge(url);
}

}  // namespace gfetch::test
