#pragma once
// The three pages of the chat. What users have typed is text in them, and never
// becomes HTML or a part of an address.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chat.h"

namespace chat {

// What the page of a room shows.
struct RoomView {
  std::string name;
  std::string user;
  std::vector<std::string> users;
  std::vector<Message> messages;
  std::uint64_t last = 0;  // the number of the last message
};

// A room in the list of rooms.
struct RoomEntry {
  std::string name;
  std::size_t users = 0;
};

// The page that asks for a name; `problem` says why one was refused.
std::string choose_page(std::string_view problem = {});
// The page of a user, who chooses a room.
std::string main_page(const std::string& user,
                      const std::vector<RoomEntry>& rooms);
std::string room_page(const RoomView& view);

// Returns `text` as one part of a path.
std::string path_part(std::string_view text);

}  // namespace chat
