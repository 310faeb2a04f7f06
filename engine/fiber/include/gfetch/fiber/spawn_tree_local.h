#pragma once
/// A variable that a fiber shares with all fibers that it spawns, and with all
/// that those spawn in turn (its spawn tree).
///
///   gfetch::SpawnTreeLocal<std::string> request_id;
///
///   void serve(const Request& request) {
///     request_id.set(request.id);
///     gfetch::Pool pool(4);
///     pool.map(query, request.parts);  // query() prints *request_id
///   }
///
///   for (const Request& request : requests) gfetch::spawn(serve, request);
///
/// Each fiber that the main fiber spawns is the root of a tree. So is each
/// fiber that the hub itself spawns, for example in a posted function, a raw
/// link or a signal handler. A value is destroyed together with the last handle
/// to a fiber of its tree, or with the SpawnTreeLocal. Modelled on gevent's
/// spawn_tree_locals.

#include "gfetch/fiber/detail/local_variable.h"

namespace gfetch {

template <class T>
class SpawnTreeLocal
    : public detail::LocalVariable<T, &detail::spawn_tree_locals> {
 public:
  using detail::LocalVariable<T, &detail::spawn_tree_locals>::LocalVariable;
};

}  // namespace gfetch
