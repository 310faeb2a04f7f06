#include "gfetch/http_server/router.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "gfetch/http_server/server_request.h"
#include "text.h"

namespace gfetch::http {

namespace {

using server::percent_decoded;

struct Route {
  std::string method;
  HttpHandler handler;
  std::vector<std::string> names;  // of the parameters, from left to right
};

// What may follow a part of a path.
struct Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  std::vector<Route> routes;  // of patterns that end here
  std::vector<Route> rests;   // of patterns that go on with the rest
};

// Takes the first part off a path, which begins with a slash, and the slash.
std::string_view take_part(std::string_view& path) noexcept {
  path.remove_prefix(1);
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view part = path.substr(0, end);
  path.remove_prefix(end);
  return part;
}

bool is_dots(std::string_view part) noexcept {
  return part == "." || part == "..";
}

// The decoded text of a part. The server has refused broken escapes.
std::string decoded(std::string_view part) {
  return percent_decoded(part).value_or(std::string(part));
}

bool has_dots(std::string_view rest) {
  while (!rest.empty()) {
    if (is_dots(decoded(take_part(rest)))) return true;
  }
  return false;
}

bool fits(const Route& route, std::string_view method) noexcept {
  return route.method == method || (method == "HEAD" && route.method == "GET");
}

// The search for the handler of a request. Patterns of the same parts differ in
// their methods: the search goes on behind those without the method.
class Search {
 public:
  explicit Search(std::string_view method) : method_(method) {}

  bool visit(const Node& node, std::string_view path) {
    if (path.empty()) return take(node.routes);
    const std::string_view whole = path;
    const std::string_view part = take_part(path);
    if (visit_literal(node, part, path)) return true;
    if (node.parameter != nullptr && !part.empty() && !is_dots(decoded(part))) {
      captured_.push_back(part);
      if (visit(*node.parameter, path)) return true;
      captured_.pop_back();
    }
    if (node.rests.empty() || has_dots(whole)) return false;
    captured_.push_back(whole.substr(1));
    if (take(node.rests)) return true;
    captured_.pop_back();
    return false;
  }

  const Route* found() const noexcept { return found_; }
  const std::vector<std::string_view>& captured() const noexcept {
    return captured_;
  }
  const std::set<std::string_view>& allowed() const noexcept {
    return allowed_;
  }

 private:
  bool visit_literal(const Node& node, std::string_view part,
                     std::string_view path) {
    if (node.literals.empty()) return false;
    const auto next = part.find('%') == part.npos
                          ? node.literals.find(part)
                          : node.literals.find(decoded(part));
    return next != node.literals.end() && visit(*next->second, path);
  }

  bool take(const std::vector<Route>& routes) {
    for (const Route& route : routes) {
      if (route.method == method_) found_ = &route;
      if (found_ == nullptr && fits(route, method_)) found_ = &route;
      allowed_.insert(route.method);
      if (route.method == "GET") allowed_.insert("HEAD");
    }
    return found_ != nullptr;
  }

  std::string_view method_;
  const Route* found_ = nullptr;
  std::vector<std::string_view> captured_;
  std::set<std::string_view> allowed_;
};

std::string joined(const std::set<std::string_view>& methods) {
  std::string list = "OPTIONS";
  for (const std::string_view method : methods) {
    if (method == "OPTIONS") continue;
    list += ", ";
    list += method;
  }
  return list;
}

void refuse(ServerResponse& response, int status) {
  response.send(status, "text/plain", std::string(reason_of(status)) + '\n');
}

void add_methods(const Node& node, std::set<std::string_view>& methods) {
  for (const auto* routes : {&node.routes, &node.rests}) {
    for (const Route& route : *routes) methods.insert(route.method);
  }
  for (const auto& [part, next] : node.literals) add_methods(*next, methods);
  if (node.parameter != nullptr) add_methods(*node.parameter, methods);
}

[[noreturn]] void throw_bad(std::string_view pattern, const char* why) {
  throw std::invalid_argument("Router: " + std::string(pattern) + ": " + why);
}

// Finds or makes the node of a pattern, and collects the names in it.
class PatternReader {
 public:
  PatternReader(Node& root, std::string_view pattern)
      : pattern_(pattern), node_(&root) {
    if (!pattern.starts_with('/')) throw_bad(pattern, "no slash at the start");
    while (!pattern.empty()) {
      const std::string_view part = take_part(pattern);
      add(part, pattern.empty());
    }
  }

