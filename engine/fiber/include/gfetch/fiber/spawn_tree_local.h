#pragma once
/// A variable that a fiber shares with all that it spawns, and they with those
/// that they spawn.
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
/// What the main fiber spawns, or the hub itself (in a posted function, a raw
/// link, on a signal), is the root of a tree each. A value dies with the last
/// fiber of its tree that anyone holds, or with the SpawnTreeLocal. After
/// gevent's spawn_tree_locals.

#include "gfetch/fiber/detail/local_variable.h"

namespace gfetch {

template <class T>
class SpawnTreeLocal
    : public detail::LocalVariable<T, &detail::spawn_tree_locals> {
 public:
  using detail::LocalVariable<T, &detail::spawn_tree_locals>::LocalVariable;
};

}  // namespace gfetch
