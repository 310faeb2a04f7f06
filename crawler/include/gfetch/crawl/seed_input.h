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

/// One input of a run. It owns its descriptor, except for stdin.
class SeedInput {
 public:
  /// The URLs of the command line. Records name them `argv:1`, `argv:2` and so
  /// on.
  static SeedInput arguments(std::vector<std::string> urls);

  /// Opens the file `name`. Records name its lines `name:1` and so on. The
  /// error is kIo with a sentence that names the file.
  static Result<SeedInput> file(const std::string& name);

  /// Lines in memory. Records name them `name:1` and so on.
  static SeedInput text(std::string name, std::string_view lines);

  /// A borrowed descriptor. Other processes may share it, so its flags are not
  /// changed. Records name its lines `stdin:1` and so on.
  static SeedInput stdin_stream(int descriptor = 0);

  SeedInput(SeedInput&& other) noexcept;
  SeedInput& operator=(SeedInput&& other) noexcept;
  ~SeedInput();

 private:
  friend class SeedReader;
  SeedInput() = default;

  std::string name_;
  std::vector<std::string> arguments_;
  int descriptor_ = -1;  ///< -1: the input consists of arguments_
  bool owned_ = false;
  bool finite_ = true;  ///< true for arguments and regular files
  bool waits_ = false;  ///< true for pipes, sockets and terminals
};

struct SeedReaderOptions {
  bool expand = false;  ///< URLs are patterns for Expansion
  /// Files and stdin are sitemaps: XML or one URL per line, gzipped or not.
  /// Each is read to its end before its first URL is returned, and has at most
  /// 50,000 URLs. A sitemap that exceeds a limit or has no URL yields a
  /// BadLine.
  bool sitemaps = false;
};

}  // namespace gfetch::crawl
