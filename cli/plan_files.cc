#include "cli/plan_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include "cli/file.h"
#include "cli/values.h"
#include "gfetch/web/netrc.h"

namespace gfetch {
namespace {

// More than these are too many to hold for a comparison.
constexpr std::size_t kMostHeldLines = 1'000'000;

using Spellings = std::map<std::string_view, std::string>;

// `-i: cannot read "x"`, of an option by whatever name it was given.
UsageError about(std::string_view option, const Spellings& spellings,
                 const Error& error) {
  const auto given = spellings.find(option);
  return UsageError{fmt::format(
      "{}: {}",
      given == spellings.end() ? fmt::format("--{}", option) : given->second,
      error.message)};
}

Error in_file(const std::string& path, const Error& error) {
  return {error.kind, fmt::format("{}: {}", in_quotes(path), error.message)};
}

Result<void, UsageError> open_inputs(const std::vector<std::string>& names,
                                     const Spellings& spellings, Plan& plan) {
  if (!plan.urls.empty()) {
    plan.inputs.push_back(crawl::SeedInput::arguments(plan.urls));
  }
  for (const std::string& name : names) {
    if (name == "-") {
      plan.inputs.push_back(crawl::SeedInput::stdin_stream());
      continue;
    }
    Result<crawl::SeedInput> input = crawl::SeedInput::file(name);
    if (!input) return about("input", spellings, input.error());
    plan.inputs.push_back(std::move(*input));
  }
  return {};
}

Result<void, UsageError> hold_inputs(const std::vector<std::string>& names,
                                     const Spellings& spellings, Plan& plan) {
  std::size_t lines = 0;
  for (const std::string& name : names) {
    Result<std::string> text = read_file(name);
    if (!text) return about("input", spellings, text.error());
    lines +=
        static_cast<std::size_t>(std::count(text->begin(), text->end(), '\n'));
    if (lines > kMostHeldLines) {
      return UsageError{
          fmt::format("--input: more than {} lines are too many to compare",
                      kMostHeldLines)};
    }
    plan.held.push_back({name == "-" ? "stdin" : name, std::move(*text)});
  }
  return {};
}

// The logins of the netrc file `path`, or of the usual one.
Result<std::shared_ptr<const web::Netrc>> read_netrc(
    const std::string& path, const ProcessEnvironment& process) {
  const std::string& file = path.empty() ? process.netrc : path;
  const Result<std::string> text = read_file(file);
  if (!text) return text.error();
  Result<web::Netrc> netrc = web::Netrc::parse(*text);
  if (netrc) return std::make_shared<const web::Netrc>(*std::move(netrc));
  return in_file(file, netrc.error());
}

// The hosts of the file `path`, which need not be there yet.
Result<std::shared_ptr<web::Hsts>> read_hsts(const std::string& path) {
  std::error_code unknown;
  if (!std::filesystem::exists(path, unknown))
    return std::make_shared<web::Hsts>();
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  Result<web::Hsts> hsts = web::Hsts::parse(*text);
  if (hsts) return std::make_shared<web::Hsts>(*std::move(hsts));
  return in_file(path, hsts.error());
}

// The text of a file of certificates or keys; that of none is empty.
Result<std::string> read_pem(const std::string& path) {
  if (path.empty()) return std::string();
  Result<std::string> text = read_file(path);
  if (!text || text->find("-----BEGIN ") != std::string::npos) return text;
  return in_file(path, {ErrorKind::kIo, "not in PEM form"});
}

// The lists to be read; with no URL at all, stdin is one.
Result<std::vector<std::string>, UsageError> inputs_of(
    const Options& options, const ProcessEnvironment& process,
    const Plan& plan) {
  std::vector<std::string> inputs = options.inputs;
  if (!inputs.empty() || !plan.urls.empty()) return inputs;
  if (process.stdin_is_terminal || crawls(plan.command)) {
    return UsageError{
        fmt::format("nothing to {}: name a URL, or a list by --input FILE "
                    "(gfetch -h says more)",
                    crawls(plan.command) ? name_of(plan.command) : "fetch")};
  }
  inputs.emplace_back("-");
  return inputs;
}

}  // namespace

Result<void, UsageError> take_inputs(const Options& options,
                                     const ProcessEnvironment& process,
                                     Plan& plan) {
  const auto inputs = inputs_of(options, process, plan);
  if (!inputs) return inputs.error();
  return plan.command == Command::kCompare
             ? hold_inputs(*inputs, options.spellings, plan)
             : open_inputs(*inputs, options.spellings, plan);
}

Result<void, UsageError> read_knowledge(const Options& options,
                                        const ProcessEnvironment& process,
                                        Plan& plan) {
  if (options.netrc) {
    auto netrc = read_netrc(*options.netrc, process);
    if (!netrc) return about("netrc", options.spellings, netrc.error());
    plan.visitor.logins.netrc = *std::move(netrc);
  }
  if (!options.hsts.empty()) {
    auto hsts = read_hsts(options.hsts);
    if (!hsts) return about("hsts", options.spellings, hsts.error());
    plan.visitor.hsts = *std::move(hsts);
    plan.visitor.learns_hsts = plan.http.verify_tls;
    plan.hsts = options.hsts;
  }
  return {};
}

Result<void, UsageError> read_trust(const Options& options, Plan& plan) {
  std::string unused;  // the authorities are read when they are needed
  const std::tuple<std::string_view, const std::string&, std::string&> files[] =
      {{"cacert", plan.http.ca_file, unused},
       {"crlfile", plan.http.crl_file, unused},
       {"cert", options.certificate_file, plan.http.certificate},
       {"key", options.key_file, plan.http.key}};
  for (const auto& [option, file, held] : files) {
    Result<std::string> text = read_pem(file);
    if (!text) return about(option, options.spellings, text.error());
    held = *std::move(text);
  }
  return {};
}

}  // namespace gfetch
