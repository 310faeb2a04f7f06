#pragma once
/// A variable that a fiber shares with all that it spawns, and they with those
/// that they spawn.
///
///   gfetch::SpawnTreeLocal<std::string> request_id;
///
///   void serve(const Request& request) {  // in a tree of its own
///     request_id.set(request.id);
///     gfetch::Pool pool(4);
///     pool.map(query, request.parts);  // query() prints *request_id
///   }
///
///   hub.post([request] { gfetch::spawn(serve, request); });
///
/// The main fiber is the root of all that it spawns. What the hub itself
/// spawns (in a posted function, a raw link, on a signal) is a root each. A
/// value dies with the last fiber of its tree that anyone holds, or with the
/// SpawnTreeLocal. After gevent's spawn_tree_locals.

#include "gfetch/engine/detail/locals.h"

namespace gfetch {

template <class T>
class SpawnTreeLocal
    : public detail::LocalVariable<T, &detail::spawn_tree_locals> {
 public:
  using detail::LocalVariable<T, &detail::spawn_tree_locals>::LocalVariable;
};

}  // namespace gfetch
