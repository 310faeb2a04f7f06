#include "gfetch/crawl/session.h"

#include <cstdio>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "crawl/frontier/link_list.h"
#include "crawl/session/session_run.h"
#include "crawl/session/shard.h"
#include "crawl/visit/unvisited.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/group.h"
#include "gfetch/http/upload_file.h"
#include "gfetch/web/url.h"

namespace gfetch::crawl {
namespace {

/// The reporter of a session without a reporter: it drops all visits.
class NoReporter final : public Reporter {
 public:
  Result<void, save::WriteError> report(const Visit&) override { return {}; }
  Result<void, save::WriteError> finish() override { return {}; }
};

Visit failed_visit(std::string_view url, Error error) {
  return visit_of(BadLine{.text = std::string(url),
                          .id = {},
                          .input = {},
                          .error = std::move(error)});
}

Error cannot_write(const std::string& path, const std::string& reason) {
  return {ErrorKind::kIo, "cannot write \"" + path + "\": " + reason};
}

// Throws for values with which no request could ever start.
SessionConfig checked(SessionConfig config) {
  if (config.workers == 0 || config.max_candidates == 0 ||
      config.max_bytes == 0) {
    throw std::invalid_argument(
        "workers, max_candidates and max_bytes of a session must be above 0");
  }
  const auto stands_still = [](const std::optional<Rate>& rate) {
    return rate && (rate->count == 0 || rate->per <= Duration(0));
  };
  if (config.politeness && (stands_still(config.politeness->rate) ||
                            stands_still(config.politeness->host_rate))) {
    throw std::invalid_argument("a rate of a session must be above 0");
  }
  return config;
}

}  // namespace

class Session::Core {
 public:
  Core(SessionConfig config, Reporter* reporter)
      : config_(checked(std::move(config))),
        reporter_(reporter != nullptr ? *reporter : nobody_) {
    shards_.push_back(std::make_unique<Shard>(config_));
    getter_ =
        visitor([](VisitorOptions& options) { options.bodies.keeps = true; });
  }

  /// Kills the fibers that are in a call of the session, and waits until they
  /// have left it.
  ~Core() {
    const KillShield shield;
    closing_ = true;
    calls_.for_each(
        [](const Call& call) { call.fiber.kill(KillMode::kLater); });
    while (!calls_.empty()) {
      call_ended_.clear();
      call_ended_.wait();
    }
  }
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  const SessionConfig& config() const { return config_; }
  Reporter& reporter() { return reporter_; }
  const std::shared_ptr<Visitor>& getter() const { return getter_; }

  /// Creates a visitor for single requests. `change` modifies its options.
  template <class Change>
  std::shared_ptr<Visitor> visitor(Change change) {
    VisitorOptions options = config_.visitor;
    change(options);
    return std::make_shared<Visitor>(std::move(options), list_,
                                     home().fetcher(), dice_of(config_));
  }

  Visit visit(std::string_view url, RequestOverrides* request,
              std::shared_ptr<Visitor> visitor) {
    const Call call(*this);
    Result<web::Url> parsed = web::parse_http_url(url);
    if (!parsed) return failed_visit(url, std::move(parsed).error());
    Candidate candidate;
    candidate.url = *std::move(parsed);
    if (request != nullptr) {
      candidate.overrides =
          std::make_shared<const RequestOverrides>(std::move(*request));
    }
    return home().requests().visit(std::move(candidate), std::move(visitor));
  }

  RunResult run(const std::optional<CrawlRules>& rules,
                std::vector<SeedInput> inputs, Reporter& reporter) {
    const Call call(*this);
    if (run_ != nullptr) throw std::logic_error("the session runs already");
    std::optional<Scope> scope;
    if (rules) {
      Result<Scope, UsageError> created = Scope::create(*rules);
      if (!created) return refused(created.error().message);
      scope = *std::move(created);
    }
    SessionRun run(home(), config_, rules, std::move(scope), std::move(inputs),
                   reporter);
    const Running running(*this, run);
    return run.crawler().run();
  }

  std::vector<SeedInput> inputs() const {
    std::vector<SeedInput> inputs;
    inputs.push_back(SeedInput::arguments(config_.urls));
    return inputs;
  }

  void stop(RunEnd reason) {
    if (run_ != nullptr) run_->crawler().stop(reason);
  }

  RunStatus status(std::size_t rows) const {
    return run_ == nullptr ? RunStatus() : run_->crawler().status(rows);
  }

 private:
  /// Marks `run` as the session's current run during the lifetime of this
  /// object.
  class Running {
   public:
    Running(Core& core, SessionRun& run) : core_(core) { core_.run_ = &run; }
    ~Running() { core_.run_ = nullptr; }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

   private:
    Core& core_;
  };

  /// Registers the calling fiber during a call that blocks, so that the
  /// destructor of the session can end the call.
  struct Call : Linked<Call> {
    explicit Call(Core& session) : core(session), fiber(current_fiber()) {
      if (core.closing_) throw std::logic_error("the session is destroyed");
      core.calls_.push_back(*this);
    }
    ~Call() {
      unlink();
      core.call_ended_.set();
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    Core& core;
    AnyFiber fiber;
  };

  static RunResult refused(std::string message) {
    RunResult result;
    result.end = RunEnd::kInputFailed;
    result.message = std::move(message);
    return result;
  }

  /// Returns the shard of the calling fiber's hub. There is only one shard.
  Shard& home() { return *shards_.front(); }

