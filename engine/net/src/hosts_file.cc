#include "hosts_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

namespace gfetch::net {
namespace {

constexpr std::string_view kBlank = " \t\r\f\v";

/// Removes the first word from `line` and returns the word.
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kBlank));
  line.remove_prefix(word.size());
  return word;
}

std::string lower_case(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

void add_line(HostsTable& table, std::string_view line) {
  line = line.substr(0, line.find('#'));
  const std::optional<IpAddress> address = parse_address(take_word(line));
  if (!address) return;
  for (std::string_view name = take_word(line); !name.empty();
       name = take_word(line)) {
    std::vector<IpAddress>& addresses = table[lower_case(name)];
    if (std::find(addresses.begin(), addresses.end(), *address) ==
        addresses.end()) {
      addresses.push_back(*address);
    }
  }
}

}  // namespace

HostsTable parse_hosts(std::string_view text) {
  HostsTable table;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    add_line(table, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return table;
}

const std::vector<IpAddress>* HostsFile::find(std::string_view name,
                                              TimePoint now) {
  if (now >= next_look_) {
    next_look_ = now + std::chrono::seconds(1);
    refresh();
  }
  const auto found = table_.find(name);
  return found == table_.end() ? nullptr : &found->second;
}

void HostsFile::refresh() {
  struct stat status {};
  if (stat(path_.c_str(), &status) != 0) {
    table_.clear();
    version_ = {Duration(-1), -1};
    return;
  }
  const std::pair<Duration, long> version = {
      std::chrono::seconds(status.st_mtim.tv_sec) +
          Duration(status.st_mtim.tv_nsec),
      status.st_size};
  if (version == version_) return;
  version_ = version;
  std::ostringstream text;
  text << std::ifstream(path_, std::ios::binary).rdbuf();
  table_ = parse_hosts(text.str());
}

}  // namespace gfetch::net
