#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "crawl/body/body_use.h"
#include "save/file_name.h"
#include "save/mirror_name.h"
#include "save/partial_file.h"
#include "save/resume.h"

namespace gfetch::crawl {
namespace {

/// Returns the identity of a request: its method, URL, headers and body.
/// Requests with different keys get different files.
std::string key_of(const Candidate& candidate, std::string_view method) {
  std::string key(method);
  key.append(1, ' ').append(candidate.url.request_url());
  if (!candidate.overrides) return key;
  for (const http::Header& header : candidate.overrides->headers) {
    key.append(1, '\n').append(header.name).append(": ").append(header.value);
  }
  return key.append("\n\n").append(candidate.overrides->body.value_or(""));
}

/// Returns true if the URL alone identifies the response body, as for a GET
/// request without own headers.
bool mirrors(const Candidate& candidate, std::string_view method) {
  return !candidate.overrides && method == "GET";
}

class SaveBody final : public BodyUse {
 public:
  SaveBody(const VisitorOptions& options, const Candidate& candidate,
           std::string_view method)
      : folder_(*options.bodies.folder),
        mirror_(mirrors(candidate, method) ? options.bodies.mirror
                                           : std::nullopt),
        accept_(options.accept),
        resumes_(options.bodies.resumes && method == "GET"),
        key_(key_of(candidate, method)),
        url_name_(save::url_file_name(candidate.url)),
        part_name_(save::safe_file_name(url_name_, key_)),
        bodiless_(method == "HEAD") {}

  // Adds a Range header that starts at the last byte of the partial file. With
  // that byte the range is never empty, even if the file is complete.
  void prepare(http::Request& request) override {
    asked_from_.reset();
    wants_restart_ = false;
    begun_ = false;
    if (mirror_) asked_ = request.url.text();
    const bool sends = request.body || request.body_file;
    if (!resumes_ || request.method != "GET" || sends) return;
    if (!part_) part_ = folder_.resume(part_name_);
    if (!part_ || !part_->origin() || part_->size() == 0) return;
    asked_from_ = part_->size() - 1;
    set_header(request.headers, "Range",
               "bytes=" + std::to_string(*asked_from_) + '-');
    set_header(request.headers, "If-Range", part_->origin()->validator);
  }

  Result<void> begin(const http::Response& response) override {
    path_.clear();
    const int status = response.status_code;
    if (asked_from_ && (status == kPartialContent || status == kNotInRange)) {
      return go_on(response);
    }
    asked_from_.reset();
    if (bodiless_ || !accept_.contains(status)) return {};
    return restart(response);
  }

  Result<void> take_back(const web::BodyDecoder::Output& output) override {
    if (!continued()) return {};
    return part_->read_back(output);
  }

  bool wants_restart() const override { return wants_restart_; }
  bool continued() const override { return begun_ && asked_from_; }

  Result<void> take(std::string_view bytes) override {
    if (!begun_) return {};
    return part_->write(bytes);
  }

  Result<void> finish() override {
    if (!begun_) return {};
    Result<std::string> path = part_->finish(name_, flat_name_);
    part_.reset();
    if (!path) return path.error();
    path_ = std::move(*path);
    return {};
  }

  void record(Visit& visit) override { visit.file = path_; }

 private:
  static constexpr int kPartialContent = 206;
  static constexpr int kNotInRange = 416;

  Result<void> go_on(const http::Response& response) {
    const bool fits =
        response.status_code == kPartialContent &&
        continues(response.headers, *part_->origin(), *asked_from_);
    if (!fits) {
      wants_restart_ = true;
      if (Result<void> cut = part_->cut(0); !cut) return cut;
      return Error{ErrorKind::kBadResponse, "not the rest of what is there"};
    }
    name_body(response);
    begun_ = true;
    return part_->cut(*asked_from_);
  }

  Result<void> restart(const http::Response& response) {
    if (part_) {
      if (Result<void> cut = part_->cut(0); !cut) return cut;
    } else {
      Result<save::PartialFile> part = folder_.begin(part_name_);
      if (!part) return part.error();
      part_.emplace(std::move(*part));
    }
    name_body(response);
    begun_ = true;
    if (!resumes_) return {};
    const auto origin = save::origin_of(response.headers);
    return origin ? part_->remember(*origin) : Result<void>();
  }

  void name_body(const http::Response& response) {
    if (mirror_) return name_page(response);
    const http::Header* header =
        find_header(response.headers, "Content-Disposition");
    const std::string wished =
        header == nullptr ? "" : save::disposition_file_name(header->value);
    name_ = wished.empty() ? part_name_ : save::safe_file_name(wished, key_);
  }

  // Names the file after the URL of the current exchange: after a redirect, the
  // body belongs to the last URL.
  void name_page(const http::Response& response) {
    const http::Header* const header =
        find_header(response.headers, "Content-Type");
    const std::string_view type =
        header == nullptr ? std::string_view() : header->value;
    const Result<web::Url> url = web::parse_url(asked_);
    if (!url) return;
    name_ = mirror_name(*url, type, *mirror_);
    flat_name_ = save::flat_name(*url, type);
  }

  save::BodyFolder& folder_;
  std::optional<save::CaseSensitivity>
      mirror_;  // absent: all bodies are saved in one folder
  const AcceptSet& accept_;
  bool resumes_;
  std::string key_;
  std::string url_name_;
  std::string part_name_;
  bool bodiless_;

  std::string name_;
  std::string flat_name_;  // used when the mirror name is blocked
  std::string asked_;      // the URL of the current exchange
  std::optional<save::PartialFile> part_;
  // The first byte of the range that the request asked for.
  std::optional<std::uint64_t> asked_from_;
  bool begun_ = false;  // whether the body is written to part_
  bool wants_restart_ = false;
  std::string path_;  // the path of the complete file
};

}  // namespace

std::unique_ptr<BodyUse> save_body(const VisitorOptions& options,
                                   const Candidate& candidate,
                                   std::string_view method) {
  return std::make_unique<SaveBody>(options, candidate, method);
}

}  // namespace gfetch::crawl
