#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>

#include "cli/base/file.h"
#include "cli/options/option_errors.h"
#include "cli/options/option_group.h"
#include "cli/options/setters.h"
#include "gfetch/web/hsts.h"

namespace gfetch {
namespace {

/// Returns a setter for `FILE` or `FILE:PASSWORD`. A colon in the file's name
/// is written as `\:`.
Setter certificate(Options& options) {
  return [&options](std::string_view text) -> std::optional<UsageError> {
    std::string& file = options.certificate_file;
    file.clear();
    options.http.key_password.clear();
    while (!text.empty() && text.front() != ':') {
      if (text.starts_with("\\:")) text.remove_prefix(1);
      file += text.front();
      text.remove_prefix(1);
    }
    if (!text.empty()) options.http.key_password = text.substr(1);
    if (!file.empty()) return std::nullopt;
    return UsageError{"wants the name of a file, not an empty one"};
  };
}

void declare(OptionTable& table, Options& options) {
  table.group("Connection");
  table
      .add("-k, --insecure", "", flag(options.http.verify_tls, false, true),
           "Accept any TLS certificate.")
      .conflicts_with({"cacert", "crlfile"});
  table.add("--hsts", "FILE", store(options.hsts, parse_path),
            R"(Ask hosts over https where they want it.
Those that FILE names and those that say so by Strict-Transport-Security in this run, on redirects too. FILE is in curl's format; it is read if it is there, and written at the end.)");
  table.add("--cacert", "FILE", store(options.http.ca_file, parse_path),
            R"(Trust the authorities in FILE, in PEM form.
They stand in place of the system's.)");
  table.add("--crlfile", "FILE", store(options.http.crl_file, parse_path),
            R"(Refuse the certificates that FILE lists, in PEM form.
The lists of all authorities on a server's chain must be in it. It makes new connections dearer.)");
  table.add("--cert", "FILE[:PASSWORD]", certificate(options),
            R"(Show the client certificate in FILE, in PEM form.
To servers that ask for one, of the URL's own origin only. PASSWORD is that of its key; GFETCH_CERT keeps it out of the command line.)");
  table
      .add("--key", "FILE", store(options.key_file, parse_path),
           R"(Read the certificate's key from FILE.
Without this option it stands in the file of --cert.)")
      .refused_if(
          [](const Options& given) { return given.certificate_file.empty(); },
          "is of no use without --cert");
}

/// Reads a file of certificates or keys. The result is empty if `path` is
/// empty.
Result<std::string> read_pem(const std::string& path) {
  if (path.empty()) return std::string();
  Result<std::string> text = read_file(path);
  if (!text || text->find("-----BEGIN ") != std::string::npos) return text;
  return in_file(path, {ErrorKind::kIo, "not in PEM form"});
}

/// Reads the client's certificate and key, and checks that the other TLS files
/// can be read. Otherwise libcurl would report an unreadable file only at the
/// first URL, and would report a lack of file descriptors as an untrusted
/// server.
Result<void, UsageError> read_tls_files(const Options& options,
                                        http::HttpClientOptions& http) {
  std::string unused;  // libcurl reads the CA certificates itself
  const std::tuple<std::string_view, const std::string&, std::string&> files[] =
      {{"cacert", http.ca_file, unused},
       {"crlfile", http.crl_file, unused},
       {"cert", options.certificate_file, http.certificate},
       {"key", options.key_file, http.key}};
  for (const auto& [option, file, held] : files) {
    Result<std::string> text = read_pem(file);
    if (!text) return error_of(option, options, text.error());
    held = *std::move(text);
  }
  return {};
}

/// Reads the HSTS hosts in the file `path`. The result is empty if the file
/// does not exist yet.
Result<std::shared_ptr<web::Hsts>> read_hsts(const std::string& path) {
  const Result<std::string> text = read_state_file(path);
  if (!text) return text.error();
  Result<web::Hsts> hsts = web::Hsts::parse(*text);
  if (hsts) return std::make_shared<web::Hsts>(*std::move(hsts));
  return in_file(path, hsts.error());
}

Result<void, UsageError> apply(const Options& options,
                               const ProcessEnvironment&, Plan& plan) {
  if (auto read = read_tls_files(options, plan.session.http); !read)
    return read;
  if (options.hsts.empty()) return {};
  auto hsts = read_hsts(options.hsts);
  if (!hsts) return error_of("hsts", options, hsts.error());
  plan.session.visitor.hsts = *std::move(hsts);
  plan.session.visitor.learns_hsts = plan.session.http.verify_tls;
  plan.hsts = options.hsts;
  return {};
}

void describe(const Plan& plan, const PlanLine& line) {
  line("TLS", plan.session.http.verify_tls ? "verified" : "not verified");
}

}  // namespace

const OptionGroup kTlsOptions{declare, apply, describe};

}  // namespace gfetch
