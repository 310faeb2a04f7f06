// A fiber-local variable holds the request of each handler, so that it need not
// be passed as an argument.

#include "gfetch/fiber/fiber_local.h"

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

struct Request {
  std::string user;
  std::string path;
};

gfetch::FiberLocal<Request> request;

void authorise() {
  gfetch::sleep_for(1s);  // other handlers set their requests
  std::printf("%s may see %s\n", request->user.c_str(), request->path.c_str());
}

void handle(Request incoming) {  // each request has its own fiber
  request.set(std::move(incoming));
  authorise();  // uses request->user
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::join_all({gfetch::spawn(handle, Request{"ann", "/inbox"}),
                    gfetch::spawn(handle, Request{"ben", "/photos"})});
  if (request.find() == nullptr) std::puts("none in the main fiber");
}
