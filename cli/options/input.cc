#include <algorithm>

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
As curl does: every combination becomes a URL of its own, and [08-11] keeps its leading zero.)");
}

}  // namespace

const OptionGroup kInputOptions{declare};

}  // namespace gfetch
