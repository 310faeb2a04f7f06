// A program that uses an installed gfetch::crawler.
#include <gfetch/crawl/visit.h>
#include <gfetch/fiber/fiber.h>
#include <gfetch/fiber/hub.h>

#include <chrono>
#include <iostream>

int main() {
  using namespace std::chrono_literals;
  gfetch::Hub hub;
  auto word = gfetch::spawn([] {
    gfetch::sleep_for(1ms);
    return gfetch::crawl::name_of(gfetch::crawl::Outcome::kFetched);
  });
  std::cout << word.get() << '\n';
  return word.value() == "fetched" ? 0 : 1;
}
