#pragma once
/// A variable that a fiber shares with all fibers that it spawns, and that they
/// spawn in turn.
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
/// Each fiber that the main fiber spawns is the root of a tree; so is each
/// fiber that the hub itself spawns (in a posted function, a raw link, on a
/// signal). A value is destroyed with the last handle to a fiber of its tree,
/// or with the SpawnTreeLocal. After gevent's spawn_tree_locals.

#include "gfetch/fiber/detail/local_variable.h"

namespace gfetch {

template <class T>
class SpawnTreeLocal
    : public detail::LocalVariable<T, &detail::spawn_tree_locals> {
 public:
  using detail::LocalVariable<T, &detail::spawn_tree_locals>::LocalVariable;
};

}  // namespace gfetch