  std::vector<Route>& routes() { return rest_ ? node_->rests : node_->routes; }
  std::vector<std::string> names() && { return std::move(names_); }

 private:
  void add(std::string_view part, bool last) {
    if (!part.starts_with('{') || !part.ends_with('}')) {
      if (part.find_first_of("{}") != part.npos) {
        throw_bad(pattern_, "a parameter is a whole part of a path");
      }
      descend(node_->literals[std::string(part)]);
      return;
    }
    std::string_view name = part.substr(1, part.size() - 2);
    rest_ = name.ends_with('*');
    if (rest_) name.remove_suffix(1);
    if (rest_ && !last) throw_bad(pattern_, "something is behind the rest");
    add_name(name);
    if (!rest_) descend(node_->parameter);
  }

  void add_name(std::string_view name) {
    if (!server::is_token(name)) throw_bad(pattern_, "a name is missing");
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) {
      throw_bad(pattern_, "two parameters have one name");
    }
    names_.emplace_back(name);
  }

  void descend(std::unique_ptr<Node>& next) {
    if (next == nullptr) next = std::make_unique<Node>();
    node_ = next.get();
  }

  std::string_view pattern_;
  Node* node_;
  std::vector<std::string> names_;
  bool rest_ = false;
};

}  // namespace

struct Router::Table {
  Node root;
  HttpHandler otherwise;
};

Router::Router() : table_(std::make_shared<Table>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::Router(const Router&) = default;
Router& Router::operator=(const Router&) = default;
Router::~Router() = default;

Router& Router::on(std::string_view method, std::string_view pattern,
                   HttpHandler handler) {
  if (!server::is_token(method)) throw_bad(pattern, "the method is none");
  if (!handler) throw_bad(pattern, "the handler is none");
  PatternReader reader(table_->root, pattern);
  std::vector<Route>& routes = reader.routes();
  for (const Route& route : routes) {
    if (route.method == method) throw_bad(pattern, "the method has a handler");
  }
  routes.push_back(
      {std::string(method), std::move(handler), std::move(reader).names()});
  return *this;
}

Router& Router::otherwise(HttpHandler handler) {
  table_->otherwise = std::move(handler);
  return *this;
}

void Router::answer_without_route(
    ServerRequest& request, ServerResponse& response,
    const std::set<std::string_view>& allowed) const {
  if (allowed.empty()) {
    if (table_->otherwise) return table_->otherwise(request, response);
    return refuse(response, 404);
  }
  response.header("Allow", joined(allowed));
  if (request.method() == "OPTIONS") {
    response.status(204);
  } else {
    refuse(response, 405);
  }
}

void Router::operator()(ServerRequest& request,
                        ServerResponse& response) const {
  // A handler may destroy the server, and the router with it.
  const std::shared_ptr<Table> table = table_;
  if (request.raw_path_ == "*") {
    std::set<std::string_view> methods;
    add_methods(table->root, methods);
    response.header("Allow", joined(methods)).status(204);
    return;
  }
  Search search(request.method());
  search.visit(table->root, request.raw_path_);
  const Route* const route = search.found();
  if (route == nullptr) {
    return answer_without_route(request, response, search.allowed());
  }
  for (std::size_t i = 0; i < route->names.size(); ++i) {
    request.parameters_.emplace_back(route->names[i],
                                     decoded(search.captured()[i]));
  }
  route->handler(request, response);
}

}  // namespace gfetch::http
