#include <memory>
#include <vector>

#include "gfetch/fiber/group.h"
#include "gfetch/fiber/imap.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

struct Imaps : World {
  static Imap<int> calls(Group& group) {
    return group.imap([](int n) { return 2 * n; }, std::vector{1, 2, 3}, 1);
  }
  Group group;
  std::unique_ptr<Imap<int>> imap = std::make_unique<Imap<int>>(calls(group));
};

}  // namespace

std::vector<Row> imap_rows() {
  Rows<Imaps> rows;
  rows("Imap::Imap", kNothing, "false", [](Imaps& its) {
    const Imap<int> moved(std::move(*its.imap));
    its.imap.reset();
    return static_cast<bool>(its.imap);
  });
  rows(
      "Imap::~Imap", kObject, "returns", [](Imaps& its) { its.imap.reset(); },
      in_other_threads("returns"));
  rows(
      "Imap::next", kObject, "2", [](Imaps& its) { return its.imap->next(); },
      in_the_hub(kImpossible, {{Place::kAfterTheHub, "nothing"}}));
  return rows;
}

}  // namespace gfetch::places
