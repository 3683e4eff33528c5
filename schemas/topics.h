// The topic table: which type goes where, and how each topic is kept (architecture, Topics).
// asyncapi.yaml is checked against this table. Plain data; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/event.h"

namespace muster {

enum class Topic : std::uint8_t {  // stored: do not change
  checkins = 0,
  pings = 1,
  locations = 2,
  checkouts = 3,
  corrections = 4,
  directory = 5,
  sessions = 6,
  quarantine = 7,
  audit = 8,
};
inline constexpr std::size_t kTopicCount = 9;

// Of every topic; an event itself has at most kMaxRecordBytes.
inline constexpr std::size_t kMaxMessageBytes = 1024 * 1024;
inline constexpr std::size_t kMaxRecordBytes = 64 * 1024;

struct TopicSpec {
  Topic topic;
  std::string_view name;  // muster.checkins.v1
  bool compacted;
  std::optional<Duration> retention;  // empty: for ever
};

const TopicSpec& spec(Topic t);
const std::array<TopicSpec, kTopicCount>& all_topics();
std::optional<Topic> topic_by_name(std::string_view name);

// Part of an event's identity: amendments and reviews share a topic, not a type.
enum class EventType : std::uint8_t {  // stored: do not change; the order of EventData
  checkin = 0,
  ping = 1,
  location = 2,
  checkout = 3,
  amendment = 4,
  review = 5,
  directory = 6,
};
inline constexpr std::size_t kEventTypeCount = 7;
EventType event_type(const EventData& data);
Topic topic_of(EventType type);

// muster.checkin.v1 and the like; the topic that an event of that data goes to.
std::string_view type_of(const EventData& data);
Topic topic_of(const EventData& data);

// The topics whose events are folded, in the order in which equal record timestamps are merged.
inline constexpr std::array kFoldedTopics{Topic::checkins, Topic::corrections, Topic::pings,
                                          Topic::locations, Topic::checkouts};

// tenant/subject; in the directory topic tenant/<subject|place|device|account|key|logins>/id.
std::string record_key(const Event& event);

}  // namespace muster
