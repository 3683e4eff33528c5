#include <algorithm>
#include <utility>

#include "api/access/accounts.h"
#include "api/dialects/awaited.h"
#include "api/dialects/clock_in.h"
#include "api/dialects/detail_error.h"
#include "api/dialects/fields.h"

namespace muster::api::dialects {
namespace {

using access::Tokens;

Error bad_field(std::string field, std::string hint) {
  return {"bad_field", ErrorClass::refused, "/" + std::move(field), std::move(hint)};
}
Error no_accounts() { return {"forbidden", ErrorClass::refused, "", "This server keeps no accounts of its own."}; }

access::Caller caller(const Call& call) {
  return {call.request.client(), call.request.request_id};
}

// Waits for the answer of one call of Accounts.
template <class T, class Ask>
Result<T> answer_of(Ask ask) {
  const auto awaited = std::make_shared<Awaited<Result<T>>>();
  ask([awaited](Result<T> result) { awaited->give(std::move(result)); });
  return awaited->take().value_or(Error{"wait_timeout", ErrorClass::retry, "", "Not answered in time."});
}

const char* role_of(const Person& person) {
  if (person.role == "admin") return "admin";
  return person.role == "supervisor" ? "supervisor" : "practitioner";
}

std::string contact(const Person& person, const char* name) {
  const auto it = person.record.find("emergency_contact");
  if (it == person.record.end() || !it->is_object()) return {};
  return text_of(*it, name).value_or("");
}

Json profile_json(const Call& call, const Tenant& tenant, const SubjectId& subject) {
  const Person person = call.backend.person(tenant, subject);
  return {{"id", id_json(subject.view())},
          {"phone_number", person.phone.empty() ? person.login : person.phone},
          {"first_name", person.first_name},
          {"last_name", person.last_name},
          {"email", person.email},
          {"role", role_of(person)},
          {"department", person.department},
          {"emergency_contact_name", contact(person, "name")},
          {"emergency_contact_phone", contact(person, "phone")}};
}

// What a body says of a person, into the record of a subject.
void take_person(Fields& fields, Json& record) {
  for (const char* name : {"first_name", "last_name"}) {
    if (auto text = fields.text(name)) record[name] = *text;
  }
  if (auto email = fields.email("email")) record["email"] = *email;
  for (const auto& [theirs, ours] : {FieldName{"emergency_contact_name", "name"}, FieldName{"emergency_contact_phone", "phone"}}) {
    auto text = fields.text(theirs);
    if (!text) continue;
    if (!record.contains("emergency_contact")) record["emergency_contact"] = Json::object();
    record["emergency_contact"][ours] = *text;
  }
}

constexpr FieldName kFields[] = {{"emergency_contact_name", "emergency_contact/name"}, {"emergency_contact_phone", "emergency_contact/phone"}};

Json token_json(const Call& call, const Tokens& tokens) {
  return {{"access", tokens.access}, {"refresh", tokens.refresh}, {"user", profile_json(call, tokens.tenant, tokens.subject)}};
}

http::Response not_let_in(const Json& body) {
  http::Response response = json_response(401, body);
  add_error_headers(response);
  return response;
}

http::Response limited(const Call& call, const Error& error, std::chrono::seconds wait) {
  http::Response response = detail_error(error, call.request);
  wait_for(wait, response);
  return response;
}

Result<http::Response> log_in_as(const Call& call, int status, const std::string& login, const std::string& password) {
  const access::LoginName name{call.who.tenant, login};
  const auto tokens = answer_of<Tokens>([&](auto done) { call.accounts->log_in(name, password, caller(call), done); });
  if (tokens) return json_response(status, token_json(call, *tokens));
  if (tokens.error().code == "rate_limited") {
    return limited(call, tokens.error(), call.accounts->retry_after(name, caller(call).address));
  }
  if (tokens.error().code != "unauthorized") return tokens.error();
  return not_let_in({{"detail", "No active account found with the given credentials"}});
}

// Of what asks for accounts: there are some, and what the call brings is read.
Handle with_accounts(Result<http::Response> (*handle)(const Call&, Fields&)) {
  return [handle](const Call& call) -> Result<http::Response> {
    if (call.accounts == nullptr) return no_accounts();
    auto body = read_object(call.request);
    if (!body) return body.error();
    Fields fields(std::move(*body));
    return handle(call, fields);
  };
}

// Whoever is not a person with a phone has a login that is no number.
Result<http::Response> log_in(const Call& call, Fields& fields) {
  const std::string said = fields.need_text("phone_number"), password = fields.need_text("password");
  if (!fields.ok()) return fields.response();
  const std::string phone = phone_in(said);
  return log_in_as(call, 200, phone.empty() ? said : phone, password);
}

bool may_register(const Call& call) {
  return call.accounts->open_registration() || access::comes_from(call.request, call.register_from, call.trusted_proxies) ||
         access::may(call.who, access::Action::manage_credentials) == access::Verdict::yes;
}

Result<http::Response> register_person(const Call& call, Fields& fields) {
  if (!may_register(call)) return Error{"forbidden", ErrorClass::refused, "", "Registration is closed. Ask an administrator."};
  const std::string phone = phone_in(fields.need_text("phone_number")), password = fields.need_text("password");
  if (phone.empty()) fields.note("phone_number", "Enter a valid phone number.");
  fields.same({"password_confirm", "password2", "confirm_password"}, password);
  Json record{{"phone", phone}, {"login", phone}};
  take_person(fields, record);
  if (!fields.ok()) return fields.response();
  access::Registration registration{{call.who.tenant, phone}, password, SubjectId{fresh_number()}, record.dump(-1, ' ', false, Json::error_handler_t::replace)};
  const auto made = answer_of<Done>([&](auto done) { call.accounts->register_account(std::move(registration), caller(call), done); });
  if (made) return log_in_as(call, 201, phone, password);
  Error error = told_by(kFields, made.error());
  if (error.code == "already_exists") return bad_field("phone_number", "A user with this phone number already exists.");
  if (error.code == "out_of_range" && error.where.empty()) error.where = "/password";
  return error;
}

Result<http::Response> refresh(const Call& call, Fields& fields) {
  const std::string token = fields.need_text("refresh");
  if (!fields.ok()) return fields.response();
  const auto tokens = answer_of<Tokens>([&](auto done) { call.accounts->refresh(token, caller(call), done); });
  if (tokens) return json_response(200, {{"access", tokens->access}, {"refresh", tokens->refresh}});
  if (tokens.error().code != "unauthorized") return tokens.error();
  return not_let_in({{"detail", "Token is invalid or expired"}, {"code", "token_not_valid"}});
}

std::string bearer(const Call& call) {
  const std::string* header = call.request.header("authorization");
  return header != nullptr ? std::string(access::bearer_of(*header)) : std::string{};
}

Result<http::Response> log_out(const Call& call, Fields&) {
  const auto status = answer_of<Done>([&](auto done) { call.accounts->log_out(bearer(call), caller(call), done); });
  if (!status) return status.error();
  return json_response(200, {{"detail", "Successfully logged out."}});
}

Result<http::Response> change_password(const Call& call, Fields& fields) {
  const std::string old = fields.need_text("old_password"), password = fields.need_text("new_password");
  fields.same({"new_password_confirm", "new_password2", "confirm_password", "password_confirm"}, password);
  if (!fields.ok()) return fields.response();
  const auto status = answer_of<Done>([&](auto done) { call.accounts->change_password(bearer(call), old, password, caller(call), done); });
  if (status) return json_response(200, {{"detail", "Password changed successfully."}});
  if (status.error().code == "rate_limited") {
    return limited(call, status.error(), call.accounts->retry_after_change(bearer(call), caller(call).address));
  }
  if (status.error().code == "wrong_password") return bad_field("old_password", "Wrong password.");
  if (status.error().code == "out_of_range") return bad_field("new_password", status.error().hint);
  return status.error();
}

Result<http::Response> show_profile(const Call& call) {
  const auto self = call.self(access::Action::read_subject);
  if (!self) return self.error();
  return json_response(200, profile_json(call, call.who.tenant, *self));
}

Result<http::Response> change_profile(const Call& call) {
  auto body = read_object(call.request);
  if (!body) return body.error();
  const auto self = call.self(access::Action::write_subject);
  if (!self) return self.error();
  const auto held = call.lock(*self);
  Fields fields(std::move(*body));
  Json record = call.backend.person(call.who.tenant, *self).record;
  take_person(fields, record);
  if (!fields.ok()) return fields.response();
  if (auto status = call.backend.put(call.who, DirectoryType::subject, self->str(), record, call.origin()); !status) return told_by(kFields, status.error());
  return json_response(200, profile_json(call, call.who.tenant, *self));
}

}  // namespace

void add_clock_in_auth(http::Router& router, const Shared& shared, const Identify& identify, const Identify& anybody) {
  Routes open(router, shared, anybody, detail_error);
  open.add("POST", "/api/v1/auth/register", std::nullopt, with_accounts(register_person));
  open.add("POST", "/api/v1/auth/login", std::nullopt, with_accounts(log_in));
  open.add("POST", "/api/v1/auth/refresh", std::nullopt, with_accounts(refresh));
  Routes routes(router, shared, identify, detail_error);
  routes.add("POST", "/api/v1/auth/logout", std::nullopt, with_accounts(log_out));
  routes.add("GET", "/api/v1/auth/profile", access::Action::read_subject, show_profile);
  routes.add("PATCH", "/api/v1/auth/profile", access::Action::write_subject, change_profile);
  routes.add("POST", "/api/v1/auth/password/change", std::nullopt, with_accounts(change_password));
}

}  // namespace muster::api::dialects
