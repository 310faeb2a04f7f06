// Uses two libraries that answer by a callback, in a thread of their own.

#include "gfetch/fiber/await_callback.h"

#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

/// A library of C++ that answers in a thread.
class Directory {
 public:
  ~Directory() {
    for (std::thread& thread : threads_) thread.join();
  }
  void find_async(const std::string& name,
                  std::function<void(std::string)> done) {
    threads_.emplace_back([name, done = std::move(done)] {
      if (name == "slow") std::this_thread::sleep_for(50ms);
      done(name + "'s address");
    });
  }

 private:
  std::vector<std::thread> threads_;
};

/// A library of C that answers at once.
void c_start(const char* name, void (*callback)(void*, int), void* self) {
  callback(self, name[0]);
}

Directory directory;

std::string lookup(const std::string& name) {
  return gfetch::await_callback<std::string>([&](auto done) {
    directory.find_async(name, done);  // calls done(text) in its thread
  });
}

std::optional<std::string> lookup_soon(const std::string& name) {
  return gfetch::await_callback<std::string>(
      [&](auto done) { directory.find_async(name, done); }, 2ms);
}

}  // namespace

int main() {
  gfetch::Hub hub;
  std::puts(lookup("ann").c_str());
  std::puts(lookup_soon("slow").value_or("too slow").c_str());

  using Done = gfetch::CallbackDone<int>;
  // clang-format off
  const int found = gfetch::await_callback<int>([&](Done done) {
    c_start("carol", [](void* self, int status) {
      const std::unique_ptr<Done> own(static_cast<Done*>(self));
      (*own)(status);
    }, new Done(done));
  });
  // clang-format on
  std::printf("status %c\n", found);
}
