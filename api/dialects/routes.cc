#include "api/dialects/routes.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

#include "api/http/problem.h"
#include "ingest/daily_cap.h"
#include "schemas/errors.h"
#include "schemas/ids.h"

namespace muster::api::dialects {
namespace {

constexpr int kUnprocessable = 422;
constexpr std::string_view kNobody = "anonymous";  // as no_credentials() signs

Error forbidden() { return {"forbidden", ErrorClass::refused, "", "You do not have permission to perform this action."}; }

struct Owed {
  http::Request request;
  http::Reply reply;
  access::Principal who;
};

http::Response perform(const Shared& shared, const Owed& owed, const Handle& handle, RenderError error) {
  try {
    auto answer = handle(Call{owed.request, owed.who, shared.backend, shared.locks, shared.trusted_proxies, shared.register_from, shared.accounts});
    if (answer) return std::move(answer).value();
    http::Response refused = error(answer.error(), owed.request);
    // Of check-ins, so many a day.
    if (answer.error().code == "rate_limited") wait_for(ingest::DailyCap::until_next(shared.backend.services().wall.now()), refused);
    return refused;
  } catch (const projections::ReadFailure& failure) {
    return error(failure.error(), owed.request);
  } catch (const std::exception& bug) {
    return error({"internal", ErrorClass::bug, "", bug.what()}, owed.request);
  }
}

// On record, as where /v1 refuses.
http::Response refuse(const Backend& backend, const access::Principal& who, const http::Request& request, RenderError error) {
  backend.services().audit.note(access::entry_of(who, request, "refused", request.path, "forbidden"));
  return error(forbidden(), request);
}

}  // namespace

Result<SubjectId> Call::self(access::Action action) const {
  const std::string* named = request.query_value("subject");
  // Without credentials everybody is the same nobody, who has a name.
  auto subject = !who.subject.empty() ? Result<SubjectId>(who.subject)
                                      : parse_subject(named != nullptr ? *named : who.actor == kNobody ? who.actor : "");
  const Error no_person{"forbidden", ErrorClass::refused, "", "This credential is no person's."};
  if (!subject) return no_person;
  if (access::may(who, action, {subject->view(), {}}) != access::Verdict::yes) return no_person;
  return subject;
}

Person Call::person(const SubjectId& subject) const {
  return backend.may(who, access::Action::read_subject, subject) == access::Verdict::yes ? backend.person(who.tenant, subject) : Person{};
}

void Routes::add(std::string_view method, std::string_view pattern, std::optional<access::Action> right, Handle handle,
                 std::size_t max_body) {
  const auto shared_handle = std::make_shared<const Handle>(std::move(handle));
  const auto answer = [shared = shared_, identify = identify_, error = error_, right, shared_handle](http::Request request, http::Reply reply) {
    auto who = identify(request);
    if (!who) return reply(error(who.error(), request));
    if (right && access::sight(*who, *right) == access::Sight::none) return reply(refuse(shared.backend, *who, request, error));
    const auto owed = std::make_shared<Owed>(Owed{std::move(request), std::move(reply), std::move(who).value()});
    const bool taken = shared.threads.run([shared, owed, error, shared_handle] {
      owed->reply(perform(shared, *owed, *shared_handle, error));
    });
    if (taken) return;
    owed->reply(error({"over_budget", ErrorClass::retry, "", "Too many requests wait already."}, owed->request));
  };
  http::RouteOptions options;
  options.max_body = max_body;
  options.name = pattern;
  options.alone = true;  // `quick_checkout` is no id of a work log
  router_.add(method, pattern, answer, options);
  router_.add(method, std::string(pattern) + "/", answer, options);
}

void add_error_headers(http::Response& response) {
  if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"muster\"");
  if (response.status == 503 || response.status == 429) response.headers.emplace_back("Retry-After", "1");
}

void wait_for(std::chrono::seconds wait, http::Response& response) {
  for (auto& [name, value] : response.headers) {
    if (name == "Retry-After") value = std::to_string(std::max<std::int64_t>(1, wait.count()));
  }
}

int plain_status(const Error& error) {
  const int status = http_status(error);
  return status == kUnprocessable ? 400 : status;
}

std::string message_of(const Error& error) {
  const std::string said = http::told(error).hint;
  if (!said.empty()) return said;
  const ErrorCodeSpec* known = find_error_code(error.code);
  return known != nullptr ? std::string(known->title) : error.code;
}

http::Response error_response(const Error& error, const Json& body) {
  http::Response response = json_response(plain_status(error), body);
  add_error_headers(response);
  http::keep_fault(error, response);
  return response;
}

}  // namespace muster::api::dialects
