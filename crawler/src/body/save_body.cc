#include <optional>
#include <string>
#include <utility>

#include "body_use.h"
#include "gfetch/crawler/body_folder.h"
#include "gfetch/crawler/file_name.h"

namespace gfetch::detail {
namespace {

/// What tells a request from every other that could be saved in its place.
std::string key_of(const Candidate& candidate, std::string_view method) {
  std::string key(method);
  key.append(1, ' ').append(candidate.url.request_url());
  if (!candidate.overrides) return key;
  for (const Header& header : candidate.overrides->headers) {
    key.append(1, '\n').append(header.name).append(": ").append(header.value);
  }
  return key.append("\n\n").append(candidate.overrides->body.value_or(""));
}

class SaveBody final : public BodyUse {
 public:
  SaveBody(BodyFolder& folder, const AcceptSet& accept,
           const Candidate& candidate, std::string_view method)
      : folder_(folder),
        accept_(accept),
        key_(key_of(candidate, method)),
        url_name_(url_file_name(candidate.url)),
        bodiless_(method == "HEAD") {}

  Result<void> begin(const Response& response) override {
    part_.reset();
    path_.clear();
    if (bodiless_ || !accept_.contains(response.status_code)) return {};
    const Header* header = find_header(response.headers, "Content-Disposition");
    std::string wished =
        header == nullptr ? "" : disposition_file_name(header->value);
    name_ = safe_file_name(wished.empty() ? url_name_ : wished, key_);
    Result<PartialFile> part = folder_.begin(safe_file_name(url_name_, key_));
    if (!part) return part.error();
    part_.emplace(std::move(*part));
    return {};
  }

  Result<void> take(std::string_view bytes) override {
    if (!part_) return {};
    return part_->write(bytes);
  }

  Result<void> finish() override {
    if (!part_) return {};
    Result<std::string> path = part_->finish(name_);
    if (!path) return path.error();
    path_ = std::move(*path);
    return {};
  }

  void record(Visit& visit) override { visit.file = path_; }

 private:
  BodyFolder& folder_;
  const AcceptSet& accept_;
  std::string key_;
  std::string url_name_;
  bool bodiless_;
  std::string name_;
  std::optional<PartialFile> part_;
  std::string path_;  // of a whole body
};

}  // namespace

std::unique_ptr<BodyUse> save_body(const VisitorOptions& options,
                                   const Candidate& candidate,
                                   std::string_view method) {
  return std::make_unique<SaveBody>(*options.bodies.folder, options.accept,
                                    candidate, method);
}

}  // namespace gfetch::detail
