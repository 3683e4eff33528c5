// A server whose feed is read burst by burst, and what the bursts say.
#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/api/server_world.h"

namespace muster::api {

using Json = nlohmann::json;

struct Change {
  std::string event, id;
  Json data;
};

inline std::vector<Change> parsed(const std::string& body) {
  std::vector<Change> changes;
  Change one;
  std::size_t from = 0;
  while (from < body.size()) {
    const auto end = body.find('\n', from);
    const std::string line = body.substr(from, end - from);
    from = end + 1;
    if (line.starts_with("event: ")) one.event = line.substr(7);
    if (line.starts_with("id: ")) one.id = line.substr(4);
    if (line.starts_with("data: ")) one.data = Json::parse(line.substr(6));
    if (!line.empty()) continue;
    if (!one.event.empty() || !one.id.empty()) changes.push_back(one);
    one = {};
  }
  return changes;
}

struct Feed : ServerWorld {
  Feed() { be({access::Role::admin}, "boss"); }

  // One burst; reads on from where the last one ended.
  std::vector<Change> read() {
    const auto response = burst();
    EXPECT_EQ(response.status, 200) << response.body;
    auto changes = parsed(response.body);
    EXPECT_FALSE(changes.empty());
    if (!changes.empty()) at = changes.back().id;
    return changes;
  }
  std::shared_ptr<Answered> ask_on() {
    std::vector<http::Pair> headers;
    if (!at.empty()) headers.emplace_back("last-event-id", at);
    return ask("GET", "/v1/changes", {}, headers);
  }
  // Until the reader has its answer, or waits.
  void look(const std::shared_ptr<Answered>& reader) {
    settle();
    feed->look();
    while (!reader->there() && feed->waiting() == 0) std::this_thread::yield();
  }
  // Ten seconds later at the latest.
  http::Response burst() { return answer_of(ask_on()); }
  http::Response answer_of(const std::shared_ptr<Answered>& reader) {
    look(reader);
    if (!reader->there()) pass(std::chrono::seconds{10});
    if (!reader->there()) feed->look();
    return reader->wait();
  }
  std::string told() {
    std::string text;
    for (const Change& change : read()) {
      if (change.event.empty()) continue;
      const Json& about = change.data.contains("session") ? change.data["session"] : change.data;
      text += change.event + ":" + (about.contains("session_id") ? about["session_id"].get<std::string>() : "") + " ";
    }
    return text;
  }

  std::string at;
};

}  // namespace muster::api
