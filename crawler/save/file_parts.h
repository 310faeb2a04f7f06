#pragma once
/// What the names of files are made of. All pure.

#include <cstddef>
#include <string_view>

namespace gfetch::save {

/// The `.pdf` of a name; empty when it has none worth keeping.
std::string_view ending_of(std::string_view name);

/// Whether Windows takes it for a device.
bool is_device(std::string_view name);

/// Cut to `most` bytes, but not within a character.
std::string_view cut_text(std::string_view text, std::size_t most);

}  // namespace gfetch::save
