// Flask's `request`: a proxy for the request of the current handler's fiber.

#include <cstdio>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/local_proxy.h"

namespace {

struct Request {
  std::string path;
};

}  // namespace

int main() {
  gfetch::Hub hub;
  gfetch::FiberLocal<Request*> current;
  const gfetch::LocalProxy<Request> request([&current] { return *current; });

  auto log = [&request] { std::printf("serving %s\n", request->path.c_str()); };
  auto handle = [&](std::string path) {
    Request incoming{std::move(path)};
    current.set(&incoming);
    gfetch::yield();  // other handlers set their requests
    log();
  };

  gfetch::join_all({gfetch::spawn(handle, std::string("/one")),
                    gfetch::spawn(handle, std::string("/two"))});
  std::puts(request ? "a request outside of handlers" : "no request here");
}
