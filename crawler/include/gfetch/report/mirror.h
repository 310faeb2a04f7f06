#pragma once
/// The reporters that make a mirror of the saved bodies of a crawl.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gfetch/crawl/crawl_rules.h"
#include "gfetch/crawl/reporter.h"
#include "gfetch/save/body_folder.h"
#include "gfetch/web/url.h"

namespace gfetch::report {

/// Rewrites the links in the saved pages of a mirror at the end of the run.
/// Links to saved files become relative, all other links become absolute, so
/// that the folder can be moved and read without a network.
///
///   MirrorLinks links(folder);
///   … links.report(visit) …
///   links.finish();
///
/// Only the bytes of links in pages and style sheets change. Three things are
/// not rewritten: files in UTF-16 or ISO-2022-JP, where an ASCII byte may be
/// part of another character; files larger than kMaxConverted; and links that
/// scripts create.
class MirrorLinks final : public crawl::Reporter {
 public:
  /// The size limit in bytes of a rewritten file, which is held in memory
  /// meanwhile.
  static constexpr std::size_t kMaxConverted = std::size_t{16} << 20;

  /// A function that receives warnings for the user.
  using Warn = std::function<void(std::string_view)>;

  /// Creates a reporter that rewrites the files in `folder`, which contains the
  /// saved bodies and must outlive the reporter.
  explicit MirrorLinks(save::BodyFolder& folder,
                       crawl::SeenKeyOptions seen = {}, Warn warn = nullptr);

  Result<void, save::WriteError> report(const crawl::Visit& visit) override;

  /// Rewrites the files of all reported visits. The error is a write error of
  /// the folder. Blocks the thread only for the disk.
  Result<void, save::WriteError> finish() override;

 private:
  enum class Kind : std::uint8_t { kOther, kPage, kStyle };

  struct File {
    std::string name;  ///< the file's path within the folder
    web::Url base;     ///< the URL that the file's links are relative to
    std::string charset;
    Kind kind = Kind::kOther;
  };

  static Kind kind_of(const crawl::Visit& visit);
  void map_url(std::string_view url, std::uint32_t file);
  Result<void> convert(const File& file);
  std::string converted(const File& file, std::string_view source) const;
  std::string target_in(const File& file, const web::Url& url) const;

  save::BodyFolder& folder_;
  crawl::SeenKeyOptions seen_;
  Warn warn_;
  std::vector<File> files_;
  std::unordered_map<std::string, std::uint32_t> by_name_;
  /// The indexes of the saved files by seen key.
  std::unordered_map<std::string, std::uint32_t> by_url_;
};

/// Gives every folder of a mirror an index.html, so that links to the folder
/// work without a server. A crawl saves `/docs/` and `/docs/index.html` in two
/// files. If it fetched only `/docs/index.html`, finish() copies that page to
/// the file of `/docs/`.
///
///   MirrorIndexes indexes(folder);
///   … indexes.report(visit) …
///   indexes.finish();
class MirrorIndexes final : public crawl::Reporter {
 public:
  /// Creates a reporter that adds files to `folder`, which contains the saved
  /// bodies and must outlive the reporter.
  explicit MirrorIndexes(save::BodyFolder& folder) : folder_(folder) {}

  Result<void, save::WriteError> report(const crawl::Visit& visit) override;

  /// Copies the missing index files. The error is a write error of the folder.
  /// Blocks the thread only for the disk.
  Result<void, save::WriteError> finish() override;

 private:
  Result<void> copy(const std::string& named, const std::string& index);

  save::BodyFolder& folder_;
  std::set<std::string> named_;    ///< folders with a saved `/docs/index.html`
  std::set<std::string> indexed_;  ///< folders with a saved `/docs/`
};

}  // namespace gfetch::report
