#pragma once
/// Has the saved pages of a mirror link to each other: at the end of the run,
/// links to what was saved become relative to the page that holds them, all
/// others absolute. So the folder can be read without a network, and elsewhere.
///
///   MirrorLinks links(folder);
///   … links.report(visit) …
///   links.finish();
///
/// Pages and style sheets are changed, in no byte but those of their links.
/// Those in UTF-16 or ISO-2022-JP, in which ASCII is not always ASCII, those of
/// more than kMostConverted bytes, and what scripts make of links, stay as they
/// are.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gfetch/crawl/reporter.h"
#include "gfetch/crawl/seen_key.h"
#include "gfetch/save/body_folder.h"
#include "gfetch/web/url.h"

namespace gfetch::report {

class MirrorLinks final : public crawl::Reporter {
 public:
  /// They are held in memory, one at a time.
  static constexpr std::size_t kMostConverted = std::size_t{16} << 20;

  /// Receives sentences for the user.
  using Warn = std::function<void(std::string_view)>;

  /// `folder`, which outlives this, is the one that visits were saved in.
  explicit MirrorLinks(save::BodyFolder& folder,
                       crawl::SeenKeyOptions seen = {}, Warn warn = nullptr);

  Result<void, save::WriteError> report(const crawl::Visit& visit) override;

  /// Converts all that was reported. The error is that of the folder.
  /// Blocks the thread only for the disk.
  Result<void, save::WriteError> finish() override;

 private:
  enum class Kind : std::uint8_t { kOther, kPage, kStyle };

  struct File {
    std::string name;  ///< in the folder
    web::Url base;     ///< what its links are relative to
    std::string charset;
    Kind kind = Kind::kOther;
  };

  static Kind kind_of(const crawl::Visit& visit);
  void lead(std::string_view url, std::uint32_t file);
  Result<void> convert(const File& file);
  std::string converted(const File& file, std::string_view source) const;
  std::string target_in(const File& file, const web::Url& url) const;

  save::BodyFolder& folder_;
  crawl::SeenKeyOptions seen_;
  Warn warn_;
  std::vector<File> files_;
  std::unordered_map<std::string, std::uint32_t> by_name_;
  std::unordered_map<std::string, std::uint32_t> by_url_;  ///< by seen_key
};

}  // namespace gfetch::report
