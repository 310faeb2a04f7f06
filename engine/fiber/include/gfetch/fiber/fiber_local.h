#pragma once
/// A variable that has a separate value in each fiber (fiber-local storage).
///
///   gfetch::FiberLocal<Request> request;
///
///   void handle(Request incoming) {      // in a fiber for each request
///     request.set(std::move(incoming));
///     authorise();                       // looks at request->user
///   }
///
/// A value is destroyed when its fiber ends or the FiberLocal is destroyed. The
/// functions that the hub itself calls, such as posted functions, raw links and
/// error handlers, share one value, which the hub's end destroys (as in
/// gevent.local, where the hub is a greenlet).
///
/// The fibers of several hubs may use one FiberLocal, as the threads of a
/// program use one gevent.local. Values of other hubs than the one whose thread
/// destroys the FiberLocal are destroyed when their fibers end.

#include "gfetch/fiber/detail/local_variable.h"

namespace gfetch {

template <class T>
class FiberLocal : public detail::LocalVariable<T, &detail::fiber_locals> {
 public:
  using detail::LocalVariable<T, &detail::fiber_locals>::LocalVariable;
};

}  // namespace gfetch
