#include <memory>
#include <string>
#include <utility>

#include "crawl/body/body_use.h"
#include "web/robots/robots.h"

namespace gfetch::crawl {
namespace {

class ReadRobots final : public BodyUse {
 public:
  explicit ReadRobots(std::string_view product)
      : product_(product), reader_(product) {}

  bool wants(const http::Response& response) const override {
    return response.status_code / 100 == 2;
  }

  Result<void> begin(const http::Response& response) override {
    reader_ = web::RobotsReader(product_);
    response_ = response;
    full_ = false;
    return {};
  }

  Result<void> take(std::string_view bytes) override {
    if (reader_.feed(bytes)) return {};
    full_ = true;
    return Error{ErrorKind::kBodyTooLarge, "no more of robots.txt is read"};
  }

  std::optional<http::Response> enough() const override {
    if (!full_) return std::nullopt;
    return response_;
  }

  Result<void> finish() override { return {}; }

  void record(Visit& visit) override {
    visit.robots_rules =
        std::make_shared<const web::RobotsRules>(std::move(reader_).finish());
  }

 private:
  std::string product_;
  web::RobotsReader reader_;
  http::Response response_;
  bool full_ = false;
};

}  // namespace

std::unique_ptr<BodyUse> read_robots(std::string_view product) {
  return std::make_unique<ReadRobots>(product);
}

}  // namespace gfetch::crawl
