#include "ingest/account_routes.h"

#include <memory>
#include <utility>

#include <nlohmann/json.hpp>

#include "api/access/may.h"
#include "api/http/json_response.h"
#include "api/http/problem.h"
#include "api/http/request_head.h"
#include "ingest/answers.h"
#include "ingest/request_headers.h"
#include "ingest/text_body.h"
#include "schemas/ids.h"
#include "schemas/time.h"

namespace muster::ingest {
namespace {

using Json = nlohmann::ordered_json;
using access::Action;
using http::json_response;
using SharedReply = std::shared_ptr<http::Reply>;

constexpr std::size_t kMaxBody = 16 * 1024;
constexpr std::size_t kMostListed = 1000;  // of one page

http::Response no_content() {
  http::Response response;
  response.status = 204;
  return response;
}

Json tokens_json(const access::Tokens& tokens) {
  return {{"access", tokens.access},
          {"refresh", tokens.refresh},
          {"token_type", "Bearer"},
          {"expires_in", std::chrono::seconds{access::kAccessLife}.count()}};
}

Json key_json(const ApiKeys::Named& key) {
  const auto time = [](const std::optional<Timestamp>& at) { return at ? Json(format_rfc3339(*at)) : Json(nullptr); };
  return {{"id", key.id}, {"name", key.record.name}, {"role", key.record.role}, {"created_at", time(key.record.created_at)},
          {"expires_at", time(key.record.expires_at)}};
}

Json account_json(const Accounts::Named& account) {
  return {{"login", account.login}, {"subject", account.subject.str()}, {"since", format_rfc3339(account.since)}, {"in_directory", account.known}};
}

// One request: what it asks with, and how it is answered.
class Asked {
 public:
  Asked(const AccountCalls& calls, http::Request request, http::Reply reply)
      : calls_(calls), request_(std::move(request)), reply_(std::make_shared<http::Reply>(std::move(reply))) {}

  const http::Request& request() const { return request_; }
  access::Caller caller() const { return {request_.client(), request_.request_id}; }
  std::string bearer() const {
    const std::string* header = request_.header("authorization");
    return std::string(access::bearer_of(header == nullptr ? std::string_view{} : *header));
  }

  void refuse(const Error& error) const { (*reply_)(http::problem(error, request_.request_id)); }
  void answer(http::Response response) const { (*reply_)(std::move(response)); }

  // False: it is answered already.
  bool read(std::initializer_list<TextField> fields) const {
    if (auto status = check_no_query(request_); !status) return refuse(status.error()), false;
    if (auto status = http::check_json_body(request_); !status) return refuse(status.error()), false;
    const auto faults = read_text_body(request_.body, {fields.begin(), fields.size()});
    if (faults.empty()) return true;
    answer(problem_of(faults, request_.request_id));
    return false;
  }

  // Whoever asks, where he may; else it is answered already.
  std::optional<access::Principal> admin() const {
    auto who = calls_.credentials.identify(request_);
    if (!who) return refuse(who.error()), std::nullopt;
    if (may(*who, Action::manage_credentials) == access::Verdict::yes) return std::move(who).value();
    calls_.audit.note(access::entry_of(*who, request_, "refused", request_.method + " " + request_.path, "forbidden"));
    refuse({"forbidden", ErrorClass::refused, "", "not for this role"});
    return std::nullopt;
  }

  access::Accounts::StatusDone no_content_or_problem(std::function<std::chrono::seconds()> retry_after = {}) const {
    return [reply = reply_, id = request_.request_id, retry_after = std::move(retry_after)](const Status& status) {
      (*reply)(status ? no_content() : limited(http::problem(status.error(), id), retry_after));
    };
  }
  access::Accounts::TokensDone tokens_or_problem(std::function<std::chrono::seconds()> retry_after = {}) const {
    return [reply = reply_, id = request_.request_id, retry_after = std::move(retry_after)](const Result<access::Tokens>& tokens) {
      if (tokens) return (*reply)(json_response(200, tokens_json(*tokens)));
      (*reply)(limited(http::problem(tokens.error(), id), retry_after));
    };
  }
  static http::Response limited(http::Response response, const std::function<std::chrono::seconds()>& retry_after) {
    constexpr int kRateLimited = 429;
    if (response.status == kRateLimited && retry_after) {
      response.headers.emplace_back("Retry-After", std::to_string(std::max<std::int64_t>(1, retry_after().count())));
    }
    return response;
  }
  const SharedReply& reply() const { return reply_; }

