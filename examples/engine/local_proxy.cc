// The proxy `request` stands for the request of the running fiber.

#include "gfetch/fiber/local_proxy.h"

#include <cstdio>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/hub.h"

namespace {

struct Request {
  std::string path;
};

gfetch::FiberLocal<Request*> current;
gfetch::LocalProxy<Request> request([] { return *current; });

void log() {
  std::puts(request->path.c_str());  // the request of this fiber
}

void handle(const char* path) {
  Request incoming{path};
  current.set(&incoming);
  gfetch::yield();  // other handlers set their requests
  log();
}

}  // namespace

int main() {
  gfetch::Hub hub;
  gfetch::join_all(
      {gfetch::spawn(handle, "/inbox"), gfetch::spawn(handle, "/photos")});
  std::puts(request ? "a request" : "no request here");
}
