#include <string>

#include "crawl/body/body_use.h"
#include "web/hash/hash.h"

namespace gfetch::crawl {
namespace {

class HashBody final : public BodyUse {
 public:
  Result<void> begin(const http::Response& /*response*/) override {
    hash_ = web::Sha256();
    hex_.clear();
    return {};
  }

  Result<void> take(std::string_view bytes) override {
    hash_.update(bytes);
    return {};
  }

  Result<void> finish() override {
    hex_ = hash_.hex();
    return {};
  }

  void record(Visit& visit) override { visit.sha256 = hex_; }

 private:
  web::Sha256 hash_;
  std::string hex_;  // the hash; empty until the body is complete
};

}  // namespace

std::unique_ptr<BodyUse> hash_body() {
  return std::make_unique<HashBody>();
}

}  // namespace gfetch::crawl
