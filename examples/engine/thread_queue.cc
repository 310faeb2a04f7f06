// A thread reads the frames of a camera; a fiber shows them. The camera waits
// while eight frames have not been shown.

#include "gfetch/fiber/thread_queue.h"

#include <cstdio>
#include <optional>
#include <thread>
#include <utility>

#include "gfetch/fiber/hub.h"

namespace {

struct Frame {
  int number;
};

/// Blocks the thread, as the driver of a camera does.
std::optional<Frame> read_frame() {
  static int last = 0;
  if (last == 3) return std::nullopt;
  return Frame{++last};
}

void show(const Frame& frame) {
  std::printf("frame %d\n", frame.number);
}

}  // namespace

int main() {
  gfetch::Hub hub;
  gfetch::ThreadQueue<Frame> frames(8);
  std::thread camera([sender = frames.sender()] {
    while (auto frame = read_frame()) {
      if (!sender.put(*std::move(frame))) break;  // nobody reads any more
    }
  });
  for (Frame& frame : frames) show(frame);  // until the camera has ended
  camera.join();
}
