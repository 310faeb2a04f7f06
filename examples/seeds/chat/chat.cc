#include "chat.h"

#include <algorithm>
#include <utility>

#include "gfetch/fiber/fiber.h"

namespace chat {
namespace {

bool continues(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

// The bytes of the UTF-8 sequence that begins with `first`; 0: none does.
std::size_t sequence_bytes(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

}  // namespace

bool is_name(std::string_view name, std::size_t most) {
  if (name.empty() || name.size() > most) return false;
  bool blank = true;
  for (std::size_t at = 0; at < name.size();) {
    const auto byte = static_cast<unsigned char>(name[at]);
    const std::size_t bytes = sequence_bytes(byte);
    if (bytes == 0 || at + bytes > name.size()) return false;
    const std::string_view rest = name.substr(at + 1, bytes - 1);
    if (!std::ranges::all_of(rest, continues)) return false;
    if (byte < 0x20 || byte == 0x7F) return false;
    blank = blank && byte == ' ';
    at += bytes;
  }
  return !blank;
}

bool Room::join(const std::string& user) {
  const auto now = gfetch::now();
  if (const auto known = users_.find(user); known != users_.end()) {
    known->second.last_seen = now;
    return true;
  }
  if (users_.size() >= limits_.users) return false;
  users_[user].last_seen = now;
  add(Kind::kCame, user);
  return true;
}

std::vector<std::string> Room::users() const {
  std::vector<std::string> names;
  for (const auto& [name, user] : users_) names.push_back(name);
  return names;
}

bool Room::say(const std::string& user, std::string text) {
  auto& said = users_.at(user).said;
  const auto now = gfetch::now();
  while (!said.empty() && said.front() <= now - std::chrono::seconds(1)) {
    said.pop_front();
  }
  if (said.size() >= limits_.per_second) return false;
  said.push_back(now);
  add(Kind::kSaid, user, std::move(text));
  return true;
}

// tutorial: poll
std::vector<Message> Room::poll(const std::string& user, std::uint64_t last,
                                gfetch::Duration limit) {
  // A poll that is killed, since its client is gone, ends as any other.
  struct Present {
    explicit Present(User& its_user) : present(its_user) { ++present.polls; }
    ~Present() {
      --present.polls;
      present.last_seen = gfetch::now();
    }
    User& present;
  };
  const Present scope(users_.at(user));
  if (last >= last_number()) (void)news_.wait(limit);
  return after(last);
}
// tutorial end

std::vector<Message> Room::after(std::uint64_t last) const {
  const auto first = std::ranges::find_if(
      messages_, [last](const Message& each) { return each.number > last; });
  return {first, messages_.end()};
}

std::vector<Message> Room::backlog(std::size_t size) const {
  return after(last_number() - std::min<std::uint64_t>(size, last_number()));
}

void Room::remove_absent() {
  const auto since = gfetch::now() - limits_.absence;
  std::vector<std::string> absent;
  for (const auto& [name, user] : users_) {
    if (user.polls == 0 && user.last_seen < since) absent.push_back(name);
  }
  for (const std::string& name : absent) {
    users_.erase(name);
    add(Kind::kLeft, name);
  }
}

void Room::add(Kind kind, std::string user, std::string text) {
  messages_.push_back({next_++, kind, std::move(user), std::move(text)});
  if (messages_.size() > limits_.kept) messages_.pop_front();
  news_.set();  // wakes those that wait now, and no later ones
  news_.clear();
}

}  // namespace chat
