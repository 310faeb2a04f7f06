#include "web/html/srcset.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "web/text/ascii.h"

namespace gfetch::web {
namespace {

/// The kinds of descriptors found so far for one image candidate.
struct Descriptors {
  bool width = false;
  bool density = false;
  bool height = false;
};

bool is_zero(std::string_view digits) {
  return digits.find_first_not_of('0') == digits.npos;
}

bool is_integer(std::string_view text) {
  return !text.empty() && run_of(text, kDigitByte) == text.size();
}

/// Takes a run of digits off `text`. Returns false when there is none.
bool take_digits(std::string_view& text) {
  const std::size_t run = run_of(text, kDigitByte);
  text.remove_prefix(run);
  return run > 0;
}

bool take_one_of(std::string_view& text, std::string_view characters) {
  const bool there =
      !text.empty() && characters.find(text.front()) != characters.npos;
  if (there) text.remove_prefix(1);
  return there;
}

/// Returns true if `text` is a valid floating-point number that is not
/// negative.
bool is_density(std::string_view text) {
  const std::string_view mantissa = text.substr(0, text.find_first_of("eE"));
  const bool negative = take_one_of(text, "-");
  bool number = take_digits(text);
  if (take_one_of(text, ".")) number = take_digits(text);
  if (take_one_of(text, "eE")) {
    take_one_of(text, "+-");
    number = number && take_digits(text);
  }
  const bool zero = mantissa.find_first_of("123456789") == mantissa.npos;
  return number && text.empty() && (!negative || zero);
}

/// Adds `descriptor` to the image's earlier descriptors `others`. Returns false
/// when it is invalid or cannot be combined with them.
bool take_descriptor(std::string_view descriptor, Descriptors& others) {
  const char unit = descriptor.back();
  descriptor.remove_suffix(1);
  if (unit == 'w' && is_integer(descriptor) && !is_zero(descriptor)) {
    return !others.density && !std::exchange(others.width, true);
  }
  if (unit == 'x' && is_density(descriptor)) {
    return !others.width && !others.height &&
           !std::exchange(others.density, true);
  }
  if (unit == 'h' && is_integer(descriptor) && !is_zero(descriptor)) {
    return !others.density && !std::exchange(others.height, true);
  }
  return false;
}

/// Returns the length of the descriptor at the start of `text`. Whitespace and
/// commas within parentheses belong to the descriptor.
std::size_t descriptor_length(std::string_view text) {
  bool nested = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (nested) {
      nested = c != ')';
    } else if (c == '(') {
      nested = true;
    } else if (c == ',' || is_whitespace(c)) {
      break;
    }
  }
  return at;
}

/// Takes the descriptors of one image, and the comma after them, off `rest`.
/// Returns true if they are valid.
bool take_descriptors(std::string_view& rest) {
  Descriptors descriptors;
  bool valid = true;
  for (;;) {
    rest.remove_prefix(run_of(rest, kWhitespaceByte));
    const std::string_view descriptor = rest.substr(0, descriptor_length(rest));
    rest.remove_prefix(descriptor.size());
    if (!descriptor.empty())
      valid = take_descriptor(descriptor, descriptors) && valid;
    if (rest.empty() || take_one_of(rest, ",")) break;
  }
  return valid && (!descriptors.height || descriptors.width);
}

}  // namespace

std::vector<std::string_view> images_in_srcset(std::string_view srcset) {
  std::vector<std::string_view> images;
  for (;;) {
    srcset.remove_prefix(
        std::min(srcset.find_first_not_of(" \t\n\f\r,"), srcset.size()));
    if (srcset.empty()) return images;
    std::string_view image =
        srcset.substr(0, run_before(srcset, kWhitespaceByte));
    srcset.remove_prefix(image.size());
    if (image.ends_with(',')) {
      // The URL is not empty, because leading commas have been skipped.
      image = image.substr(0, image.find_last_not_of(',') + 1);
      images.push_back(image);
    } else if (take_descriptors(srcset)) {
      images.push_back(image);
    }
  }
}

}  // namespace gfetch::web
