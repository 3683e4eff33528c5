#include "tests/api/server_world.h"

#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/http/target.h"
#include "projections/store_meta.h"
#include "schemas/codec.h"
#include "schemas/topics.h"

namespace muster::api {

ServerWorld::ServerWorld() {
  wall.time = stories::at("12:00");
  monotonic.time = std::chrono::hours{1};
  EXPECT_TRUE(projections::check_meta(store, 1, "memory").ok());
  task_.emplace(processors::TaskPorts{*log, store, progress, wall, monotonic}, 0, processors::TaskOptions{});
  emitter_.emplace(*log, store, monotonic, std::vector{task_->outbox()});
  api_.emplace(services());
  door_.emplace(ingest::Door::Parts{*log, directory, policies, audit, wall, monotonic, api_->projected()});
  desk_.emplace(ingest::DirectoryDesk::Parts{*log, directory, progress, audit, wall, monotonic});
  closing_.emplace(services(), *door_);
  closing_beside_.emplace(services(), *door_);
  ingest::add_write_routes(router, *door_, credentials);
  ingest::add_correction_routes(router, *door_, credentials, api_->corrected_session());
  ingest::add_directory_routes(router, *desk_, credentials);
  api_->add_reads(router);
  closing_->add_routes(router);
  closing_beside_->add_routes(beside);
  feed.emplace(services());
  feed->add_routes(router);
  settle();
}

ServerWorld::~ServerWorld() {
  feed.reset();
  closing_.reset();
  closing_beside_.reset();
  api_.reset();
}

Services ServerWorld::services() {
  return {credentials, audit, in_use, directory, progress, *log, wall, monotonic, 1, log->epoch(), "key"};
}

void ServerWorld::be(access::RoleSet roles, std::string_view subject, std::string_view department, std::string_view tenant) {
  credentials.who = {Tenant{tenant}, roles, SubjectId{subject}, std::string(department), std::string(subject), {}};
}

std::shared_ptr<Answered> ServerWorld::ask(std::string_view method, std::string_view target, std::string_view body,
                                           std::vector<http::Pair> headers) {
  http::Request request;
  request.method = method;
  request.request_id = "r1";
  request.body = body;
  EXPECT_TRUE(http::parse_target(target, request).ok()) << target;
  if (!body.empty()) request.headers.add("content-type", "application/json");
  for (auto& [name, value] : headers) request.headers.add(name, value);
  auto answered = std::make_shared<Answered>();
  asked->handle(std::move(request), http::Reply(answered, {}));
  return answered;
}

http::Response ServerWorld::call(std::string_view method, std::string_view target, std::string_view body,
                                 std::vector<http::Pair> headers) {
  const auto answered = ask(method, target, body, std::move(headers));
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (!answered->there() && std::chrono::steady_clock::now() < give_up) {
    if (work() == 0) std::this_thread::yield();
  }
  return answered->wait();
}

nlohmann::json ServerWorld::json(std::string_view method, std::string_view target, std::string_view body) {
  const auto response = call(method, target, body);
  EXPECT_EQ(response.status / 100, 2) << target << " " << response.body;
  return nlohmann::json::parse(response.body, nullptr, false);
}

std::string ServerWorld::code(std::string_view method, std::string_view target, std::string_view body) {
  const auto response = call(method, target, body);
  const auto problem = nlohmann::json::parse(response.body, nullptr, false);
  if (!problem.is_object() || !problem.contains("code")) return fmt::format("{} {}", response.status, response.body);
  return fmt::format("{} {}", response.status, problem["code"].get<std::string>());
}

void ServerWorld::put_subject(std::string_view subject, std::string_view record, std::string_view tenant) {
  const access::Principal was = credentials.who;
  be({access::Role::admin}, "", "", tenant);
  credentials.who.actor = "setup";
  EXPECT_LT(call("PUT", fmt::format("/v1/subjects/{}", subject), record).status, 300);
  credentials.who = was;
}

void ServerWorld::post(stories::Told told) {
  if (told.event.env.id.empty()) told.id(fmt::format("t{:04}", ++told_));
  const auto copies = stories::tell({std::move(told)});
  std::vector<log::Record> records(1);
  records[0].topic = topic_of(copies[0].event.data);
  records[0].key = record_key(copies[0].event);
  records[0].value = copies[0].record;
  records[0].timestamp = copies[0].event.env.ingesttime;
  log->append(std::move(records), [](const std::vector<Result<log::Position>>& results) { EXPECT_TRUE(results[0].ok()); });
}

std::size_t ServerWorld::work() { return follower_.work() + task_->work() + emitter_->work(); }

void ServerWorld::settle() {
  while (work() != 0) {
  }
}

void ServerWorld::pass(std::chrono::milliseconds span) {
  wall.time += span;
  monotonic.time += span;
  progress.expire(monotonic.time);
}

}  // namespace muster::api
