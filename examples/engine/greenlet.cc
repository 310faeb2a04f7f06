// Compares the leaves of two trees of different shapes, from left to right.
// Each tree is walked by a greenlet, which switches back at every leaf.

#include "gfetch/fiber/greenlet.h"

#include <cstdio>
#include <optional>
#include <vector>

#include "gfetch/fiber/hub.h"

namespace {

struct Tree {
  char leaf = 0;
  std::vector<Tree> branches = {};
};

using Leaf = std::optional<char>;

void hand_over(const Tree& tree, const gfetch::Greenlet& taker) {
  if (tree.branches.empty()) taker.switch_to(Leaf(tree.leaf));
  for (const Tree& branch : tree.branches) hand_over(branch, taker);
}

gfetch::Greenlet walk(const Tree& tree) {
  return gfetch::Greenlet([&tree, taker = gfetch::Greenlet::current()] {
    hand_over(tree, taker);
    return Leaf();  // the end: a greenlet's result goes to its parent
  });
}

bool same_leaves(const Tree& one, const Tree& other) {
  const gfetch::Greenlet walker = walk(one);
  const gfetch::Greenlet companion = walk(other);
  for (;;) {
    const Leaf leaf = walker.switch_to<Leaf>();
    if (leaf != companion.switch_to<Leaf>()) return false;
    if (!leaf) return true;
  }
}  // the stack of an unfinished walk is unwound

}  // namespace

int main() {
  gfetch::Hub hub;
  const Tree left{0, {{0, {{'a'}, {'b'}}}, {'c'}, {'d'}}};
  const Tree right{0, {{'a'}, {0, {{'b'}, {'c'}}}, {'d'}}};
  const Tree odd{0, {{'a'}, {'x'}, {'c'}, {'d'}}};
  std::puts(same_leaves(left, right) ? "same leaves" : "other leaves");
  std::puts(same_leaves(left, odd) ? "same leaves" : "other leaves");
}
