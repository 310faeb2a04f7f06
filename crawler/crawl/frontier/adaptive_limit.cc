#include "crawl/frontier/adaptive_limit.h"

#include <algorithm>

namespace gfetch::crawl {
namespace {

constexpr float kWhenOverloaded = 0.5F;
constexpr float kWhenSlow = 0.8F;

// kSamples times to first byte form a mean. kForgetting is the share by which
// the usual time follows the mean, so that a host is not measured for ever by
// its fastest hour.
constexpr int kSamples = 16;
constexpr float kForgetting = 1.0F / 512;

// A host has slowed down when its mean time exceeds the usual time by the
// factor kTimes and, in addition, by kNoticeable seconds: gfetch itself can
// cause a few milliseconds.
constexpr float kTimes = 2;
constexpr float kNoticeable = 0.1F;

}  // namespace

int AdaptiveLimit::now(int most) const {
  return std::max(1,
                  static_cast<int>(std::min(limit_, static_cast<float>(most))));
}

bool AdaptiveLimit::served(Duration ttfb, int in_flight, int most,
                           TimePoint started, TimePoint now) {
  if (started < lowered_at_) return false;
  if (slowed_down(ttfb) && in_flight > 1) {
    return lower(static_cast<float>(in_flight) * kWhenSlow, most, now);
  }
  const bool used_up = in_flight >= this->now(most);
  if (used_up && limit_ < static_cast<float>(most)) limit_ += 1 / limit_;
  return false;
}

bool AdaptiveLimit::overloaded(int in_flight, int most, TimePoint started,
                               TimePoint now) {
  if (started < lowered_at_) return false;
  return lower(static_cast<float>(in_flight) * kWhenOverloaded, most, now);
}

bool AdaptiveLimit::slowed_down(Duration ttfb) {
  const auto time = static_cast<float>(seconds(ttfb));
  samples_ = std::min(samples_ + 1, kSamples);
  recent_ += (time - recent_) / static_cast<float>(samples_);
  if (samples_ < kSamples) return false;
  if (usual_ == 0 || recent_ < usual_) usual_ = recent_;
  usual_ += (recent_ - usual_) * kForgetting;
  return recent_ > kTimes * usual_ + kNoticeable;
}

bool AdaptiveLimit::lower(float to, int most, TimePoint now) {
  const int before = this->now(most);
  limit_ = std::max(1.0F, std::min(to, limit_));
  lowered_at_ = now;
  samples_ = 0;
  recent_ = 0;
  return this->now(most) < before;
}

}  // namespace gfetch::crawl
