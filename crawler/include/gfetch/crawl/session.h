#pragma once
/// A session: the library's front door. It builds all that fetching takes from
/// one configuration, and fetches single URLs, lists and whole sites.
///
///   gfetch::Hub hub;
///   gfetch::crawl::Session session;
///   gfetch::crawl::Visit page = session.get("https://example.org/");
///   if (page.ok) std::printf("%s\n", page.body->c_str());
///
/// A crawl is a range of visits; leaving the loop stops the crawl:
///
///   Session site({.urls = {"https://example.org/"}});
///   for (Visit& visit : site.crawl({.depth = 2})) use(visit);
///
/// Errors are in the visits: a URL that cannot be fetched is a visit with
/// `error`, and one that is not to be fetched has a `reason`.
///
/// A session belongs to the hub of the thread that made it, and outlives all
/// calls of it.

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

/// The visits of a run, as they end. The run goes on in a fiber of its own,
/// and waits when 16 visits wait to be taken. Its destructor stops the run and
/// waits for the end of its fibers.
class VisitRange {
 public:
  using Iterator = Queue<Visit>::Iterator;

  VisitRange(VisitRange&& other) noexcept;
  VisitRange& operator=(VisitRange&& other) noexcept;
  ~VisitRange();

  /// Blocks the calling fiber until there is a visit, or the run is over.
  Iterator begin();
  Iterator end();

  /// Waits for the end of the run, which needs all visits to be taken, and
  /// gives its result. Throws what a bug in the run threw.
  /// Blocks the calling fiber.
  const RunResult& result();

 private:
  friend class Session;
  class Stream;
  explicit VisitRange(std::unique_ptr<Stream> stream);

  std::unique_ptr<Stream> stream_;
};

class Session {
 public:
  explicit Session(SessionConfig config = {});
  /// `reporter`, which receives the visits of run(), outlives the session.
  Session(SessionConfig config, Reporter& reporter);
  /// Ends what is under way. Blocks the calling fiber while its fibers end.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Fetches `url`, with its redirects and retries, and gives the visit with
  /// its body: `body` when it is text, as UTF-8, or else `body_base64`. Any
  /// number of fibers may call it at the same time; at most `workers` of them
  /// are served at once, politely for each host. A kill or a Timeout of the
  /// caller ends the request at once. As with a list, robots.txt is not asked:
  /// the caller named this URL.
  /// Blocks the calling fiber.
  Visit get(std::string_view url);

  /// The same with a method, headers and a body of its own: POST when there is
  /// a body and no method.
  /// Blocks the calling fiber.
  Visit send(std::string_view url, RequestOverrides request);

  /// Posts `json`, a JSON text, as application/json.
  /// Blocks the calling fiber.
  Visit post_json(std::string_view url, std::string json);

  /// Puts the file `path` to `url`: it is read as it is sent. A file that
  /// cannot be read is the visit's error, kIo.
  /// Blocks the calling fiber.
  Visit upload(std::string_view url, const std::string& path);

  /// Fetches `url` into the file `path`, in place of any file of that name. It
  /// streams there: the file has its name when the body is whole and its status
  /// accepted, and `file` of the visit says so. A file that cannot be written
  /// is the visit's error, kIo.
  /// Blocks the calling fiber.
  Visit download(std::string_view url, const std::string& path);

  /// Crawls from the configured URLs by `rules`. The session outlives the
  /// range.
  VisitRange crawl(CrawlRules rules = {});

  /// Fetches the configured URLs, by the configured rules if there are any.
  /// The session outlives the range.
  VisitRange visits();

  /// The same, each visit going to the reporter. Every input comes to exactly
  /// one report, also when the run is stopped, unless the output fails.
  /// A session has at most one run at a time, but may run again.
  /// Blocks the calling fiber.
  RunResult run();

  /// The same for `inputs` in place of the configured URLs.
  /// Blocks the calling fiber.
  RunResult run(std::vector<SeedInput> inputs);

  /// Ends the run under way before its end: its visits are killed, and what is
  /// left is reported as unfinished. A second call skips even that. Does
  /// nothing without a run.
  void stop(RunEnd reason = RunEnd::kInterrupted);

  /// The state of the run under way, or of none: at most `rows` visits and as
  /// many hosts.
  RunStatus status(std::size_t rows = 0) const;

 private:
  class Core;
  friend class VisitRange;

  std::unique_ptr<Core> core_;
};

}  // namespace gfetch::crawl
