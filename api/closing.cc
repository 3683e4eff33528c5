#include "api/closing.h"

#include <algorithm>
#include <utility>

#include "api/answer.h"
#include "api/background.h"
#include "api/close_call.h"
#include "api/close_search.h"
#include "api/close_tokens.h"
#include "api/http/problem.h"
#include "schemas/ids.h"

namespace muster::api {
namespace {

constexpr std::size_t kMaxBody = 16 * 1024;
constexpr std::size_t kQueue = 16;
constexpr std::chrono::seconds kWait{10};

// One call under way: what was asked, and the answer it owes.
struct Asked {
  access::Principal who;
  http::Request request;
  http::Reply reply;
  CloseCall call;

  void fail(const Error& error) { reply(http::problem(error, request.request_id)); }
};
using SharedAsked = std::shared_ptr<Asked>;

struct Left {
  SubjectId subject;
  SessionId session;
  std::string_view reason;
};

bool is_json(const http::Request& request) {
  const std::string* type = request.header("content-type");
  return type != nullptr && (*type == kJson || type->starts_with("application/json;")) &&
         request.header("content-encoding") == nullptr;
}

bool has_good_key(const http::Request& request) {
  const std::string* key = request.header("idempotency-key");
  if (key == nullptr) return true;
  const bool printable = std::all_of(key->begin(), key->end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  return printable && !key->empty() && key->size() <= 128 && request.headers.count("idempotency-key") == 1;
}

http::Response json_response(int status, std::string body) {
  return {status, std::string(kJson), std::move(body), {{"Cache-Control", "no-store"}}};
}

void append_ids(JsonObjectWriter& json, const SubjectId& subject, const SessionId& session) {
  json.text("subject", subject.view());
  json.text("session_id", session.view());
}

// Why the door did not close it.
std::string_view reason_of(const Error& problem) {
  if (problem.cls == ErrorClass::retry || problem.cls == ErrorClass::unknown_outcome) return "not_written";
  return problem.code == "rate_limited" ? "rate_limited" : "refused";
}

// What became of a check-out that is in the log; empty: it closed the session.
std::string_view reason_of(const ingest::ItemAnswer& item) {
  if (!item.outcome || *item.outcome == "closed" || *item.outcome == "repeated") return {};
  return *item.outcome == "not_started" ? "not_found" : "already_closed";
}

std::string answer_of(const ingest::WriteAnswer& answer, const std::vector<Left>& left_before, bool more) {
  std::string body;
  JsonObjectWriter json(body);
  std::vector<Left> left = left_before;
  std::string& closed = json.key("closed");
  closed += '[';
  for (const ingest::ItemAnswer& item : answer.items) {
    const auto reason = item.problem ? reason_of(*item.problem) : reason_of(item);
    if (!reason.empty()) {
      left.push_back({item.event.env.subject, item.session_id, reason});
      continue;
    }
    if (closed.back() != '[') closed += ',';
    JsonObjectWriter one(closed);
    append_ids(one, item.event.env.subject, item.session_id);
    one.time("ended_at", item.event.env.time);
  }
  closed += ']';
  append_array(json.key("left"), left, [](std::string& out, const Left& one) {
    JsonObjectWriter entry(out);
    append_ids(entry, one.subject, one.session);
    entry.text("reason", one.reason);
  });
  json.flag("more", more);
  return body;
}

bool is_written(const ingest::ItemAnswer& item) { return !item.problem; }
bool may_be_retried(const ingest::ItemAnswer& item) { return item.problem && reason_of(*item.problem) == "not_written"; }

}  // namespace

struct Closing::Impl {
  Impl(Services s, ingest::Door& d) : services(std::move(s)), door(d) {}

  void handle(http::Request request, http::Reply reply) {
    auto who = services.credentials.identify(request);
    if (!who) return reply(http::problem(who.error(), request.request_id));
    auto call = read(*who, request);
    if (!call) return reply(http::problem(call.error(), request.request_id));
    auto asked = std::make_shared<Asked>(Asked{std::move(who).value(), std::move(request), std::move(reply), std::move(call).value()});
    if (background.run([this, asked] { perform(asked); })) return;
    asked->fail({"over_budget", ErrorClass::retry, "", "closings are under way: wait for them"});
  }

  Result<CloseCall> read(const access::Principal& who, const http::Request& request) const {
    if (auto status = may_list(who, access::Action::correct); !status) {
      services.audit.note(access::entry_of(who, request, "refused", request.path, "forbidden"));
      return status.error();
    }
    if (!request.query.empty()) return Error{"unknown_parameter", ErrorClass::invalid, "", "this call has no parameters"};
    if (!has_good_key(request)) return Error{"bad_header", ErrorClass::invalid, "", "an Idempotency-Key is 1 to 128 printable ASCII characters"};
    if (!is_json(request)) return Error{"unsupported_media_type", ErrorClass::refused, "", "application/json in UTF-8"};
    return read_close_call(request.body);
  }

