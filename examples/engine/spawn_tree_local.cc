// A variable of a spawn tree: all fibers that are spawned for a request share
// the request's id.

#include "gfetch/fiber/spawn_tree_local.h"

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"

using namespace std::chrono_literals;

namespace {

struct Request {
  std::string id;
  std::vector<std::string> parts;
};

gfetch::SpawnTreeLocal<std::string> request_id;

void query(const std::string& part) {
  gfetch::sleep_for(1s);
  std::printf("[%s] queried %s\n", (*request_id).c_str(), part.c_str());
}

void serve(const Request& request) {
  request_id.set(request.id);
  gfetch::Pool pool(4);
  pool.map(query, request.parts);  // query() prints *request_id
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  const std::vector<Request> requests{{"r1", {"names", "prices"}},
                                      {"r2", {"names", "prices"}}};
  for (const Request& request : requests) gfetch::spawn(serve, request);
  hub.join();
}