  const SessionConfig config_;
  NoReporter nobody_;
  Reporter& reporter_;
  ListPolicy list_;  ///< the policy of single requests
  std::vector<std::unique_ptr<Shard>> shards_;
  /// The visitor of get(), which keeps bodies.
  std::shared_ptr<Visitor> getter_;
  SessionRun* run_ = nullptr;  ///< the current run, or null
  LinkList<Call> calls_;       ///< the calls under way
  Event call_ended_;           ///< set when a call ends
  bool closing_ = false;       ///< the destructor has begun
};

/// A reporter that puts the visits of a run into a queue. The run has its own
/// fiber.
class VisitRange::Stream final : public Reporter {
 public:
  Stream(Session::Core& session, std::optional<CrawlRules> rules)
      : session_(session), rules_(std::move(rules)) {
    fiber_ = fibers_.spawn([this] { return run(); });
  }

  Queue<Visit>& visits() { return visits_; }
  const RunResult& result() { return fiber_.get(); }

  Result<void, save::WriteError> report(const Visit& visit) override {
    if (visits_.put(visit)) return {};
    return save::WriteError{save::WriteError::Cause::kReaderGone,
                            "nobody takes the visits"};
  }

  Result<void, save::WriteError> finish() override { return {}; }

 private:
  static constexpr std::size_t kRoom = 16;

  /// Ends the range of visits, even if the run ends by an exception.
  struct AtEnd {
    Queue<Visit>& visits;
    ~AtEnd() { visits.shutdown(); }
  };

  RunResult run() {
    const AtEnd at_end{visits_};
    return session_.run(rules_, session_.inputs(), *this);
  }

  Session::Core& session_;
  std::optional<CrawlRules> rules_;
  Queue<Visit> visits_{kRoom};
  Fiber<RunResult> fiber_;
  Group fibers_;  ///< declared last, because the run uses the other members
};

VisitRange::VisitRange(std::unique_ptr<Stream> stream)
    : stream_(std::move(stream)) {}

VisitRange::VisitRange(VisitRange&& other) noexcept = default;
VisitRange& VisitRange::operator=(VisitRange&& other) noexcept = default;
VisitRange::~VisitRange() = default;

VisitRange::Iterator VisitRange::begin() {
  return stream_->visits().begin();
}

VisitRange::Iterator VisitRange::end() {
  return stream_->visits().end();
}

const RunResult& VisitRange::result() {
  return stream_->result();
}

Session::Session(SessionConfig config)
    : core_(std::make_unique<Core>(std::move(config), nullptr)) {}

Session::Session(SessionConfig config, Reporter& reporter)
    : core_(std::make_unique<Core>(std::move(config), &reporter)) {}

Session::~Session() = default;

Visit Session::get(std::string_view url) {
  return core_->visit(url, nullptr, core_->getter());
}

Visit Session::send(std::string_view url, RequestOverrides request) {
  return core_->visit(url, &request, core_->getter());
}

Visit Session::post_json(std::string_view url, std::string json) {
  return send(url, {.method = "POST",
                    .headers = {{"Content-Type", "application/json"}},
                    .body = std::move(json)});
}

Visit Session::upload(std::string_view url, const std::string& path) {
  auto file = http::UploadFile::open(path);
  if (!file) return failed_visit(url, std::move(file).error());
  return core_->visit(url, nullptr,
                      core_->visitor([&file](VisitorOptions& options) {
                        options.request.method = "PUT";
                        options.request.body = nullptr;
                        options.request.body_file = *file;
                        options.bodies.keeps = true;
                      }));
}

Visit Session::download(std::string_view url, const std::string& path) {
  std::error_code failure;
  const std::filesystem::path target(path);
  const auto existing = std::filesystem::status(target, failure);
  const bool free = !std::filesystem::exists(existing);
  // A folder, a device or a pipe must not be replaced by a file.
  if (!target.has_filename() ||
      (!free && !std::filesystem::is_regular_file(existing))) {
    return failed_visit(
        url, cannot_write(path, "it is not the name of a regular file"));
  }
  const std::string parent = target.parent_path().string();
  auto folder = save::BodyFolder::open(parent.empty() ? "." : parent);
  if (!folder) {
    return failed_visit(url, {ErrorKind::kIo, folder.error().message});
  }
  // The visitor owns the folder: the call of a killed fiber ends before its
  // request does.
  Visit visit = core_->visit(url, nullptr,
                             core_->visitor([&folder](VisitorOptions& options) {
                               options.bodies.folder = *std::move(folder);
                               options.bodies.keeps = false;
                             }));
  if (visit.file.empty()) return visit;
  std::filesystem::rename(visit.file, target, failure);
  if (failure) {
    std::error_code ignored;
    std::filesystem::remove(std::exchange(visit.file, {}), ignored);
    visit.ok = false;
    visit.outcome = Outcome::kFailed;
    visit.error = cannot_write(path, failure.message());
    return visit;
  }
  visit.file = path;
  return visit;
}

VisitRange Session::crawl(CrawlRules rules) {
  return VisitRange(
      std::make_unique<VisitRange::Stream>(*core_, std::move(rules)));
}

VisitRange Session::visits() {
  return VisitRange(
      std::make_unique<VisitRange::Stream>(*core_, core_->config().rules));
}

RunResult Session::run() {
  return run(core_->inputs());
}

RunResult Session::run(std::vector<SeedInput> inputs) {
  return core_->run(core_->config().rules, std::move(inputs),
                    core_->reporter());
}

void Session::stop(RunEnd reason) {
  core_->stop(reason);
}

RunStatus Session::status(std::size_t rows) const {
  return core_->status(rows);
}

}  // namespace gfetch::crawl
