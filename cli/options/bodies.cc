#include <cstdint>

#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

constexpr Choices<crawl::BodyHash, 1> kHashes{
    {{"sha256", crawl::BodyHash::kSha256}}};

bool saves_nothing(const Options& options) {
  return options.output_dir.empty();
}

/// Returns true if records are lines of text, which contain neither bodies nor
/// hashes.
bool prints_lines(const Options& options) {
  return options.format == OutputFormat::kText && !options.write_out;
}

void declare(OptionTable& table, Options& options) {
  table.group("Bodies");
  table.add("--compressed/--no-compressed", "",
            flag(options.visitor.request.compressed),
            R"(Ask for compressed bodies: this is the default.
They are decoded before they are measured.)");
  table
      .add("--max-filesize", "SIZE",
           store(options.visitor.max_body_bytes, parse_size),
           R"(Give up a body larger than SIZE once decoded.
k, M and G are powers of 1024; 0 means no limit.)")
      .default_is(size_text(options.visitor.max_body_bytes));
  table
      .add("-O, --output-dir", "DIR", store(options.output_dir, parse_path),
           R"(Save each body as a file in DIR.
A crawl mirrors the site: host/path/page.html, index.html for a folder, about@.html for a page without an ending; http://host is host@http. A list's bodies lie side by side, under the name that the server or the URL suggests, made safe, with sixteen digits of the request's hash before its ending: report-0123456789abcdef.pdf. So different requests never share a file, and a request has the same one in every run, in place of what was there. A file has its name when it is whole, and the record names it as file. Bodies with a status that counts as failure are not saved.)")
      .refused_with(Command::kCompare, "does not go with compare")
      .refused_with(Command::kCheck, kWritesFindings)
      .refused_if([](const Options& given) { return given.head; },
                  "is of no use with --head, which asks for no bodies");
  table
      .add("--convert-links", "", flag(options.convert_links),
           R"(Have the saved pages link to each other.
When the crawl is over, links to what --output-dir has saved become relative, all others absolute, so that the folder can be read without a network.)")
      .only_with({Command::kCrawl})
      .refused_if(saves_nothing, "is of no use without --output-dir");
  table
      .add("--continue", "", flag(options.visitor.bodies.resumes),
           R"(Go on with bodies that were cut off before.
With --output-dir, what came of a body outlives a failure, an interrupt and the run, as NAME.part with its state in NAME.part.from; the next attempt asks for the rest, and begins anew when the resource has changed since. Bodies are asked for uncompressed then, and only those with an ETag or a Last-Modified can be gone on with. What is whole already is fetched again.)")
      .conflicts_with({"range"})
      .refused_if(follows_links, kReadsWholePages)
      .refused_if(saves_nothing, "is of no use without --output-dir");
  table
      .add("--body", "", flag(options.visitor.bodies.keeps),
           R"(Put the bodies into the records.
As body when it is text, in UTF-8 whatever it was in before; else as body_base64. Records of the formats jsonl, json, csv and tsv have it, and -w by %{body}. A body is held in memory until its record is written: --max-filesize bounds it.)")
      .refused_with(Command::kCheck, kWritesFindings)
      .refused_if(prints_lines,
                  "needs --format jsonl, json, csv or tsv, or -w");
  table
      .add_choice("--hash", "ALGORITHM", options.visitor.bodies.hash, kHashes,
                  R"(Put the hash of each body into its record.
It is that of the decoded body, and stands in the field sha256.)")
      .refused_with(Command::kCheck, kWritesFindings)
      .refused_if(prints_lines,
                  "needs --format jsonl, json, csv or tsv, or -w");
}

Result<void, UsageError> apply(const Options& options,
                               const ProcessEnvironment&, Plan& plan) {
  plan.output_dir = options.output_dir;
  plan.convert_links = options.convert_links;
  return {};
}

void describe(const Plan& plan, const PlanLine& line) {
  const std::uint64_t most = plan.session.visitor.max_body_bytes;
  line("largest body", most == 0 ? "any" : size_text(most));
  line("bodies", plan.output_dir.empty() ? "not saved" : plan.output_dir);
}

}  // namespace

const OptionGroup kBodyOptions{declare, apply, describe};

}  // namespace gfetch
