#include <string>

#include "cli/options/option_group.h"
#include "cli/options/setters.h"

namespace gfetch {
namespace {

/// `FILE`, or `FILE:PASSWORD`; a colon of the file's name is written `\:`.
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

}  // namespace

const OptionGroup kTlsOptions{declare};

}  // namespace gfetch
