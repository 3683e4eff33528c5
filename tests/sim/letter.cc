#include "tests/sim/letter.h"

#include <nlohmann/json.hpp>

#include "ingest/policies.h"

namespace muster::sim {
namespace {

using ingest::Call;
using Json = nlohmann::json;

struct CallOf {
  std::optional<Call> operator()(const CheckIn& c) const {
    static const ingest::Policies known = ingest::Policies::built_in();
    return known.find(c.kind.view()) != nullptr ? std::optional(Call::check_ins) : std::nullopt;
  }
  std::optional<Call> operator()(const Ping&) const { return Call::pings; }
  std::optional<Call> operator()(const Location&) const { return Call::locations; }
  std::optional<Call> operator()(const CheckOut&) const { return Call::check_outs; }
  std::optional<Call> operator()(const Amendment&) const { return std::nullopt; }
  std::optional<Call> operator()(const Review&) const { return std::nullopt; }
  std::optional<Call> operator()(const DirectoryChange&) const { return std::nullopt; }
};

}  // namespace

Letter as_it_stands(const reference::Copy& copy) {
  Letter letter;
  letter.text = copy.record;
  letter.not_before = copy.event.env.ingesttime;
  return letter;
}

std::optional<Letter> as_a_client(const reference::Copy& copy) {
  const auto call = std::visit(CallOf{}, copy.event.data);
  if (!call) return std::nullopt;
  Letter letter;
  letter.call = *call;
  letter.not_before = copy.event.env.time;
  const Json record = Json::parse(copy.record);
  Json item = record.at("data");
  item["subject"] = record.at("subject");
  item["time"] = record.at("time");
  item.erase("policy");
  if (item.contains("place")) {
    item["place_id"] = item["place"]["place_id"];
    letter.place = PlaceId{item["place_id"].get<std::string>()};
    item.erase("place");
  }
  letter.text = item.dump();
  return letter;
}

std::vector<Letter> places(Timestamp at) {
  std::vector<Letter> letters;
  for (const char* id : {"office", "yard"}) {
    Letter letter;
    letter.not_before = at;
    letter.text = Json{{"specversion", "1.0"}, {"id", id}, {"source", "/sim"}, {"type", "muster.place.v1"},
                       {"subject", id}, {"time", format_rfc3339(at)}, {"imported", true},
                       {"data", {{"name", id}, {"lat", 52.5}, {"lon", 13.4}, {"radius_m", 100}}}}.dump();
    letters.push_back(std::move(letter));
  }
  return letters;
}

ingest::Body body_of(const Letters& letters, std::string& text) {
  const Call call = letters.front()->call;
  const bool lines = call == Call::events;
  text = lines ? "" : "[";
  for (const auto& letter : letters) {
    if (letter != letters.front()) text += lines ? '\n' : ',';
    text += letter->text;
  }
  if (!lines) text += ']';
  return {call, lines ? "application/x-ndjson" : "application/json", text, {}};
}

}  // namespace muster::sim
