// Fetches a whole list concurrently, and kills the fetches that exceed the time
// limit.

#include "gfetch/fiber/group.h"

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

using Url = std::string;

std::size_t fetch(const Url& url) {
  gfetch::sleep_for(url.size() * 100ms);  // a longer name takes longer
  std::printf("fetched %s\n", url.c_str());
  return url.size();
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  const std::vector<Url> urls = {"/search", "/", "/about", "/a-long-story"};
  {
    gfetch::Group group;
    for (const Url& url : urls) group.spawn(fetch, url);
    if (!group.join(1s)) std::printf("%zu is late\n", group.size());
  }  // the group's destructor kills and joins the running fibers

  gfetch::Group group;
  for (std::size_t size : group.map(fetch, urls)) std::printf("%zu\n", size);
}