  void perform(const SharedAsked& asked) {
    try {
      switch (asked->call.mode) {
        case CloseCall::Mode::preview: return preview(*asked);
        case CloseCall::Mode::run: return run(asked);
        case CloseCall::Mode::confirmed: return confirmed(asked);
      }
    } catch (const projections::ReadFailure& failure) {
      if (asked->call.mode == CloseCall::Mode::run) tokens.give_back(asked->call.token);
      asked->fail(failure.error());
    }
  }

  void preview(Asked& asked) {
    const auto store = services.store.get();
    const auto rows = store->snapshot();
    auto seen = std::make_shared<std::vector<SeenSession>>();
    std::string body;
    {
      JsonObjectWriter json(body);
      const auto found = search_closable(*rows, services, asked.who, asked.call, json.key("items"), *seen);
      if (!found) return asked.fail(found.error());
      const auto token = tokens.pin(asked.who.credential(), seen, services.monotonic.now());
      if (!token) return asked.fail(token.error());
      json.integer("count", static_cast<std::int64_t>(seen->size()));
      json.flag("more", found->more);
      json.text("token", *token);
      json.time("expires_at", services.wall.now() + CloseTokens::kLife);
    }
    asked.reply(json_response(200, std::move(body)));
  }

  void run(const SharedAsked& asked) {
    const auto seen = tokens.take(asked->who.credential(), asked->call.token, services.monotonic.now());
    if (!seen) return asked->fail(seen.error());
    close(asked, **seen, "close:" + asked->call.token, false);
  }

  // Without having been shown: what the filters find is closed as it is found.
  void confirmed(const SharedAsked& asked) {
    std::vector<SeenSession> seen;
    std::string unused;
    bool more = false;
    {
      const auto store = services.store.get();
      const auto rows = store->snapshot();
      const auto found = search_closable(*rows, services, asked->who, asked->call, unused, seen);
      if (!found) return asked->fail(found.error());
      more = found->more;
    }
    const std::string* key = asked->request.header("idempotency-key");
    close(asked, seen, "confirm:" + (key != nullptr ? *key : random_id()), more);
  }

  // Of what was seen, closes what is still as it was.
  void close(const SharedAsked& asked, const std::vector<SeenSession>& seen, std::string key, bool more) {
    const auto store = services.store.get();
    const auto rows = store->snapshot();
    std::vector<Left> left;
    ingest::WriteRequest write;
    for (const SeenSession& one : seen) {
      const std::string_view reason = why_left(*rows, services, asked->who, one);
      if (reason.empty()) {
        write.body.named.push_back({one.place.subject, one.place.session});
      } else {
        left.push_back({one.place.subject, one.place.session, reason});
      }
    }
    if (write.body.named.empty()) return answer(*asked, {}, left, more);
    std::string text;
    JsonObjectWriter(text).text("why", asked->call.why);
    write.who = asked->who;
    write.body.call = ingest::Call::close;
    write.body.content_type = kJson;
    write.body.text = text;
    write.idempotency_key = std::move(key);
    write.wait = kWait;
    write.request_id = asked->request.request_id;
    write.address = asked->request.peer_address;
    door.write(write, [this, asked, left = std::move(left), named = write.body.named, more](ingest::WriteAnswer answer) {
      // What the door did not take has no event that says whom it was about.
      for (std::size_t i = 0; i < answer.items.size(); ++i) {
        answer.items[i].event.env.subject = named[i].subject;
        answer.items[i].session_id = named[i].session;
      }
      this->answer(*asked, answer, left, more);
    });
  }

  void answer(Asked& asked, const ingest::WriteAnswer& answer, const std::vector<Left>& left, bool more) {
    const auto& items = answer.items;
    const bool again = answer.problem || std::any_of(items.begin(), items.end(), may_be_retried);
    if (asked.call.mode == CloseCall::Mode::run) again ? tokens.give_back(asked.call.token) : tokens.spend(asked.call.token);
    if (answer.problem) return asked.fail(*answer.problem);
    const bool any = std::any_of(items.begin(), items.end(), is_written);
    if (again && !any) return asked.fail(*std::find_if(items.begin(), items.end(), may_be_retried)->problem);
    http::Response response = json_response(any && !answer.seen ? 202 : 200, answer_of(answer, left, more));
    if (any) response.headers.emplace_back("Muster-Position", answer.positions);
    asked.reply(std::move(response));
  }

  const Services services;
  ingest::Door& door;
  CloseTokens tokens;
  Background background{1, kQueue};  // last: it ends first
};

Closing::Closing(Services services, ingest::Door& door) : impl_(std::make_unique<Impl>(std::move(services), door)) {}
Closing::~Closing() = default;

void Closing::add_routes(http::Router& router) {
  router.add("POST", "/v1/sessions/close", [self = impl_.get()](http::Request request, http::Reply reply) {
    self->handle(std::move(request), std::move(reply));
  }, {kMaxBody, {}});
}

}  // namespace muster::api
