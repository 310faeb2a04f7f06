// A program of somebody else's, who has installed gfetch.
#include <gfetch/crawler/visit.h>
#include <gfetch/engine/error.h>

#include <iostream>

int main() {
  std::cout << gfetch::name_of(gfetch::Outcome::kFetched) << ' '
            << gfetch::name_of(gfetch::ErrorKind::kDnsNxdomain) << '\n';
}
