#include "cli/options/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "cli/base/file.h"
#include "cli/options/option_errors.h"
#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

void declare(OptionTable& table, Options& options) {
  table.group("Input");
  table
      .add_list("-i, --input", "FILE", append(options.inputs, parse_path),
                R"(Read URLs from FILE, one a line; - is stdin.
Blank lines and lines that begin with # are skipped. A line that begins with { is a JSON object with url and, if wanted, method, headers, body and id; a body is sent by POST unless there is a method, and one that is an object or an array as JSON. The input is streamed: it may be longer than memory. A line that is no URL becomes a failed record with its file and line number. Without URL and --input, stdin is read unless it is a terminal.)")
      .refused_if(
          [](const Options& given) {
            return std::ranges::count(given.inputs, "-") > 1;
          },
          "can read stdin only once");
  table.add("--sitemap", "", flag(options.seeds.sitemaps),
            R"(Read each input as a sitemap.
In XML or one address a line, gzipped or not: its addresses are fetched, those of an index, too, which are sitemaps. An argument is a URL as ever; gfetch crawl --depth 1 follows a sitemap that is on a server.)");
  table.add("--expand", "", flag(options.seeds.expand),
            R"(Expand {a,b} and [1-100:2] in URLs.
As curl does: every combination becomes a URL of its own, and [08-11] keeps its leading zero. A pattern stands for at most 2^32 URLs.)");
  table.add("--lines-set-host", "", flag(options.seeds.lines_set_host),
            R"(Let a JSON line set the header Host.
It names another virtual host at the URL's address, which gets what --user and --header send to that origin. Headers that frame a message, such as Content-Length, no line may set.)");
}

/// The maximum number of lines that a comparison holds in memory.
constexpr std::size_t kMostHeldLines = 1'000'000;

Result<void, UsageError> stream_lists(const std::vector<std::string>& names,
                                      const Options& options, Plan& plan) {
  if (!plan.urls.empty()) {
    plan.inputs.push_back(crawl::SeedInput::arguments(plan.urls));
  }
  for (const std::string& name : names) {
    if (name == "-") {
      plan.inputs.push_back(crawl::SeedInput::stdin_stream());
      continue;
    }
    Result<crawl::SeedInput> input = crawl::SeedInput::file(name);
    if (!input) return error_of("input", options, input.error());
    plan.inputs.push_back(std::move(*input));
  }
  return {};
}

Result<void, UsageError> hold_lists(const std::vector<std::string>& names,
                                    const Options& options, Plan& plan) {
  std::size_t lines = 0;
  for (const std::string& name : names) {
    Result<std::string> text = read_list_file(name);
    if (!text) return error_of("input", options, text.error());
    lines += static_cast<std::size_t>(std::ranges::count(*text, '\n'));
    if (lines > kMostHeldLines) {
      return UsageError{
          fmt::format("--input: more than {} lines are too many to compare",
                      kMostHeldLines)};
    }
    plan.held.push_back({name == "-" ? "stdin" : name, std::move(*text)});
  }
  return {};
}

/// Returns the names of the URL lists; `-` when neither a URL nor a list was
/// given.
Result<std::vector<std::string>, UsageError> list_names(
    const Options& options, const ProcessEnvironment& process,
    const Plan& plan) {
  std::vector<std::string> names = options.inputs;
  if (!names.empty() || !plan.urls.empty()) return names;
  const bool follows = crawls(options.command);
  if (process.stdin_is_terminal || follows) {
    return UsageError{
        fmt::format("nothing to {}: name a URL, or a list by --input FILE "
                    "(gfetch -h says more)",
                    follows ? name_of(options.command) : "fetch")};
  }
  names.emplace_back("-");
  return names;
}

void describe(const Plan& plan, const PlanLine& line) {
  // For a fetch, the URLs on the command line are one more input.
  const bool compares = plan.command == Command::kCompare;
  const std::size_t lists = plan.inputs.size() + plan.held.size() -
                            (compares || plan.urls.empty() ? 0 : 1);
  line("URLs",
       fmt::format("{} as arguments, {} lists", plan.urls.size(), lists));
}

}  // namespace

const OptionGroup kInputOptions{declare, nullptr, describe};

Result<void, UsageError> open_inputs(const Options& options,
                                     const ProcessEnvironment& process,
                                     Plan& plan) {
  const auto names = list_names(options, process, plan);
  if (!names) return names.error();
  return plan.command == Command::kCompare
             ? hold_lists(*names, options, plan)
             : stream_lists(*names, options, plan);
}

}  // namespace gfetch
