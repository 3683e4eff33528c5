#include "api/reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/http/etag.h"
#include "api/http/problem.h"
#include "api/negotiate.h"

namespace muster::api {
namespace {

constexpr std::chrono::seconds kLongestWait{10};
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kFormatNames{
    {{"json", kJson}, {"csv", kCsv}, {"xlsx", kXlsx}}};

struct Route {
  const Services& services;
  const CursorSigner& signer;
  ReadThreads& threads;
  ReadRoute read;
};

// A read that may have to wait: what it was asked, and the answer it owes.
struct Pending {
  std::shared_ptr<const Route> route;
  http::Request request;
  http::Reply reply;
  access::Principal who;
  std::string_view format;
};

Status status_of(access::Verdict verdict) {
  switch (verdict) {
    case access::Verdict::yes: return Done{};
    case access::Verdict::never: return Error{"forbidden", ErrorClass::refused, "", ""};
    case access::Verdict::out_of_sight: break;
  }
  return Error{"not_found", ErrorClass::refused, "", ""};
}

void read_as_of(Reading& reading, Timestamp now) {
  reading.as_of = reading.params.time("as_of").value_or(now);
  reading.live = reading.as_of == now;
  if (reading.as_of <= now) return;
  reading.params.fail("as_of", "future_as_of", ErrorClass::refused,
                      fmt::format("The server's time is {}.", format_rfc3339(now)));
}

Error no_such_format(std::string where, const std::vector<std::string_view>& formats) {
  return {"not_acceptable", ErrorClass::invalid, std::move(where), fmt::format("This call has {}.", fmt::join(formats, ", "))};
}

// `format` says it, else the Accept header.
Result<std::string_view> format_of(const http::Request& request, const std::vector<std::string_view>& formats) {
  if (const std::string* name = request.query_value("format")) {
    for (const auto& [known, media] : kFormatNames) {
      if (known == *name && std::find(formats.begin(), formats.end(), media) != formats.end()) return media;
    }
    return no_such_format("/format", formats);
  }
  const std::string* accept = request.header("accept");
  if (accept == nullptr || accept->find_first_not_of(" \t") == std::string::npos) return formats.front();
  if (const auto chosen = negotiate(*accept, formats)) return formats[*chosen];
  return no_such_format("", formats);
}

Result<Answer> make(const Route& route, Reading& reading) {
  reading.params.allow_only(route.read.parameters);
  read_as_of(reading, route.services.wall.now());
  if (reading.params.error()) return *reading.params.error();
  return route.read.make(reading);
}

http::Response respond(const http::Request& request, Answer answer) {
  http::Response response;
  const std::string etag = answer.etag();
  response.headers = {{"ETag", etag}, {"Cache-Control", "private, no-cache"}, {"Vary", "Accept"}};
  if (!answer.file_name.empty()) {
    response.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}\"", answer.file_name));
  }
  const std::string* known = request.header("if-none-match");
  if (known != nullptr && http::names_etag(*known, etag)) {
    response.status = 304;
    return response;
  }
  response.content_type = answer.content_type;
  response.body = std::move(answer.body);
  return response;
}

Result<Answer> read(const Pending& pending) {
  const Route& route = *pending.route;
  try {
    const auto store = route.services.store.get();
    const auto rows = store->snapshot();
    Reading reading{route.services, route.signer, pending.request, pending.who, *rows,
                    Params(pending.request.query), {}, false, pending.format};
    return make(route, reading);
  } catch (const projections::ReadFailure& failure) {
    return failure.error();
  }
}

void answer_now(Pending& pending) {
  auto answer = read(pending);
  if (!answer.ok() && answer.error().code == "forbidden") {
    pending.route->services.audit.note(access::entry_of(pending.who, pending.request, "refused", pending.request.path, "forbidden"));
  }
  pending.reply(answer.ok() ? respond(pending.request, std::move(answer).value())
                            : http::problem(answer.error(), pending.request.request_id));
}

// On a thread of our own.
void answer_later(const std::shared_ptr<Pending>& pending) {
  ReadThreads& threads = pending->route->threads;
  Background& background = is_sheet(pending->format) ? threads.sheets : threads.usual;
  if (background.run([pending] { answer_now(*pending); })) return;
  const Error error{"over_budget", ErrorClass::retry, "", "Too many reads wait already."};
  pending->reply(http::problem(error, pending->request.request_id));
}

void answer_after_wait(const std::shared_ptr<Pending>& pending, bool seen) {
  if (seen) return answer_later(pending);
  const Error error{"wait_timeout", ErrorClass::retry, "", "Ask again with the same Muster-Position."};
  pending->reply(http::problem(error, pending->request.request_id));
}

Result<std::vector<log::Position>> positions_of(const http::Request& request, const Services& services) {
  const std::string* token = request.header("muster-position");
  if (token == nullptr) return std::vector<log::Position>{};
  auto positions = processors::decode_positions(services.epoch, *token);
  const Error bad{"bad_position", ErrorClass::invalid, "", "Send Muster-Position back as an answer of this log gave it."};
  if (!positions.ok()) return bad;
  for (const log::Position& p : *positions) {
    if (p.partition >= services.partitions) return bad;
  }
  return positions;
}

void handle(const std::shared_ptr<const Route>& route, http::Request request, http::Reply reply) {
  const Services& services = route->services;
  auto who = services.credentials.identify(request);
  if (!who.ok()) return reply(http::problem(who.error(), request.request_id));
  const auto format = format_of(request, route->read.formats);
  if (!format.ok()) return reply(http::problem(format.error(), request.request_id));
  auto positions = positions_of(request, services);
  if (!positions.ok()) return reply(http::problem(positions.error(), request.request_id));
  Pending pending{route, std::move(request), std::move(reply), std::move(who).value(), *format};
  const bool there = positions->empty() || services.progress.reached(*positions);
  if (there && route->read.brief && !is_sheet(*format)) return answer_now(pending);
  const auto shared = std::make_shared<Pending>(std::move(pending));
  if (there) return answer_later(shared);
  const auto deadline = services.monotonic.now() + kLongestWait;
  services.progress.wait(std::move(positions).value(), deadline,
                         [shared](bool seen) { answer_after_wait(shared, seen); });
}

}  // namespace

Status Reading::allowed(access::Action action) const { return status_of(access::may(who, action)); }

Status Reading::allowed(access::Action action, const SubjectId& subject) const {
  return status_of(access::may(who, action, subject, services.directory));
}

void add_read(http::Router& router, const Services& services, const CursorSigner& signer,
              ReadThreads& threads, ReadRoute read) {
  read.parameters.insert(read.parameters.end(), {"as_of", "format"});
  const std::string pattern(read.pattern);
  const auto route = std::make_shared<const Route>(Route{services, signer, threads, std::move(read)});
  router.add("GET", pattern, [route](http::Request request, http::Reply reply) {
    handle(route, std::move(request), std::move(reply));
  });
}

}  // namespace muster::api
