#pragma once
/// A session, the main class of the library. It builds the HTTP client, the
/// frontier and the visitor from one configuration, and fetches single URLs,
/// lists and whole sites.
///
///   gfetch::Hub hub;
///   gfetch::crawl::Session session;
///   gfetch::crawl::Visit page = session.get("https://example.org/");
///   if (page.ok) std::printf("%s\n", page.body->c_str());
///
/// A crawl is a range of visits, and the end of the range stops the crawl. In
/// this loop the range ends with the loop:
///
///   Session site({.urls = {"https://example.org/"}});
///   for (Visit& visit : site.crawl({.depth = 2})) use(visit);
///
/// Errors are part of the visits: a URL that cannot be fetched is a visit with
/// an `error`, and a URL that the rules skip is a visit with a `reason`.
///
/// A session belongs to the hub of the thread that created it, and must be
/// destroyed before the hub. No other thread may use it.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawl/crawl_rules.h"
#include "gfetch/crawl/reporter.h"
#include "gfetch/crawl/run.h"
#include "gfetch/crawl/seed_input.h"
#include "gfetch/crawl/session_config.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/fiber/queue.h"

namespace gfetch::crawl {

/// The visits of a run, in the order in which they finish. The run has its own
/// fiber, which waits while 16 visits are not yet consumed. The destructor
/// stops the run and waits for the end of its fibers.
class VisitRange {
 public:
  using Iterator = Queue<Visit>::Iterator;

  VisitRange(VisitRange&& other) noexcept;
  VisitRange& operator=(VisitRange&& other) noexcept;
  ~VisitRange();

  /// Returns the first visit. Blocks the calling fiber until a visit has
  /// finished or the run is over.
  Iterator begin();
  Iterator end();

  /// Returns the result of the run. The run ends only after all visits have
  /// been consumed. Rethrows an exception that a bug in the run threw. Blocks
  /// the calling fiber until the run is over.
  const RunResult& result();

 private:
  friend class Session;
  class Stream;
  explicit VisitRange(std::unique_ptr<Stream> stream);

  std::unique_ptr<Stream> stream_;
};

class Session {
 public:
  /// Throws std::invalid_argument if no request could ever start: without
  /// workers, with a capacity of 0, or at a rate of 0.
  explicit Session(SessionConfig config = {});
  /// Creates a session whose run() sends its visits to `reporter`, which must
  /// outlive the session.
  Session(SessionConfig config, Reporter& reporter);
  /// Kills the fibers that are in a call of this session, so that its run and
  /// all its requests end. Blocks the calling fiber until they have.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Fetches `url`, with its redirects and retries, and returns the visit with
  /// the body: `body` holds text as UTF-8, `body_base64` any other body. Any
  /// number of fibers may call this at the same time; at most `workers`
  /// requests are in flight, and each host's politeness is respected. A kill or
  /// a Timeout in the calling fiber cancels the request. robots.txt is not
  /// checked, because the caller named this URL. Blocks the calling fiber until
  /// the visit has finished.
  Visit get(std::string_view url);

  /// Fetches `url` as get() does, with a method, headers and a request body.
  /// The method is POST when there is a body but no method. Blocks the calling
  /// fiber until the visit has finished.
  Visit send(std::string_view url, RequestOverrides request);

  /// Sends `json`, a JSON text, to `url` in a POST request with the
  /// Content-Type application/json. Blocks the calling fiber until the visit
  /// has finished.
  Visit post_json(std::string_view url, std::string json);

  /// Sends the file `path` to `url` in a PUT request. The file is streamed from
  /// disk. If it cannot be read, the visit has the error kIo. Blocks the
  /// calling fiber until the visit has finished.
  Visit upload(std::string_view url, const std::string& path);

  /// Fetches `url` and streams the body to the file `path`, replacing any file
  /// of that name. Missing folders are created. The file gets its name only if
  /// the body is complete and the status is accepted; the visit's `file` is
  /// then the path. If the file cannot be written, or `path` is something other
  /// than a regular file, the visit has the error kIo. Blocks the calling fiber
  /// until the visit has finished.
  Visit download(std::string_view url, const std::string& path);

  /// Crawls from the configured URLs by `rules`, and returns the visits. The
  /// session must outlive the range.
  VisitRange crawl(CrawlRules rules = {});

  /// Fetches the configured URLs, as a crawl if the configuration has crawl
  /// rules, else as a list. Returns the visits. The session must outlive the
  /// range.
  VisitRange visits();

  /// Fetches the configured URLs, and sends each visit to the reporter. Every
  /// input is reported exactly once, even if the run is stopped, unless the
  /// output fails or the calling fiber is killed. A session has at most one run
  /// at a time, and can have several in succession; std::logic_error is thrown
  /// for a second one. Blocks the calling fiber until the run is over.
  RunResult run();

  /// Runs as run() does, with `inputs` instead of the configured URLs. Blocks
  /// the calling fiber until the run is over.
  RunResult run(std::vector<SeedInput> inputs);

  /// Stops the current run: kills its visits and reports the remaining URLs as
  /// unfinished. A second call skips these reports. Does nothing when there is
  /// no run.
  void stop(RunEnd reason = RunEnd::kInterrupted);

  /// Returns the state of the current run, with at most `rows` visits and
  /// `rows` hosts. Without a run all counts are zero.
  RunStatus status(std::size_t rows = 0) const;

 private:
  class Core;
  friend class VisitRange;

  std::unique_ptr<Core> core_;
};

}  // namespace gfetch::crawl
