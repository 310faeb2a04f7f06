#include "gfetch/http_server/static_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <system_error>
#include <utility>
#include <vector>

#include "byte_ranges.h"
#include "gfetch/http_server/server_request.h"
#include "http_date.h"
#include "open_beneath.h"
#include "preconditions.h"

namespace gfetch::http {

using server::ByteRange;
using server::OwnFd;
using server::Verdict;

namespace {

// The boundary of a response with several ranges. It must not occur in them,
// which chance sees to.
constexpr std::string_view kBoundary = "gfetch-7d29f5b1c1b84e0fa1e6";

struct File {
  OwnFd fd;
  struct stat status {};
  std::string name;
  std::string etag;

  std::uint64_t size() const noexcept {
    return static_cast<std::uint64_t>(status.st_size);
  }
};

// True for a path of names that may be served; a slash may be at its end.
bool may_be_served(std::string_view path) {
  if (path.find('\0') != path.npos) return false;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end == 0 || path.front() == '.') return false;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return true;
}

int status_of(int error) noexcept {
  switch (error) {
    case EACCES:
      return 403;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return 503;
    default:
      return 404;
  }
}

std::string make_etag(const struct stat& status) {
  std::string tag = "\"";
  for (const auto number :
       {static_cast<std::uint64_t>(status.st_mtim.tv_sec) * 1'000'000'000 +
            static_cast<std::uint64_t>(status.st_mtim.tv_nsec),
        static_cast<std::uint64_t>(status.st_size),
        static_cast<std::uint64_t>(status.st_ino)}) {
    std::array<char, 20> digits;
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), number, 16);
    tag.append(digits.data(), end.ptr).append("-");
  }
  tag.back() = '"';
  return tag;
}

File open_file(int folder, const std::string& path) {
  File file;
  file.fd = server::open_beneath(folder, path);
  if (!file.fd.open()) throw HttpError(status_of(errno));
  if (fstat(file.fd.get(), &file.status) != 0) throw HttpError(404);
  file.name = path.substr(path.rfind('/') + 1);
  file.etag = make_etag(file.status);
  return file;
}

server::ConditionFields conditions_of(const ServerRequest& request) {
  return {request.header("If-Match"), request.header("If-None-Match"),
          request.header("If-Modified-Since"),
          request.header("If-Unmodified-Since"), request.header("If-Range")};
}

std::string content_range(const ByteRange& range, std::uint64_t size) {
  return "bytes " + std::to_string(range.first) + '-' +
         std::to_string(range.first + range.count - 1) + '/' +
         std::to_string(size);
}

void send_range(const File& file, const ByteRange& range,
                ServerResponse& response) {
  response.status(206);
  response.header("Content-Type", media_type_of(file.name));
  response.header("Content-Range", content_range(range, file.size()));
  response.header("Content-Length", std::to_string(range.count));
  response.write_file(file.fd.get(), range.first, range.count);
}

void send_ranges(const File& file, const std::vector<ByteRange>& ranges,
                 ServerResponse& response) {
  std::vector<std::string> heads;
  const std::string end = "\r\n--" + std::string(kBoundary) + "--\r\n";
  std::uint64_t length = end.size();
  for (const ByteRange& range : ranges) {
    std::string head = heads.empty() ? "--" : "\r\n--";
    head.append(kBoundary).append("\r\nContent-Type: ");
    head.append(media_type_of(file.name)).append("\r\nContent-Range: ");
    head.append(content_range(range, file.size())).append("\r\n\r\n");
    length += head.size() + range.count;
    heads.push_back(std::move(head));
  }
  response.status(206);
  response.header("Content-Type",
                  "multipart/byteranges; boundary=" + std::string(kBoundary));
  response.header("Content-Length", std::to_string(length));
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    response.write(heads[i]);
    response.write_file(file.fd.get(), ranges[i].first, ranges[i].count);
  }
  response.write(end);
}

void send_whole(const File& file, ServerResponse& response) {
  response.header("Content-Type", media_type_of(file.name));
  response.header("Content-Length", std::to_string(file.size()));
  response.write_file(file.fd.get(), 0, file.size());
}

void send_body(const File& file, const ServerRequest& request, Verdict verdict,
               ServerResponse& response) {
  // Range is defined for GET alone (RFC 9110, 14.2).
  const auto field =
      request.method() == "GET" ? request.header("Range") : std::nullopt;
  if (verdict != Verdict::kRanges || !field) {
    return send_whole(file, response);
  }
  const auto ranges = server::parse_ranges(*field, file.size());
  if (!ranges) return send_whole(file, response);
  if (ranges->empty()) {
    response.header("Content-Range", "bytes */" + std::to_string(file.size()));
    throw HttpError(416);
  }
  if (ranges->size() == 1) return send_range(file, ranges->front(), response);
  send_ranges(file, *ranges, response);
}

void send_file(const File& file, const ServerRequest& request,
               const std::string& cache_control, ServerResponse& response) {
  const std::time_t modified =
      std::min(file.status.st_mtim.tv_sec, std::time(nullptr));
  const Verdict verdict =
      server::evaluate(conditions_of(request), {file.etag, modified});
  if (verdict == Verdict::kFailed) throw HttpError(412);
  response.header("ETag", file.etag);
  response.header("Last-Modified", server::format_date(modified));
  response.header("Accept-Ranges", "bytes");
  response.header("X-Content-Type-Options", "nosniff");
  if (!cache_control.empty()) response.header("Cache-Control", cache_control);
  if (verdict == Verdict::kNotModified) {
    response.status(304);
  } else {
    send_body(file, request, verdict, response);
  }
}

}  // namespace

struct StaticFiles::Folder {
  OwnFd fd;
  StaticFilesOptions options;
};

StaticFiles::StaticFiles(const std::string& root, StaticFilesOptions options) {
  OwnFd fd(open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!fd.open()) {
    throw std::system_error(errno, std::generic_category(), root);
  }
  folder_ = std::make_shared<Folder>(Folder{std::move(fd), std::move(options)});
}

void StaticFiles::operator()(ServerRequest& request,
                             ServerResponse& response) const {
  const StaticFilesOptions& options = folder_->options;
  if (request.method() != "GET" && request.method() != "HEAD") {
    response.header("Allow", "GET, HEAD");
    throw HttpError(405);
  }
  std::string path(request.has_parameter(options.parameter)
                       ? request.parameter(options.parameter)
                       : request.path().substr(1));
  if (!may_be_served(path)) throw HttpError(404);
  const bool names_folder = path.empty() || path.ends_with('/');
  File file = open_file(folder_->fd.get(), path.empty() ? "." : path);
  if (S_ISDIR(file.status.st_mode)) {
    if (!names_folder) {
      std::string home(request.target());
      home.insert(std::min(home.find('?'), home.size()), "/");
      return response.redirect(home, 308);
    }
    if (options.index.empty()) throw HttpError(404);
    file = open_file(folder_->fd.get(), path + options.index);
  }
  if (!S_ISREG(file.status.st_mode)) throw HttpError(404);
  send_file(file, request, options.cache_control, response);
}

}  // namespace gfetch::http
