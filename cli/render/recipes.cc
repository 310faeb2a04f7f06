#include "cli/render/recipes.h"

#include <array>

namespace gfetch {
namespace {

constexpr std::array kRecipes{
    // Recipes about speed and retries.
    Example{"gfetch -i urls.txt --host-rate 5/s --host-concurrency 2",
            "spare a site: 5 requests a second, 2 at a time"},
    Example{"gfetch -i urls.txt --limit-rate 2M",
            "take no more than 2 MiB a second of my line"},
    Example{"gfetch -i urls.txt --rate 100/s -c 200",
            "start 100 requests a second in all, never more"},
    Example{"gfetch -i urls.txt --retry 5 --retry-on 5xx,429,timeout,reset",
            "try again what failed for a moment"},
    Example{"gfetch -i urls.txt --host-concurrency 32 --no-adaptive",
            "ask a host of mine by 32 at a time, whatever it says"},
    // Recipes about logins and identity.
    Example{"GFETCH_USER=ann:secret gfetch --digest -i urls.txt",
            "log in, and keep the password out of the command line"},
    Example{"gfetch --netrc -i urls.txt", "log in as my netrc file says"},
    Example{"GFETCH_BEARER=$TOKEN gfetch -i urls.txt",
            "show a token, to the hosts of the list alone"},
    Example{"gfetch --cookie-jar jar -d 'user=ann&password=secret' "
            "https://example.org/login",
            "log in by a form, and keep the cookies"},
    Example{"gfetch -b jar -i urls.txt", "stay logged in by these cookies"},
    Example{"gfetch --cert me.pem --key me.key https://example.org/",
            "show a client certificate"},
    Example{"gfetch --hsts ~/.gfetch-hsts -i urls.txt",
            "ask hosts over https that want it so"},
    Example{"gfetch --cacert our-ca.pem --crlfile revoked.pem -i urls.txt",
            "believe our own authority, but no certificate it took back"},
    // Recipes about connections and proxies.
    Example{"gfetch -x socks5h://127.0.0.1:1080 --noproxy .intra -i urls.txt",
            "go through a proxy, but for hosts of our own"},
    Example{"gfetch --interface eth1 -i urls.txt",
            "go out by another interface"},
    Example{"gfetch --unix-socket /run/app.sock http://app/health",
            "ask a server behind a Unix socket"},
    Example{"gfetch --private deny -i urls.txt",
            "let no URL of others lead into my own network"},
    Example{"gfetch -i urls.txt --http2 -c 200",
            "use HTTP/2 where a server has it"},
    Example{"gfetch -i urls.txt --http3", "use HTTP/3 where both have it"},
    // Recipes about requests.
    Example{"gfetch --sitemap -i sitemap.xml", "fetch what a sitemap names"},
    Example{"gfetch --expand 'https://example.org/page-[1-100].{html,json}'",
            "fetch numbered pages"},
    Example{R"(echo '{"url": "https://h/v1", "method": "POST", )"
            R"("body": {"n": 1}}' | gfetch)",
            "call an API, once for each line"},
    Example{"gfetch -i urls.txt -X PUT -d @backup.tar",
            "send a large file to many"},
    Example{"gfetch -i urls.txt --range 0-1023 --body -f jsonl",
            "look at the first kilobyte of each"},
    // Recipes about bodies.
    Example{"gfetch -i urls.txt -O out", "save what the URLs hold"},
    Example{"gfetch -i urls.txt -O out --continue",
            "go on with downloads that broke off"},
    Example{"gfetch -i urls.txt --max-filesize 10M",
            "give up bodies over 10 MiB"},
    Example{"gfetch -i urls.txt --body -f jsonl",
            "have the bodies in the records"},
    Example{"gfetch -i urls.txt --hash sha256 -f tsv --fields url,sha256",
            "know which pages have changed since"},
    Example{"gfetch -i urls.txt -w '%{url} %{title}\\n'",
            "list the titles of pages"},
    // Recipes about output and success.
    Example{"gfetch -i urls.txt -w @curl-format.txt",
            "print curl's timings for each URL"},
    Example{"gfetch -i urls.txt -f csv -o result.csv",
            "open the result as a spreadsheet"},
    Example{"gfetch -i urls.txt --accept 2xx,404",
            "take a 404 for a good answer"},
    Example{"gfetch -i urls.txt --fail-on 5xx --fail-early",
            "stop at the first error of a server"},
    Example{"gfetch -i urls.txt --max-failures 10%",
            "stop when a tenth of the URLs fail"},
    Example{"gfetch --dry-run -i urls.txt",
            "see what would be done, and do nothing"},
    Example{"gfetch --config nightly.toml", "keep my settings in a file"},
    Example{"export GFETCH_MAX_TIME=10",
            "set an option for all runs of a shell"},
};

}  // namespace

std::span<const Example> recipes() {
  return kRecipes;
}

}  // namespace gfetch
