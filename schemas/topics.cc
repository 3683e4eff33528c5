#include "schemas/topics.h"

#include <algorithm>

#include "schemas/enum_names.h"

namespace muster {
namespace {

constexpr Duration kSignsOfLife = std::chrono::hours{24 * 400};
constexpr Duration kQuarantine = std::chrono::hours{24 * 90};

constexpr std::array<TopicSpec, kTopicCount> kTopics{{
    {Topic::checkins, "muster.checkins.v1", false, std::nullopt},
    {Topic::pings, "muster.pings.v1", false, kSignsOfLife},
    {Topic::locations, "muster.locations.v1", false, kSignsOfLife},
    {Topic::checkouts, "muster.checkouts.v1", false, std::nullopt},
    {Topic::corrections, "muster.corrections.v1", false, std::nullopt},
    {Topic::directory, "muster.directory.v1", true, std::nullopt},
    {Topic::sessions, "muster.sessions.v1", true, std::nullopt},
    {Topic::quarantine, "muster.quarantine.v1", false, kQuarantine},
    {Topic::audit, "muster.audit.v1", false, std::nullopt},
}};

struct TypeOf {
  std::string_view operator()(const CheckIn&) const { return "muster.checkin.v1"; }
  std::string_view operator()(const Ping&) const { return "muster.ping.v1"; }
  std::string_view operator()(const Location&) const { return "muster.location.v1"; }
  std::string_view operator()(const CheckOut&) const { return "muster.checkout.v1"; }
  std::string_view operator()(const Amendment&) const { return "muster.amendment.v1"; }
  std::string_view operator()(const Review&) const { return "muster.review.v1"; }
  std::string_view operator()(const DirectoryChange& c) const {
    switch (c.type) {
      case DirectoryType::subject: return "muster.subject.v1";
      case DirectoryType::place: return "muster.place.v1";
      case DirectoryType::device: return "muster.device.v1";
      case DirectoryType::account: return "muster.account.v1";
      case DirectoryType::key: return "muster.key.v1";
      case DirectoryType::logins: return "muster.logins.v1";
    }
    return {};
  }
};

struct TopicOf {
  Topic operator()(const CheckIn&) const { return Topic::checkins; }
  Topic operator()(const Ping&) const { return Topic::pings; }
  Topic operator()(const Location&) const { return Topic::locations; }
  Topic operator()(const CheckOut&) const { return Topic::checkouts; }
  Topic operator()(const Amendment&) const { return Topic::corrections; }
  Topic operator()(const Review&) const { return Topic::corrections; }
  Topic operator()(const DirectoryChange&) const { return Topic::directory; }
};

}  // namespace

const TopicSpec& spec(Topic t) { return kTopics[static_cast<std::size_t>(t)]; }
const std::array<TopicSpec, kTopicCount>& all_topics() { return kTopics; }

std::optional<Topic> topic_by_name(std::string_view name) {
  const auto it = std::find_if(kTopics.begin(), kTopics.end(), [&](const TopicSpec& s) { return s.name == name; });
  if (it == kTopics.end()) return std::nullopt;
  return it->topic;
}

std::string_view type_of(const EventData& data) { return std::visit(TypeOf{}, data); }
Topic topic_of(const EventData& data) { return std::visit(TopicOf{}, data); }

std::string record_key(const Event& event) {
  std::string key = event.env.tenant.str();
  key += '/';
  if (const auto* change = std::get_if<DirectoryChange>(&event.data)) {
    key += name_of(change->type);
    key += '/';
    key += change->id;
  } else {
    key += event.env.subject.view();
  }
  return key;
}

EventType event_type(const EventData& data) { return static_cast<EventType>(data.index()); }

Topic topic_of(EventType type) {
  switch (type) {
    case EventType::checkin: return Topic::checkins;
    case EventType::ping: return Topic::pings;
    case EventType::location: return Topic::locations;
    case EventType::checkout: return Topic::checkouts;
    case EventType::amendment:
    case EventType::review: return Topic::corrections;
    case EventType::directory: return Topic::directory;
  }
  return Topic::directory;
}

}  // namespace muster
