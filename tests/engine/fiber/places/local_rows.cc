#include <string>

#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/local_proxy.h"
#include "gfetch/fiber/spawn_tree_local.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

struct Text {
  std::string text = "initial";
};

/// A local that the main fiber has set.
template <class Local>
struct Locals : World {
  Locals() { local.set({"of the main fiber"}); }
  Local local;
  Local unset;
};

template <class Local>
std::vector<Row> rows_of(const std::string& name, Needs needs) {
  using W = Locals<Local>;
  Rows<W> rows;
  rows(name + "::" + name, needs, "initial", [](W&) { return Local()->text; });
  rows(name + "::" + name + " (with an initial value)", needs, "given",
       [](W&) { return Local([] { return Text{"given"}; })->text; });
  rows(name + "::~" + name, needs, "returns",
       [](W&) { Local().set({"destroyed"}); });
  rows(name + "::find", needs, "true",
       [](W& its) { return its.unset.find() == nullptr; });
  rows(name + "::get", needs, "initial",
       [](W& its) { return its.unset.get().text; });
  rows(name + "::operator*", needs, "initial",
       [](W& its) { return (*its.unset).text; });
  rows(name + "::operator->", needs, "initial",
       [](W& its) { return its.unset->text; });
  rows(name + "::set", needs, "set", [](W& its) {
    its.local.set({"set"});
    return its.local->text;
  });
  rows(name + "::reset", needs, "initial", [](W& its) {
    its.local.reset();
    return its.local->text;
  });
  return rows;
}

struct Proxies : World {
  Text text;
  FiberLocal<Text> local;
  LocalProxy<Text> proxy{[this] { return &text; }};
  LocalProxy<Text> none{[]() -> Text* { return nullptr; }};
  LocalProxy<Text> of_the_fiber{[this] { return &local.get(); }};
};

std::vector<Row> proxy_rows() {
  Rows<Proxies> rows;
  rows("LocalProxy::LocalProxy", kNothing, "initial", [](Proxies& its) {
    return LocalProxy<Text>([&its] { return &its.text; })->text;
  });
  rows("LocalProxy::operator bool", kNothing, "false",
       [](Proxies& its) { return static_cast<bool>(its.none); });
  rows("LocalProxy::get", kNothing, "std::logic_error",
       [](Proxies& its) { return its.none.get().text; });
  rows("LocalProxy::operator*", kNothing, "initial",
       [](Proxies& its) { return (*its.proxy).text; });
  rows("LocalProxy::operator->", kNothing, "initial",
       [](Proxies& its) { return its.proxy->text; });
  rows("LocalProxy::get (of a FiberLocal)", kHub, "initial",
       [](Proxies& its) { return its.of_the_fiber->text; });
  return rows;
}

}  // namespace

std::vector<Row> local_rows() {
  std::vector<Row> all = rows_of<FiberLocal<Text>>("FiberLocal", kHub);
  append(all, rows_of<SpawnTreeLocal<Text>>("SpawnTreeLocal", kFiber));
  append(all, proxy_rows());
  return all;
}

}  // namespace gfetch::places
