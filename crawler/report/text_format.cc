#include <cstdint>
#include <string>
#include <string_view>

#include "gfetch/report/format.h"
#include "report/colours.h"
#include "report/numbers.h"
#include "web/text/escape.h"

namespace gfetch::report {
namespace {

// Returns true if a record's line begins with the HTTP status: there is a
// response, and no error and no skip reason.
bool shows_status(const crawl::Visit& visit) {
  if (visit.outcome == crawl::Outcome::kFetched) return true;
  return visit.outcome == crawl::Outcome::kFailed && visit.status_code != 0 &&
         visit.error && visit.error->kind == ErrorKind::kHttpStatus;
}

std::string_view colour_of(const crawl::Visit& visit) {
  if (visit.outcome == crawl::Outcome::kSkipped) return kDim;
  if (visit.outcome == crawl::Outcome::kUnfinished) return kYellow;
  if (!shows_status(visit) || visit.status_code >= 500) return kRed;
  if (visit.status_code >= 400) return kYellow;
  return visit.status_code >= 300 ? kCyan : kGreen;
}

// Returns the first word of a record's line that does not begin with the HTTP
// status.
std::string_view word_of(const crawl::Visit& visit) {
  if (visit.outcome == crawl::Outcome::kSkipped && !visit.reason.empty()) {
    return visit.reason;
  }
  if (visit.outcome == crawl::Outcome::kFailed && visit.error) {
    return name_of(visit.error->kind);
  }
  return name_of(visit.outcome);
}

class TextFormat final : public RecordFormat {
 public:
  explicit TextFormat(Colour colour) : colour_(colour) {}

  void record(std::string& out, const crawl::Visit& visit) override {
    if (colour_ == Colour::kOn) out.append(colour_of(visit));
    if (shows_status(visit)) {
      append_number(out, static_cast<std::uint64_t>(visit.status_code));
    } else {
      web::append_escaped(out, word_of(visit), web::Escaping::kText);
    }
    if (colour_ == Colour::kOn) out.append(kPlain);
    out.push_back(' ');
    web::append_escaped(out, visit.url, web::Escaping::kText);
    append_time(out, visit);
    append_body_size(out, visit);
  }

 private:
  static void append_time(std::string& out, const crawl::Visit& visit) {
    if (visit.timing.total.count() == 0 && visit.final_url.empty()) {
      out.append(" -");
      return;
    }
    out.push_back(' ');
    append_fixed_seconds(out, visit.timing.total, 3);
    out.push_back('s');
  }

  static void append_body_size(std::string& out, const crawl::Visit& visit) {
    if (visit.status_code == 0) {
      out.append(" -\n");
      return;
    }
    out.push_back(' ');
    append_size(out, visit.bytes);
    out.push_back('\n');
  }

  Colour colour_;
};

}  // namespace

std::unique_ptr<RecordFormat> text_format(Colour colour) {
  return std::make_unique<TextFormat>(colour);
}

}  // namespace gfetch::report
