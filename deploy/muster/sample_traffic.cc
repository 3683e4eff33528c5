#include "deploy/muster/sample_traffic.h"

#include <array>
#include <cmath>
#include <random>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 8> kFirst{"Ada", "Ben", "Chioma", "Dmitri", "Elif", "Farid", "Grace", "Hiro"};
constexpr std::array<std::string_view, 8> kLast{"Okafor", "Weber", "Nowak", "Silva", "Haddad", "Tanaka", "Jensen", "Moreau"};
constexpr std::array<std::string_view, 5> kKinds{"worklog", "visit", "pc", "device", "pass"};
constexpr std::array<std::string_view, 3> kActivities{"edit", "build", "review"};
constexpr double kLat = 52.52, kLon = 13.405;     // the middle of a town
constexpr double kDegree = 111'195;               // metres, of latitude
constexpr double kRadius = 100;                   // of a place
constexpr std::size_t kPost = 500;                // items of one call
constexpr seconds kAheadOfNow{3600};              // how long the last ping of a live session vouches

class Traffic {
 public:
  explicit Traffic(const SampleOptions& options) : options_(options), random_(options.seed) {}

  std::vector<SampleCall> all() {
    for (unsigned i = 1; i <= options_.clients; ++i) add_place(i);
    for (unsigned i = 1; i <= options_.users; ++i) add_subject(i);
    for (unsigned i = 0; i < options_.sessions && options_.users > 0; ++i) add_session(i);
    post("/v1/check-ins", check_ins_);
    post("/v1/pings", pings_);
    post("/v1/locations", locations_);
    post("/v1/check-outs", check_outs_);
    calls_.insert(calls_.end(), corrections_.begin(), corrections_.end());
    return std::move(calls_);
  }

 private:
  struct Session {
    std::string id, subject;
    std::string_view kind;
    Timestamp start, end;
    bool live = false;
    unsigned place = 0;  // of a visit
  };

  unsigned up_to(unsigned most) { return static_cast<unsigned>(random_() % (most + 1)); }
  double share() { return up_to(1000) / 1000.0; }

  void add_place(unsigned i) {
    Json place{{"name", fmt::format("Client {}", i)}, {"lat", lat_of(i)}, {"lon", lon_of(i)}, {"radius_m", kRadius},
               {"address", fmt::format("{} Market Street", 10 + i)}};
    calls_.push_back({"PUT", fmt::format("/v1/places/client-{}", i), place.dump()});
  }

  void add_subject(unsigned i) {
    Json subject{{"first_name", kFirst[i % kFirst.size()]}, {"last_name", kLast[(i / kFirst.size() + i) % kLast.size()]},
                 {"department", i % 2 == 0 ? "north/day" : "south"}, {"role", "user"}, {"tz", "Europe/Berlin"}};
    calls_.push_back({"PUT", fmt::format("/v1/subjects/u-{}", i), subject.dump()});
  }

  // The last ones, one a person, are still going on.
  void add_session(unsigned i) {
    Session session;
    session.id = fmt::format("sample-{}-{}", options_.seed, i + 1);
    session.subject = fmt::format("u-{}", i % options_.users + 1);
    session.kind = kKinds[(i / options_.users + i) % kKinds.size()];
    session.live = i + options_.users >= options_.sessions;
    const seconds ago = session.live ? minutes{10} + seconds{up_to(1800)} : hours{2} + seconds{up_to(20 * 3600)};
    session.start = std::chrono::floor<seconds>(options_.now) - ago;
    session.end = session.live ? options_.now : session.start + minutes{15} + seconds{up_to(5400)};
    if (session.kind == "visit" && options_.clients == 0) session.kind = "worklog";
    if (session.kind == "visit") session.place = 1 + up_to(options_.clients - 1);
    check_in(session);
    live_through(session);
    if (!session.live) check_out(session, i);
    if (session.kind == "worklog" && !session.live) correct(session);
  }

