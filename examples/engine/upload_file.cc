// Reads a file for an upload. The bytes are read when they are sent; here four
// at a time, in place of a connection.

#include "gfetch/http/upload_file.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "gfetch/http/http.h"

namespace {

gfetch::Result<gfetch::http::Request> backup() {
  gfetch::http::Request request;
  auto file = gfetch::http::UploadFile::open("backup.tar");
  if (!file) return file.error();
  request.method = "PUT";
  request.body_file = *file;
  return request;
}

}  // namespace

int main() {
  const auto folder = std::filesystem::temp_directory_path() /
                      ("gfetch-example-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  std::filesystem::current_path(folder);
  if (const auto absent = backup(); !absent) {
    std::puts(absent.error().message.c_str());
  }
  std::ofstream("backup.tar") << "all we have";
  const auto request = backup();
  std::filesystem::current_path("/");
  std::filesystem::remove_all(folder);  // the open file stays readable

  const gfetch::http::UploadFile& file = *request->body_file;
  std::printf("%s of %ju bytes\n", request->method.c_str(),
              static_cast<std::uintmax_t>(file.size()));
  std::array<char, 4> buffer{};
  for (std::size_t at = 0; at < file.size();) {
    const std::size_t count = file.read(at, buffer).value_or(file.size());
    std::printf("%.*s\n", static_cast<int>(count), buffer.data());
    at += count;
  }
}
