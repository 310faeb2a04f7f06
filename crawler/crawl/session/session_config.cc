#include "gfetch/crawl/session_config.h"

#include <chrono>

namespace gfetch::crawl {

PolitenessOptions list_politeness() {
  return {};
}

PolitenessOptions crawl_politeness() {
  PolitenessOptions politeness;
  politeness.host_concurrency = 2;
  politeness.delay = std::chrono::milliseconds(100);
  return politeness;
}

VisitorOptions default_visitor_options() {
  VisitorOptions options;
  options.request.user_agent = "gfetch/" GFETCH_VERSION;
  options.request.limits = {.dns = std::chrono::seconds(5),
                            .connect = std::chrono::seconds(10),
                            .idle = std::chrono::seconds(20)};
  options.bodies.describes = true;
  return options;
}

}  // namespace gfetch::crawl