  void check_in(const Session& s) {
    Json item = item_of(s, s.start);
    item["kind"] = s.kind;
    if (s.kind == "visit") {
      item["place_id"] = fmt::format("client-{}", s.place);
      item["position"] = near(s.place, kRadius / 2);
      item["service_type"] = "home care";
    }
    if (s.kind == "device") {
      item["device"] = {{"device_id", "d-" + s.subject}, {"name", "Phone of " + s.subject}, {"type", "mobile"}, {"browser", "Firefox"}};
    }
    if (s.kind == "pc") item["activity"] = kActivities[0];
    if (s.kind == "worklog") item["labels"] = {{"site", "office"}};
    check_ins_.push_back(std::move(item));
  }

  void live_through(const Session& s) {
    if (s.kind == "pc") ping_through(s);
    if (s.kind != "visit") return;
    for (Timestamp t = s.start + minutes{10}; t < s.end; t += minutes{10}) {
      Json item = item_of(s, t);
      item["position"] = near(s.place, up_to(9) == 0 ? 4 * kRadius : kRadius / 2);
      locations_.push_back(std::move(item));
    }
  }

  // A program that calls every minute, and is silent for a while now and then.
  void ping_through(const Session& s) {
    for (Timestamp t = s.start + minutes{1}; t < s.end; t += minutes{up_to(19) == 0 ? 6 : 1}) {
      Json item = item_of(s, t);
      item["kind"] = s.kind;
      item["activity"] = kActivities[up_to(kActivities.size() - 1)];
      pings_.push_back(std::move(item));
    }
    if (!s.live) return;
    Json last = item_of(s, s.end);
    last["next_ping_s"] = kAheadOfNow.count();
    pings_.push_back(std::move(last));
  }

  void check_out(const Session& s, unsigned i) {
    Json item = item_of(s, s.end);
    if (s.kind == "visit") item["position"] = near(s.place, kRadius);
    if (s.kind == "device") item["reason"] = "logout";
    if (i % 7 == 6) item["reason"] = "admin";
    check_outs_.push_back(std::move(item));
  }

  // Somebody left earlier than noted; the entry is approved.
  void correct(const Session& s) {
    add_correction(s, "amend", {{"ended_at", format_rfc3339(s.end - minutes{5})}, {"why", "left five minutes earlier"}});
    add_correction(s, "review", {{"decision", "approve"}});
  }

  void add_correction(const Session& s, std::string_view what, const Json& body) {
    SampleCall call{"POST", fmt::format("/v1/sessions/{}/{}?subject={}", s.id, what, s.subject), body.dump()};
    call.key = fmt::format("{}-{}", s.id, what);  // a second run corrects nothing again
    corrections_.push_back(std::move(call));
  }

  static Json item_of(const Session& s, Timestamp t) {
    return {{"subject", s.subject}, {"session_id", s.id}, {"time", format_rfc3339(t)}};
  }

  Json near(unsigned place, double metres) {
    const double north = (2 * share() - 1) * metres / kDegree;
    const double east = (2 * share() - 1) * metres / kDegree;
    return {{"lat", round6(lat_of(place) + north)}, {"lon", round6(lon_of(place) + east)}, {"accuracy_m", 5 + up_to(25)}};
  }

  static double round6(double degrees) { return std::round(degrees * 1e6) / 1e6; }
  static double lat_of(unsigned place) { return round6(kLat + 0.01 * (place % 7)); }
  static double lon_of(unsigned place) { return round6(kLon + 0.01 * (place / 7.0)); }

  void post(const char* path, const std::vector<Json>& items) {
    for (std::size_t from = 0; from < items.size(); from += kPost) {
      const std::size_t to = std::min(items.size(), from + kPost);
      Json body = Json::array();
      for (std::size_t i = from; i < to; ++i) body.push_back(items[i]);
      calls_.push_back({"POST", path, body.dump(), to - from});
    }
  }

  const SampleOptions options_;
  std::mt19937_64 random_;
  std::vector<SampleCall> calls_, corrections_;
  std::vector<Json> check_ins_, pings_, locations_, check_outs_;
};

}  // namespace

std::vector<SampleCall> sample_calls(const SampleOptions& options) { return Traffic(options).all(); }

}  // namespace muster::deploy
