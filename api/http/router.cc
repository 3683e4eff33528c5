#include "api/http/router.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace muster::http {
namespace {

constexpr std::string_view kAllMethods = "DELETE, GET, HEAD, OPTIONS, POST, PUT";  // of any route

struct PatternPart {
  std::string text;  // the segment, or the parameter's name
  bool is_param = false;
  bool operator==(const PatternPart&) const = default;
};

struct Method {
  std::string name;
  Handler handler;
  RouteOptions options;
};

// All methods of one pattern.
struct Path {
  std::vector<PatternPart> parts;
  std::vector<Method> methods;
  bool alone = false;

  bool matches(std::span<const std::string> segments) const {
    return std::equal(parts.begin(), parts.end(), segments.begin(), segments.end(),
                      [](const PatternPart& part, const std::string& segment) {
                        return part.is_param ? !segment.empty() : part.text == segment;
                      });
  }
  const Method* find(std::string_view name) const {
    const auto it = std::find_if(methods.begin(), methods.end(),
                                 [&](const Method& method) { return method.name == name; });
    return it == methods.end() ? nullptr : &*it;
  }
};

struct Match {
  const Path* path = nullptr;
  const Method* method = nullptr;
};

std::vector<PatternPart> parse_pattern(std::string_view pattern) {
  if (!pattern.starts_with('/')) throw std::invalid_argument("a pattern begins with /");
  std::vector<PatternPart> parts;
  while (!pattern.empty()) {
    pattern.remove_prefix(1);
    const std::string_view part = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(part.size());
    const bool is_param = part.size() > 2 && part.front() == '{' && part.back() == '}';
    if (!is_param && part.find_first_of("{}") != std::string_view::npos) {
      throw std::invalid_argument("a parameter is a whole segment");
    }
    parts.push_back({std::string(is_param ? part.substr(1, part.size() - 2) : part), is_param});
  }
  return parts;
}

// Fixed segments before parameters, from the left.
bool more_specific(const Path& a, const Path& b) {
  return std::lexicographical_compare(
      a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(),
      [](const PatternPart& x, const PatternPart& y) { return !x.is_param && y.is_param; });
}

}  // namespace

struct Router::Impl {
  ErrorRenderer errors;
  std::vector<Path> paths;  // the more specific first

  Path& path_of(std::vector<PatternPart> parts) {
    for (Path& path : paths) {
      if (path.parts == parts) return path;
    }
    Path path{std::move(parts), {}, false};
    const auto place = std::upper_bound(paths.begin(), paths.end(), path, more_specific);
    return *paths.insert(place, std::move(path));
  }

  template <class Visit>
  void each_match(std::span<const std::string> segments, Visit visit) const {
    for (const Path& path : paths) {
      if (!path.matches(segments)) continue;
      for (const Method& method : path.methods) visit(path, method);
      if (path.alone) return;
    }
  }

  Match find(const Request& request) const {
    const bool head = request.method == "HEAD";
    const std::string_view wanted = head ? std::string_view("GET") : request.method;
    Match best;
    each_match(request.segments, [&](const Path& path, const Method& method) {
      if (best.method == nullptr && method.name == wanted) best = {&path, &method};
    });
    return best;
  }

  std::string allowed(const Request& request) const {
    std::vector<std::string> names;
    each_match(request.segments, [&](const Path&, const Method& method) {
      names.push_back(method.name);
      if (method.name == "GET") names.emplace_back("HEAD");
    });
    if (!names.empty()) names.emplace_back("OPTIONS");
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    return list;
  }
};

Router::Router() : Router(render_problem) {}
Router::Router(ErrorRenderer errors) : impl_(std::make_unique<Impl>()) {
  impl_->errors = std::move(errors);
}
Router::Router(Router&&) noexcept = default;
Router::~Router() = default;

void Router::add(std::string_view method, std::string_view pattern, Handler handler,
                 RouteOptions options) {
  if (method == "HEAD") throw std::invalid_argument("GET answers HEAD");
  if (options.name.empty()) options.name = std::string(pattern);
  Path& path = impl_->path_of(parse_pattern(pattern));
  if (path.find(method) != nullptr) throw std::invalid_argument("a route is given twice");
  path.alone = path.alone || options.alone;
  path.methods.push_back({std::string(method), std::move(handler), std::move(options)});
}

void Router::handle(Request request, Reply reply) const {
  if (request.path == "*") {
    Response response{204, "", "", {{"Allow", std::string(kAllMethods)}}};
    return reply(std::move(response));
  }
  const Match match = impl_->find(request);
  if (match.method == nullptr) {
    const std::string allow = impl_->allowed(request);
    if (request.method == "OPTIONS" && !allow.empty()) return reply({204, "", "", {{"Allow", allow}}});
    Error error{"not_found", ErrorClass::refused, "", "no such path"};
    if (!allow.empty()) error = {"method_not_allowed", ErrorClass::refused, "", "see Allow"};
    Response response = render(error, request);
    if (!allow.empty()) response.headers.emplace_back("Allow", allow);
    return reply(std::move(response));
  }
  const std::vector<PatternPart>& parts = match.path->parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].is_param) request.params.emplace_back(parts[i].text, request.segments[i]);
  }
  reply.set_route(match.method->options.name);
  match.method->handler(std::move(request), std::move(reply));
}

std::optional<std::size_t> Router::body_limit(const Request& request) const {
  const Match match = impl_->find(request);
  return match.method != nullptr ? match.method->options.max_body : std::nullopt;
}

std::vector<std::pair<std::string, std::string>> Router::routes() const {
  std::vector<std::pair<std::string, std::string>> all;
  for (const Path& path : impl_->paths) {
    std::string pattern;
    for (const PatternPart& part : path.parts) pattern += part.is_param ? "/{" + part.text + "}" : "/" + part.text;
    for (const Method& method : path.methods) all.emplace_back(pattern, method.name);
  }
  std::sort(all.begin(), all.end());
  return all;
}

Response Router::render(const Error& error, const Request& request) const {
  return impl_->errors(error, request);
}

}  // namespace muster::http
