#pragma once
/// The rows of the table of all public members of the engine: a call of the
/// member, and what comes out of it in each place from which a program can make
/// the call.
///
///   struct Events : World {
///     Event event;
///   };
///
///   std::vector<Row> event_rows() {
///     Rows<Events> rows;
///     rows("Event::set", kObject, "returns",
///          [](Events& its) { its.event.set(); });
///     return rows;
///   }
///
/// Tests of the table run each row in each place. Another test compares the
/// members of the rows with the declarations in the public headers.

#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace gfetch::places {

/// A place from which a program can call a member.
enum class Place {
  kFiber,
  kMainFiber,
  kLink,                    ///< the fiber that calls a link
  kRawGreenlet,             ///< in a fiber
  kShield,                  ///< under a KillShield
  kUnwinding,               ///< in a destructor that an exception runs
  kKilled,                  ///< in a destructor that a kill runs
  kClosureDestructor,       ///< the closure of a fiber that has ended
  kResultDestructor,        ///< the result of a fiber without a handle
  kUnrunClosureDestructor,  ///< the closure of a fiber that the hub kills
  kLocalDestructor,         ///< the value of a FiberLocal whose fiber ended
  kSpawnWatch,              ///< called by a fiber that spawns another
  kErrorHandler,            ///< called by a fiber that drops a handle
  kHubSpawnWatch,           ///< called by the hub that spawns a fiber
  kHubErrorHandler,         ///< called by the hub
  kRawLink,                 ///< called by the hub
  kPostedFunction,          ///< called by the hub
  kThread,                  ///< another thread, without a hub
  kThreadWithHub,           ///< another thread, with a hub of its own
  kAfterTheHub,             ///< in the hub's thread, after the hub has ended
};

/// All places, with the words by which tests name them.
const std::map<Place, std::string>& names_of_places();

/// What a call needs, from which it follows what comes out in each place. The
/// objects of a row's world belong to a hub when the call is made.
enum Needs {
  kNothing,  ///< the call returns everywhere
  kObject,   ///< std::logic_error in threads to which the object does not
             ///< belong; it belongs to none when its hub has ended
  kHub,      ///< std::logic_error in threads without a hub
  kObjectAndHub,
  kFiber,  ///< std::logic_error in threads without a hub, and
           ///< BlockingSwitchOut where the hub itself runs
  kObjectAndFiber,
};

/// What comes out of a call in places where it does not follow from its needs.
using Exceptions = std::map<Place, std::string>;

/// In a row's exceptions: the call cannot be written for the place.
inline constexpr const char* kImpossible = "impossible";

/// The objects that a call uses. A world is constructed by the main fiber of a
/// hub and destroyed by it, or after the hub has ended.
struct World {
  World() = default;
  virtual ~World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;
};

/// One row of the table.
struct Row {
  /// Returns what comes out of the call in `place`.
  const std::string& expected(Place place) const;

  /// A member such as `Event::wait`. What follows a space tells the row from
  /// others of the same member: `Event::wait (set)`.
  std::string member;
  Needs needs;
  std::string outcome;  ///< what the call returns, where it returns
  std::function<std::unique_ptr<World>()> make_world;
  std::function<std::string(World&)> call;
  Exceptions exceptions;
};

/// Returns `exceptions` and `word` for all places where the hub itself runs.
Exceptions in_the_hub(const std::string& word, Exceptions exceptions = {});
/// The same for the threads to which an object of the hub does not belong.
Exceptions in_other_threads(const std::string& word,
                            Exceptions exceptions = {});
/// The same for all places where the calling fiber is shielded.
Exceptions while_shielded(const std::string& word, Exceptions exceptions = {});

/// Returns the words for what a call has returned.
inline std::string words(bool value) {
  return value ? "true" : "false";
}
inline std::string words(const char* value) {
  return value;
}
inline std::string words(const std::string& value) {
  return value;
}
template <class T>
requires(std::is_integral_v<T> && !std::is_same_v<T, bool>) std::string
    words(T value) {
  return std::to_string(value);
}
template <class T>
std::string words(const std::optional<T>& value) {
  return value ? words(*value) : "nothing";
}
template <class T>
std::string words(T* value) {
  return value != nullptr ? words(*value) : "null";
}
inline std::string words(const std::exception_ptr& value) {
  return value ? "an exception" : "null";
}
/// Rows whose calls use a world of type W.
template <class W>
class Rows {
 public:
  template <class Call>
  void operator()(std::string member, Needs needs, std::string outcome,
                  Call call, Exceptions exceptions = {}) {
    rows_.push_back({std::move(member), needs, std::move(outcome),
                     [] { return std::make_unique<W>(); },
                     [call](World& world) {
                       auto& its = static_cast<W&>(world);
                       using Result = std::invoke_result_t<Call, W&>;
                       if constexpr (std::is_void_v<Result>) {
                         call(its);
                         return std::string("returns");
                       } else {
                         return words(call(its));
                       }
                     },
                     std::move(exceptions)});
  }

  operator std::vector<Row>() && { return std::move(rows_); }
  operator std::vector<Row>() & { return rows_; }

 private:
  std::vector<Row> rows_;
};

/// Adds `more` to `rows`.
inline void append(std::vector<Row>& rows, std::vector<Row> more) {
  for (Row& row : more) rows.push_back(std::move(row));
}

}  // namespace gfetch::places