 private:
  const AccountCalls& calls_;
  const http::Request request_;
  const SharedReply reply_;
};

void log_in(const AccountCalls& calls, const Asked& call) {
  access::LoginName name{Tenant{"default"}, ""};
  std::string password;
  std::string tenant = "default";
  if (!call.read({{"login", name.login}, {"password", password}, {"tenant", tenant, false}})) return;
  if (!is_tenant(tenant)) return call.refuse({"bad_tenant", ErrorClass::refused, "/tenant", "a tenant is 1 to 64 of a-z, 0-9 and -"});
  name.tenant = Tenant{tenant};
  const access::Caller caller = call.caller();
  calls.accounts->log_in(name, std::move(password), caller, call.tokens_or_problem([accounts = calls.accounts, name, caller] {
    return accounts->retry_after(name, caller.address);
  }));
}

void refresh(const AccountCalls& calls, const Asked& call) {
  std::string token;
  if (call.read({{"refresh", token}})) calls.accounts->refresh(std::move(token), call.caller(), call.tokens_or_problem());
}

void log_out(const AccountCalls& calls, const Asked& call) {
  if (auto who = calls.credentials.identify(call.request()); !who) return call.refuse(who.error());
  calls.accounts->log_out(call.bearer(), call.caller(), call.no_content_or_problem());
}

void change_password(const AccountCalls& calls, const Asked& call) {
  std::string old_password, new_password;
  if (auto who = calls.credentials.identify(call.request()); !who) return call.refuse(who.error());
  if (!call.read({{"old", old_password}, {"new", new_password}})) return;
  calls.accounts->change_password(call.bearer(), std::move(old_password), std::move(new_password), call.caller(),
                                  call.no_content_or_problem([accounts = calls.accounts, token = call.bearer(), address = call.caller().address] {
                                    return accounts->retry_after_change(token, address);
                                  }));
}

void put_account(const AccountCalls& calls, const Asked& call) {
  const auto who = call.admin();
  std::string password, subject;
  if (!who || !call.read({{"password", password}, {"subject", subject}})) return;
  calls.accounts->put(*who, call.request().param("login"), std::move(password), SubjectId{subject}, call.caller(), call.no_content_or_problem());
}

void close_account(const AccountCalls& calls, const Asked& call) {
  if (const auto who = call.admin()) {
    calls.accounts->close(*who, call.request().param("login"), call.caller(), call.no_content_or_problem());
  }
}

void make_key(const AccountCalls& calls, const Asked& call) {
  const auto who = call.admin();
  std::string name, role, expires;
  bool expiring = false;
  if (!who || !call.read({{"name", name}, {"role", role}, {"expires_at", expires, false, &expiring}})) return;
  std::optional<Timestamp> expires_at;
  if (expiring) {
    const auto time = parse_rfc3339(expires);
    if (!time) return call.refuse({time.error().code, ErrorClass::refused, "/expires_at", time.error().hint});
    expires_at = *time;
  }
  calls.keys->make(*who, name, role, expires_at, call.caller(), [reply = call.reply(), id = call.request().request_id](const Result<ApiKeys::Made>& made) {
    if (!made) return (*reply)(http::problem(made.error(), id));
    (*reply)(json_response(201, Json{{"id", made->id}, {"key", made->key}}));
  });
}

// A page of what `list` gives behind an id, each as `show` has it.
template <class List, class Show, class IdOf>
void answer_page(const Asked& call, List list, Show show, IdOf id_of) {
  std::string after;
  for (const auto& [name, value] : call.request().query) {
    if (name != "cursor" || !after.empty()) return call.refuse({"unknown_parameter", ErrorClass::invalid, "", "this call knows cursor, once"});
    after = value;
  }
  const auto page = list(after);
  Json items = Json::array();
  for (const auto& one : page) items.push_back(show(one));
  call.answer(json_response(200, {{"items", items}, {"next_cursor", page.size() < kMostListed ? Json(nullptr) : Json(id_of(page.back()))}}));
}

void list_keys(const AccountCalls& calls, const Asked& call) {
  if (const auto who = call.admin()) {
    answer_page(call, [&](const std::string& after) { return calls.keys->list(who->tenant, after, kMostListed); }, key_json,
                [](const ApiKeys::Named& key) { return key.id; });
  }
}

void list_accounts(const AccountCalls& calls, const Asked& call) {
  if (const auto who = call.admin()) {
    answer_page(call, [&](const std::string& after) { return calls.accounts->list(who->tenant, after, kMostListed); }, account_json,
                [](const Accounts::Named& account) { return account.login; });
  }
}

void revoke_key(const AccountCalls& calls, const Asked& call) {
  if (const auto who = call.admin()) {
    calls.keys->revoke(*who, call.request().param("id"), call.caller(), call.no_content_or_problem());
  }
}

void check(const AccountCalls& calls, const Asked& call) {
  auto who = calls.credentials.identify(call.request());
  who ? call.answer(no_content()) : call.refuse(who.error());
}

}  // namespace

void add_account_routes(http::Router& router, const AccountCalls& calls) {
  using Answer = void (*)(const AccountCalls&, const Asked&);
  const auto add = [&](bool there, const char* method, const char* path, Answer answer) {
    router.add(method, path, [calls, answer, there](http::Request request, http::Reply reply) {
      const Asked call(calls, std::move(request), std::move(reply));
      if (!there) return call.refuse({"not_found", ErrorClass::refused, "", "this server has no such --auth"});
      answer(calls, call);
    }, {kMaxBody, {}});
  };
  const bool builtin = calls.accounts != nullptr;
  const bool keys = calls.keys != nullptr;
  add(builtin, "POST", "/v1/auth/login", log_in);
  add(builtin, "POST", "/v1/auth/refresh", refresh);
  add(builtin, "POST", "/v1/auth/logout", log_out);
  add(builtin, "POST", "/v1/auth/password", change_password);
  add(builtin, "GET", "/v1/accounts", list_accounts);
  add(builtin, "PUT", "/v1/accounts/{login}", put_account);
  add(builtin, "DELETE", "/v1/accounts/{login}", close_account);
  add(keys, "POST", "/v1/api-keys", make_key);
  add(keys, "GET", "/v1/api-keys", list_keys);
  add(keys, "DELETE", "/v1/api-keys/{id}", revoke_key);
  add(true, "GET", "/v1/auth/check", check);
}

}  // namespace muster::ingest
