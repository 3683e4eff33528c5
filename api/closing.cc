#include "api/closing.h"

#include <algorithm>
#include <set>
#include <utility>

#include "api/answer.h"
#include "api/background.h"
#include "api/close_answer.h"
#include "api/close_call.h"
#include "api/close_search.h"
#include "api/close_tokens.h"
#include "api/http/json_response.h"
#include "api/http/problem.h"
#include "api/http/request_head.h"
#include "api/written.h"
#include "schemas/ids.h"

namespace muster::api {
namespace {

constexpr std::size_t kMaxBody = CloseTokens::kMostBytes + 16 * 1024;
constexpr std::size_t kQueue = 16;
constexpr std::chrono::seconds kWait{10};

Error too_busy() { return {"over_budget", ErrorClass::retry, "", "closings are under way: wait for them"}; }

// One call under way: what was asked, and the answer it owes.
struct Asked {
  access::Principal who;
  http::Request request;
  http::Reply reply;
  CloseCall call;
  std::string preview{};  // that is run

  void fail(const Error& error) { reply(http::problem(error, request.request_id)); }
};
using SharedAsked = std::shared_ptr<Asked>;

bool is_written(const ingest::ItemAnswer& item) { return !item.problem; }

}  // namespace

struct Closing::Impl {
  Impl(Services s, ingest::Door& d) : services(std::move(s)), door(d), tokens(services.cursor_key, services.epoch) {}

  void handle(http::Request request, http::Reply reply) {
    auto who = services.credentials.identify(request);
    if (!who) return reply(http::problem(who.error(), request.request_id));
    auto call = read(*who, request);
    if (!call) return reply(http::problem(call.error(), request.request_id));
    auto asked = std::make_shared<Asked>(Asked{std::move(who).value(), std::move(request), std::move(reply), std::move(call).value()});
    if (background.run([this, asked] { perform(asked); })) return;
    asked->fail(too_busy());
  }

  Result<CloseCall> read(const access::Principal& who, const http::Request& request) const {
    if (auto status = may_list(who, access::Action::correct); !status) {
      services.audit.note(access::entry_of(who, request, "refused", request.path, "forbidden"));
      return status.error();
    }
    if (!request.query.empty()) return Error{"unknown_parameter", ErrorClass::invalid, "", "this call has no parameters"};
    if (auto key = http::idempotency_key(request); !key) return key.error();
    if (auto status = http::check_json_body(request); !status) return status.error();
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
      fail(*asked, failure.error());
    }
  }

  // What was not run may be run again.
  void fail(Asked& asked, const Error& error) {
    if (!asked.preview.empty()) tokens.give_back(asked.preview);
    asked.fail(error);
  }

  void preview(Asked& asked) {
    const auto store = services.store.get();
    const auto rows = store->snapshot();
    std::vector<SeenSession> seen;
    std::string body;
    {
      JsonObjectWriter json(body);
      const auto found = search_closable(*rows, services, asked.who, asked.call, json.key("items"), seen);
      if (!found) return asked.fail(found.error());
      const Timestamp now = services.wall.now();
      const auto token = tokens.sign(asked.who.credential(), seen, now);
      if (!token) return asked.fail(token.error());
      json.integer("count", static_cast<std::int64_t>(seen.size()));
      json.flag("more", found->more);
      json.text("token", std::string_view{*token});
      json.time("expires_at", now + CloseTokens::kLife);
    }
    asked.reply(http::json_response(200, std::move(body)));
  }

  void run(const SharedAsked& asked) {
    auto shown = tokens.take(asked->who.credential(), asked->call.token, services.wall.now());
    if (!shown) return asked->fail(shown.error());
    asked->preview = shown->id;
    const auto written = written_of(shown->sessions);
    if (!written) return fail(*asked, ingest::told_of_append(written.error()));
    services.progress.wait(*written, services.monotonic.now() + kWait, [this, asked, sessions = std::move(shown->sessions)](bool read) {
      if (!read) return fail(*asked, {"wait_timeout", ErrorClass::retry, "", "what is in the log is not read yet: run the same token again"});
      if (background.run([this, asked, sessions] { close_seen(asked, sessions); })) return;
      fail(*asked, too_busy());
    });
  }

  Result<std::vector<log::Position>> written_of(const std::vector<SeenSession>& seen) const {
    std::set<log::Partition> partitions;
    for (const SeenSession& one : seen) partitions.insert(one.place.partition);
    return written_by_now(services.log, partitions);
  }

  void close_seen(const SharedAsked& asked, const std::vector<SeenSession>& seen) {
    try {
      close(asked, seen, "close:" + asked->preview, false);
    } catch (const projections::ReadFailure& failure) {
      fail(*asked, failure.error());
    }
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
    std::vector<LeftSession> left;
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
    write.address = asked->request.client();
    door.write(write, [this, asked, left = std::move(left), named = write.body.named, more](ingest::WriteAnswer answer) {
      // What the door did not take has no event that says whom it was about.
      for (std::size_t i = 0; i < answer.items.size(); ++i) {
        answer.items[i].event.env.subject = named[i].subject;
        answer.items[i].session_id = named[i].session;
      }
      this->answer(*asked, answer, left, more);
    });
  }

  void answer(Asked& asked, const ingest::WriteAnswer& answer, const std::vector<LeftSession>& left, bool more) {
    const auto& items = answer.items;
    const bool again = answer.problem || std::any_of(items.begin(), items.end(), is_not_written);
    if (again && !asked.preview.empty()) tokens.give_back(asked.preview);
    if (answer.problem) return asked.fail(*answer.problem);
    const bool any = std::any_of(items.begin(), items.end(), is_written);
    if (again && !any) return asked.fail(*std::find_if(items.begin(), items.end(), is_not_written)->problem);
    http::Response response = http::json_response(any && !answer.seen ? 202 : 200, close_answer(answer, left, more));
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

void Closing::end() { impl_->background.end(); }

void Closing::add_routes(http::Router& router) {
  router.add("POST", "/v1/sessions/close", [self = impl_.get()](http::Request request, http::Reply reply) {
    self->handle(std::move(request), std::move(reply));
  }, {kMaxBody, {}});
}

}  // namespace muster::api
