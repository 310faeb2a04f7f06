// Three ways to queue jobs for a worker: in order of arrival, by priority, and
// with a join() that waits until every job is done.

#include "gfetch/fiber/queue.h"

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

namespace {

struct Job {
  std::string name;
  int urgency = 0;
};

struct MoreUrgent {
  bool operator()(const Job& a, const Job& b) const {
    return a.urgency > b.urgency;
  }
};

std::vector<Job> some_jobs() {
  return {{"sweep", 1}, {"cook", 2}, {"put out the fire", 9}, {"rest", 0}};
}

void run(const Job& job) {
  gfetch::sleep_for(1s);
  std::printf("%s\n", job.name.c_str());
}

void in_order() {
  std::vector<Job> todo = some_jobs();
  gfetch::Queue<Job> jobs(3);  // holds at most three jobs
  auto worker = gfetch::spawn([&] {
    for (Job& job : jobs) run(job);  // calls get() until shutdown()
  });
  for (Job& job : todo) jobs.put(std::move(job));  // waits while it is full
  jobs.shutdown();                                 // ends the worker's loop
  worker.join();
}

void by_urgency() {
  gfetch::PriorityQueue<Job, MoreUrgent> jobs;
  for (Job& job : some_jobs()) jobs.put(std::move(job));
  while (auto job = jobs.try_get()) run(*job);
}

void until_done() {
  gfetch::JoinableQueue<Job> jobs;
  auto worker = gfetch::spawn([&] {
    while (auto job = jobs.get()) {
      run(*job);
      jobs.task_done();
    }
  });
  for (Job& job : some_jobs()) jobs.put(std::move(job));
  jobs.join();
  std::puts("all done");
  worker.kill();
}

}  // namespace

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  in_order();
  by_urgency();
  until_done();
}
