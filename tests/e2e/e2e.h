#pragma once
/// Shared helpers of the end-to-end tests, which run the gfetch program with
/// real sockets.

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/test_server.h"

namespace gfetch::test {

using namespace std::chrono_literals;

/// Runs `gfetch -q -f jsonl ARGS`.
inline Finished fetch(std::vector<std::string> args, Command command = {}) {
  std::vector<std::string> all{"-q", "-f", "jsonl"};
  all.insert(all.end(), args.begin(), args.end());
  return gfetch(std::move(all), std::move(command));
}

/// Returns the single record of a run; an absent value when the run has no
/// record or several.
inline Json only_record(const Finished& finished) {
  const std::vector<Json> records = finished.records();
  return records.size() == 1 ? records[0] : Json::absent();
}

/// Returns a list of the URLs `http://HOST:PORT/1` to `/count`, one per line.
inline std::string url_list(const TestServer& server, int count,
                            std::string_view prefix = "/") {
  std::string lines;
  for (int i = 1; i <= count; ++i)
    lines += server.url(std::string(prefix) + std::to_string(i)) + "\n";
  return lines;
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace gfetch::test
