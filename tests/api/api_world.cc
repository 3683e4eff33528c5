#include "tests/api/api_world.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/http/target.h"
#include "projections/store_meta.h"
#include "schemas/codec.h"
#include "schemas/topics.h"

namespace muster::api {

void Answered::deliver(http::Completion completion) noexcept {
  const std::lock_guard lock(mutex_);
  completion_ = std::move(completion);
  changed_.notify_all();
}

bool Answered::there() const {
  const std::lock_guard lock(mutex_);
  return completion_.has_value();
}

http::Response Answered::wait() {
  std::unique_lock lock(mutex_);
  const bool came = changed_.wait_for(lock, std::chrono::seconds{10}, [this] { return completion_.has_value(); });
  EXPECT_TRUE(came && !completion_->abandoned);
  return came ? completion_->response : http::Response{};
}

ApiWorld::ApiWorld(std::string_view now) {
  wall.time = stories::at(now);
  EXPECT_TRUE(projections::check_meta(store, 1, "memory").ok());
  engine_ = std::make_unique<processors::Engine>(store, 0);
  api = std::make_unique<Api>(Services{credentials, audit, in_use, directory, progress, *log, wall, monotonic, 1, "memory", "key"});
  api->add_reads(router);
}

void ApiWorld::take_in(std::vector<stories::Told> story) {
  for (stories::Told& told : story) {
    if (told.event.env.id.empty()) told.id(fmt::format("e{:03}", ++told_));
  }
  for (const stories::Copy& copy : stories::tell(std::move(story))) {
    const std::string key = record_key(copy.event);
    log::RecordView record;
    record.topic = topic_of(copy.event.data);
    record.offset = offset_++;
    record.timestamp = copy.event.env.ingesttime;
    record.key = key;
    record.value = copy.record;
    engine_->add(record, copy.event);
  }
  engine_->settle();
  auto batch = store.batch();
  std::vector<processors::Announcement> announced;
  engine_->flush(*batch, wall.time, &announced);
  ASSERT_TRUE(store.commit(std::move(batch)).ok());
  engine_->committed(true);
}

void ApiWorld::set_zone(std::string_view subject, std::string_view zone) {
  set_subject(subject, fmt::format(R"({{"tz":"{}"}})", zone));
}

void ApiWorld::set_subject(std::string_view subject, std::string_view record, std::string_view tenant) {
  Event change;
  change.env.id = EventId{fmt::format("record-{}", ++told_)};
  change.env.source = "/test";
  change.env.tenant = Tenant{tenant};
  change.env.subject = SubjectId{subject};
  change.env.time = change.env.ingesttime = wall.time;
  change.data = DirectoryChange{DirectoryType::subject, std::string(subject), std::string(record)};
  ASSERT_TRUE(directory.apply(record_key(change), encode(change)).ok());
}

std::shared_ptr<Answered> ApiWorld::ask(std::string_view target, std::vector<http::Pair> headers) {
  http::Request request;
  request.method = "GET";
  request.request_id = "r1";
  EXPECT_TRUE(http::parse_target(target, request).ok()) << target;
  for (auto& [name, value] : headers) request.headers.add(name, value);
  auto answered = std::make_shared<Answered>();
  router.handle(std::move(request), http::Reply(answered, {}));
  return answered;
}

http::Response ApiWorld::get(std::string_view target, std::vector<http::Pair> headers) {
  return ask(target, std::move(headers))->wait();
}

nlohmann::json ApiWorld::json(std::string_view target) {
  const http::Response response = get(target);
  EXPECT_EQ(response.status, 200) << target << " " << response.body;
  return nlohmann::json::parse(response.body);
}

std::string ApiWorld::code(std::string_view target) {
  const http::Response response = get(target);
  const auto problem = nlohmann::json::parse(response.body, nullptr, false);
  if (!problem.is_object() || !problem.contains("code")) return fmt::format("{} {}", response.status, response.body);
  std::string text = fmt::format("{} {}", response.status, problem["code"].get<std::string>());
  if (problem.contains("errors")) text += " " + problem["errors"][0]["pointer"].get<std::string>();
  return text;
}

}  // namespace muster::api
