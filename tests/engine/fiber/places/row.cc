#include "tests/engine/fiber/places/row.h"

namespace gfetch::places {
namespace {

bool hub_runs(Place place) {
  return place == Place::kHubSpawnWatch || place == Place::kHubErrorHandler ||
         place == Place::kRawLink || place == Place::kPostedFunction;
}

/// What comes out where a call is refused; null where it is not.
const std::string* refusal(Needs needs, Place place) {
  static const std::string logic_error = "std::logic_error";
  static const std::string blocking = "BlockingSwitchOut";
  const bool object =
      needs == kObject || needs == kObjectAndHub || needs == kObjectAndFiber;
  const bool fiber = needs == kFiber || needs == kObjectAndFiber;
  const bool hub = needs == kHub || needs == kObjectAndHub || fiber;
  const bool other_thread =
      place == Place::kThread || place == Place::kThreadWithHub;
  const bool no_hub = place == Place::kThread || place == Place::kAfterTheHub;
  if (object && other_thread) return &logic_error;
  if (hub && no_hub) return &logic_error;
  if (fiber && hub_runs(place)) return &blocking;
  return nullptr;
}

}  // namespace

Exceptions in_the_hub(const std::string& word, Exceptions exceptions) {
  for (const auto& [place, name] : names_of_places()) {
    if (hub_runs(place)) exceptions.emplace(place, word);
  }
  return exceptions;
}

Exceptions in_other_threads(const std::string& word, Exceptions exceptions) {
  exceptions.emplace(Place::kThread, word);
  exceptions.emplace(Place::kThreadWithHub, word);
  return exceptions;
}

Exceptions while_shielded(const std::string& word, Exceptions exceptions) {
  for (const Place place :
       {Place::kShield, Place::kUnwinding, Place::kKilled,
        Place::kClosureDestructor, Place::kSpawnWatch, Place::kResultDestructor,
        Place::kUnrunClosureDestructor, Place::kLocalDestructor}) {
    exceptions.emplace(place, word);
  }
  return exceptions;
}

const std::map<Place, std::string>& names_of_places() {
  static const std::map<Place, std::string> names = {
      {Place::kFiber, "in_a_fiber"},
      {Place::kMainFiber, "in_the_main_fiber"},
      {Place::kLink, "in_a_link"},
      {Place::kRawGreenlet, "in_a_raw_greenlet"},
      {Place::kShield, "under_a_shield"},
      {Place::kUnwinding, "in_a_destructor_while_unwinding"},
      {Place::kKilled, "in_a_destructor_of_a_killed_fiber"},
      {Place::kClosureDestructor, "in_the_destructor_of_a_closure"},
      {Place::kResultDestructor, "in_the_destructor_of_a_result"},
      {Place::kUnrunClosureDestructor,
       "in_the_destructor_of_a_closure_that_did_not_run"},
      {Place::kLocalDestructor, "in_the_destructor_of_a_local"},
      {Place::kSpawnWatch, "in_a_spawn_watch"},
      {Place::kErrorHandler, "in_an_error_handler"},
      {Place::kHubSpawnWatch, "in_a_spawn_watch_of_the_hub"},
      {Place::kHubErrorHandler, "in_an_error_handler_of_the_hub"},
      {Place::kRawLink, "in_a_raw_link"},
      {Place::kPostedFunction, "in_a_posted_function"},
      {Place::kThread, "in_another_thread"},
      {Place::kThreadWithHub, "in_another_thread_with_a_hub"},
      {Place::kAfterTheHub, "after_the_hub_has_ended"},
  };
  return names;
}

const std::string& Row::expected(Place place) const {
  const auto exception = exceptions.find(place);
  if (exception != exceptions.end()) return exception->second;
  const std::string* refused = refusal(needs, place);
  return refused != nullptr ? *refused : outcome;
}

}  // namespace gfetch::places
