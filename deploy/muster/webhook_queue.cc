#include "deploy/muster/webhook_queue.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<Duration, 9> kPauses{seconds{5}, minutes{5}, minutes{30}, hours{2}, hours{5}, hours{10}, hours{14}, hours{20}, hours{24}};

}  // namespace

std::optional<Duration> webhook_pause(unsigned failures, double chance) {
  if (failures == 0 || failures > kPauses.size()) return std::nullopt;
  const Duration pause = kPauses[failures - 1];
  return pause + Duration{static_cast<std::int64_t>(chance * 0.2 * static_cast<double>(pause.count()))};
}

void WebhookQueue::forget_old(Timestamp now) {
  std::erase_if(known_, [&](const auto& one) { return one.second < now - kAlarmAge; });
  while (known_.size() > kMostKnown) {
    known_.erase(std::min_element(known_.begin(), known_.end(), [](const auto& a, const auto& b) { return a.second < b.second; }));
  }
}

bool WebhookQueue::take(WebhookMessage message, Timestamp now) {
  if (message.since < now - kAlarmAge || known_.contains(message.id)) return false;
  known_.emplace(message.id, message.since);
  forget_old(now);
  pending_.push_back({std::move(message), 0, now});
  return true;
}

const WebhookPending* WebhookQueue::due(Timestamp now) const {
  const auto first = std::min_element(pending_.begin(), pending_.end(), [](const auto& a, const auto& b) { return a.next_at < b.next_at; });
  return first == pending_.end() || first->next_at > now ? nullptr : &*first;
}

void WebhookQueue::delivered(const std::string& id) {
  std::erase_if(pending_, [&](const WebhookPending& one) { return one.message.id == id; });
}

std::optional<WebhookDead> WebhookQueue::failed(const std::string& id, const std::string& why, Timestamp now, double chance) {
  const auto it = std::find_if(pending_.begin(), pending_.end(), [&](const WebhookPending& one) { return one.message.id == id; });
  if (it == pending_.end()) return std::nullopt;
  if (const auto pause = webhook_pause(++it->attempts, chance)) {
    it->next_at = now + *pause;
    return std::nullopt;
  }
  WebhookDead dead{std::move(it->message), now, why};
  pending_.erase(it);
  return dead;
}

std::vector<WebhookDead> WebhookQueue::give_up_all(const std::string& why, Timestamp now) {
  std::vector<WebhookDead> out;
  for (WebhookPending& one : pending_) out.push_back({std::move(one.message), now, why});
  pending_.clear();
  return out;
}

std::string WebhookQueue::to_json() const {
  Json json{{"format", 1}, {"epoch", epoch}, {"positions", Json::object()}, {"pending", Json::array()}, {"known", Json::object()}};
  for (const auto& [partition, offset] : positions) json["positions"][std::to_string(partition)] = offset;
  for (const WebhookPending& one : pending_) {
    json["pending"].push_back({{"id", one.message.id}, {"since", to_ms(one.message.since)}, {"attempts", one.attempts},
                               {"next_at", to_ms(one.next_at)}, {"body", one.message.body}});
  }
  for (const auto& [id, since] : known_) json["known"][id] = to_ms(since);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<WebhookQueue> WebhookQueue::from_json(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  WebhookQueue queue;
  try {
    if (json.at("format") != 1) throw Json::other_error::create(1, "format", nullptr);
    queue.epoch = json.at("epoch");
    for (const auto& [partition, offset] : json.at("positions").items()) queue.positions[static_cast<std::uint32_t>(std::stoul(partition))] = offset;
    for (const Json& one : json.at("pending")) {
      queue.pending_.push_back({{one.at("id"), one.at("body"), from_ms(one.at("since"))}, one.at("attempts"), from_ms(one.at("next_at"))});
    }
    for (const auto& [id, since] : json.at("known").items()) queue.known_[id] = from_ms(since);
  } catch (const std::exception&) {  // of the parser, or of a number that is none
    return Error{"store_corrupt", ErrorClass::corrupt, "", "the file of the webhook is not what was written"};
  }
  return queue;
}

}  // namespace muster::deploy
