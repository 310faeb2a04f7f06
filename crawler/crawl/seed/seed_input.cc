#include "gfetch/crawl/seed_input.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace gfetch::crawl {
namespace {

bool is_directory(const struct stat& status) {
  return S_ISDIR(status.st_mode);
}

bool is_file(const struct stat& status) {
  return S_ISREG(status.st_mode);
}

// Returns true if reading `descriptor` may wait for another process or for a
// user.
bool may_wait(const struct stat& status, int descriptor) {
  if (S_ISCHR(status.st_mode)) return isatty(descriptor) == 1;
  return S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode);
}

}  // namespace

SeedInput SeedInput::arguments(std::vector<std::string> urls) {
  SeedInput input;
  input.name_ = "argv";
  input.arguments_ = std::move(urls);
  return input;
}

Result<SeedInput> SeedInput::file(const std::string& name) {
  SeedInput input;
  input.name_ = name;
  input.descriptor_ = open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (input.descriptor_ < 0) return input.cannot_read(errno);
  input.owned_ = true;
  struct stat status = {};
  if (fstat(input.descriptor_, &status) != 0) return input.cannot_read(errno);
  if (is_directory(status)) return input.cannot_read(EISDIR);
  input.finite_ = is_file(status);
  input.waits_ = may_wait(status, input.descriptor_);
  return input;
}

Error SeedInput::cannot_read(int error_number) const {
  return {ErrorKind::kIo, "cannot read " + name_ + ": " +
                              std::generic_category().message(error_number)};
}

SeedInput SeedInput::text(std::string name, std::string_view lines) {
  // The text is written to an anonymous file, so that every input is read in
  // the same way.
  SeedInput input;
  input.name_ = std::move(name);
  input.owned_ = true;
  input.descriptor_ = memfd_create("seeds", MFD_CLOEXEC);
  while (!lines.empty()) {
    const ssize_t bytes = write(input.descriptor_, lines.data(), lines.size());
    if (bytes < 0) {
      throw std::system_error(errno, std::generic_category(), "memfd");
    }
    lines.remove_prefix(static_cast<std::size_t>(bytes));
  }
  lseek(input.descriptor_, 0, SEEK_SET);
  return input;
}

SeedInput SeedInput::stdin_stream(int descriptor) {
  SeedInput input;
  input.name_ = "stdin";
  input.descriptor_ = descriptor;
  struct stat status = {};
  if (fstat(descriptor, &status) == 0) {
    input.finite_ = is_file(status);
    input.waits_ = may_wait(status, descriptor);
  }
  return input;
}

SeedInput::SeedInput(SeedInput&& other) noexcept
    : name_(std::move(other.name_)),
      arguments_(std::move(other.arguments_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      owned_(std::exchange(other.owned_, false)),
      finite_(other.finite_),
      waits_(other.waits_) {}

SeedInput& SeedInput::operator=(SeedInput&& other) noexcept {
  std::swap(name_, other.name_);
  std::swap(arguments_, other.arguments_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(owned_, other.owned_);
  std::swap(finite_, other.finite_);
  std::swap(waits_, other.waits_);
  return *this;
}

SeedInput::~SeedInput() {
  if (owned_) close(descriptor_);
}

}  // namespace gfetch::crawl
