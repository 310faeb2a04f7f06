#pragma once
/// The results of Group::imap() and Group::imap_unordered(), which are taken
/// one by one.
///
///   gfetch::Pool pool(2);
///   auto sizes = pool.imap(size_of, files);   // files: any range
///   while (std::optional<std::size_t> size = sizes.next()) total += *size;
///
/// If a call throws an exception, the next() that would return its result
/// throws the exception; the results after it can still be taken. When the Imap
/// is destroyed early, no further calls are started, and running calls
/// continue.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/semaphore.h"

namespace gfetch {

namespace detail {

enum class ImapOrder : std::uint8_t { kOfItems, kOfEnds };

/// The state of one imap() that the calls and the Imap share: the results, and
/// the number of calls.
template <class R>
class ImapResults {
 public:
  using Value = std::conditional_t<std::is_void_v<R>, std::monostate, R>;
  using Outcome = std::variant<Value, std::exception_ptr>;

  ImapResults(std::size_t maxsize, ImapOrder order)
      : slots_(maxsize), limited_(maxsize != 0), order_(order) {}

  /// Waits until another call may be started. Returns false if the Imap was
  /// destroyed.
  bool wait_for_slot() {
    if (limited_) slots_.acquire();
    return !abandoned_;
  }

  std::size_t announce() noexcept { return announced_++; }

  void add(std::size_t index, Outcome outcome) {
    ++added_;
    if (order_ == ImapOrder::kOfEnds) {
      out_.put(std::move(outcome));
    } else {
      early_.emplace(index, std::move(outcome));
      while (!early_.empty() && early_.begin()->first == taken_over_) {
        out_.put(std::move(early_.begin()->second));
        early_.erase(early_.begin());
        ++taken_over_;
      }
    }
    end_when_complete();
  }

  void no_more() {
    fed_ = true;
    end_when_complete();
  }

  std::optional<Value> next() {
    std::optional<Outcome> outcome = out_.get();
    if (!outcome) return std::nullopt;
    if (limited_) slots_.release();
    if (outcome->index() == 1) std::rethrow_exception(std::get<1>(*outcome));
    return std::get<0>(*std::move(outcome));
  }

  void abandon() noexcept {
    abandoned_ = true;
    if (limited_) slots_.release();
  }

 private:
  void end_when_complete() {
    if (fed_ && added_ == announced_) out_.shutdown();
  }

  Semaphore slots_;
  bool limited_;
  ImapOrder order_;
  bool abandoned_ = false;
  bool fed_ = false;
  std::size_t announced_ = 0;
  std::size_t added_ = 0;
  std::size_t taken_over_ = 0;
  // Results, by the index of their item, that came before an earlier result.
  std::map<std::size_t, Outcome> early_;
  Queue<Outcome> out_;
};

/// Returns the result or the exception of the fiber of an ended call.
template <class R>
typename ImapResults<R>::Outcome outcome_of(const AnyFiber& ended) {
  using Outcome = typename ImapResults<R>::Outcome;
  if (auto exception = ended.exception()) {
    return Outcome(std::in_place_index<1>, exception);
  }
  if (ended.killed()) {
    return Outcome(std::in_place_index<1>,
                   std::make_exception_ptr(FiberKilled(ended.name())));
  }
  if constexpr (std::is_void_v<R>) {
    return Outcome(std::in_place_index<0>);
  } else {
    auto& result = static_cast<FiberResult<R>&>(FiberAccess::state(ended));
    return Outcome(std::in_place_index<0>, std::move(*result.value));
  }
}

/// Starts a call for each item of the range. Runs in a fiber of its own.
/// Blocks the calling fiber.
template <class R, class Group, class F, class Range>
void feed_imap(const std::shared_ptr<ImapResults<R>>& results, Group& group,
               const std::shared_ptr<F>& fn, Range& range) {
  struct Complete {
    ImapResults<R>& results;
    ~Complete() { results.no_more(); }
  } complete{*results};
  try {
    for (auto&& item : range) {
      if (!results->wait_for_slot()) return;
      auto call =
          make_fiber([fn](auto its_item) { return std::invoke(*fn, its_item); },
                     std::forward<decltype(item)>(item));
      group.start(call);
      const std::size_t index = results->announce();
      call.raw_link([results, index](const AnyFiber& ended) {
        results->add(index, outcome_of<R>(ended));
      });
    }
  } catch (const FiberExit&) {
    throw;
  } catch (...) {
    const std::size_t index = results->announce();
    results->add(index, typename ImapResults<R>::Outcome(
                            std::in_place_index<1>, std::current_exception()));
  }
}

}  // namespace detail

/// The results of calls of a function that returns R.
template <class R>
class Imap {
 public:
  /// R, or std::monostate if R is void.
  using value_type = std::conditional_t<std::is_void_v<R>, std::monostate, R>;

  ~Imap() {
    if (results_) results_->abandon();
  }
  Imap(Imap&&) noexcept = default;
  Imap& operator=(Imap&&) = delete;

  /// Waits for the next result and returns it. Returns nullopt after the last
  /// result.
  /// Blocks the calling fiber.
  std::optional<value_type> next() { return results_->next(); }

 private:
  friend struct detail::FiberAccess;

  explicit Imap(std::shared_ptr<detail::ImapResults<R>> results)
      : results_(std::move(results)) {}

  std::shared_ptr<detail::ImapResults<R>> results_;
};

}  // namespace gfetch
