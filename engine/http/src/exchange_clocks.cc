#include "exchange_clocks.h"

#include <algorithm>

namespace gfetch::http {

TimeLimit ExchangeClocks::start(TimePoint now) {
  began_ = last_activity_ = now;
  if (!connect_limit_) return idle_limit_;
  return std::min(*connect_limit_, idle_limit_.value_or(Duration::max()));
}

ExchangeClocks::Look ExchangeClocks::while_connecting(TimePoint now) const {
  if (!connect_limit_) return {.again_in = idle_limit_};
  const Duration left = detail::later(began_, *connect_limit_) - now;
  if (left > Duration(0)) {
    return {.again_in = std::min(left, idle_limit_.value_or(left))};
  }
  return {.late = Error{ErrorKind::kConnectTimeout, "no connection in time"}};
}

ExchangeClocks::Look ExchangeClocks::once_connected(TimePoint now) const {
  if (!idle_limit_) return {};
  const Duration left = detail::later(last_activity_, *idle_limit_) - now;
  if (left > Duration(0)) return {.again_in = left};
  return {.late = Error{ErrorKind::kIdleTimeout, "no byte came or went"}};
}

}  // namespace gfetch::http
