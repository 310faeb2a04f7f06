#pragma once
/// The inputs of a run: arguments, files, stdin.
///
///   std::vector<SeedInput> inputs;
///   inputs.push_back(SeedInput::arguments({"http://a/"}));
///   inputs.push_back(*SeedInput::file("urls.txt"));
///   RunResult result = session.run(std::move(inputs));

#include <string>
#include <string_view>
#include <vector>

#include "gfetch/net/result.h"

namespace gfetch::crawl {

/// An input of a run: arguments, a file, a text or stdin. It owns its
/// descriptor, except for stdin.
class SeedInput {
 public:
  /// Returns an input of the URLs on the command line. Records call them
  /// `argv:1`, `argv:2` and so on.
  static SeedInput arguments(std::vector<std::string> urls);

  /// Opens the file `name` as an input. Records call its lines `name:1` and so
  /// on. The error is kIo with a sentence that names the file.
  static Result<SeedInput> file(const std::string& name);

  /// Returns an input of lines in memory. Records call them `name:1` and so on.
  static SeedInput text(std::string name, std::string_view lines);

  /// Returns an input that reads a borrowed descriptor. Its flags are not
  /// changed, because other processes may share it. Records call its lines
  /// `stdin:1` and so on.
  static SeedInput stdin_stream(int descriptor = 0);

  SeedInput(SeedInput&& other) noexcept;
  SeedInput& operator=(SeedInput&& other) noexcept;
  ~SeedInput();

 private:
  friend class SeedReader;
  SeedInput() = default;
  Error cannot_read(int error_number) const;

  std::string name_;
  std::vector<std::string> arguments_;
  int descriptor_ = -1;  ///< -1: the input consists of arguments_
  bool owned_ = false;
  bool finite_ = true;  ///< true for arguments and regular files
  bool waits_ = false;  ///< true for pipes, sockets and terminals
};

struct SeedReaderOptions {
  bool expand = false;  ///< treat URLs as patterns (see Expansion)
  /// Treat files and stdin as sitemaps: XML or one URL per line, gzipped or
  /// not. A sitemap is read to its end before its first URL is returned, and
  /// has at most 50,000 URLs. A sitemap that exceeds a limit or has no URL
  /// yields a BadLine.
  bool sitemaps = false;
  /// Let a JSON line set the Host header: it then names another virtual host of
  /// the server, which gets the login of the URL's origin.
  bool lines_set_host = false;
};

}  // namespace gfetch::crawl
