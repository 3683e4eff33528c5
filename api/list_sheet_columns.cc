#include "api/list_sheet.h"

namespace muster::api::sheets {
namespace {

using As = Column::As;

constexpr Column kStats[] = {{"kind"}, {"status"}, {"count"}};

constexpr Column kOccupancy[] = {{"start", {}, As::time}, {"kind"}, {"place"}, {"in"}};

constexpr Column kEvents[] = {
    {"time", "/event/time", As::time}, {"type", "/event/type"},     {"outcome"},
    {"subject", "/event/subject"},     {"actor", "/event/actor"},   {"ingesttime", "/event/ingesttime", As::time},
    {"id", "/event/id"},               {"source", "/event/source"}, {"imported", "/event/imported"},
    {"log_position"},                  {"data", "/event/data", As::json}};

constexpr Column kTrail[] = {{"time", {}, As::time}, {"lat"},         {"lon"},  {"accuracy_m"}, {"altitude_m"},
                             {"speed_mps"},          {"heading_deg"}, {"mock"}, {"distance_m"}, {"verdict"},
                             {"outcome"}};

constexpr Column kAudit[] = {{"time", {}, As::time}, {"action"},  {"actor"}, {"target"}, {"outcome"},     {"request_id"},
                             {"address"},            {"details"}, {"chain"}, {"seq"},    {"log_position"}};

constexpr Column kSubjects[] = {{"subject"},
                                {"first_name"},
                                {"last_name"},
                                {"display_name"},
                                {"email"},
                                {"phone"},
                                {"login"},
                                {"role"},
                                {"department"},
                                {"tz"},
                                {"preferences"},
                                {"emergency_contact_name", "/emergency_contact/name"},
                                {"emergency_contact_phone", "/emergency_contact/phone"},
                                {"attributes"}};

constexpr Column kNearby[] = {{"place_id"}, {"name"},  {"lat"},        {"lon"},       {"radius_m"},
                              {"address"},  {"phone"}, {"attributes"}, {"distance_m"}};
constexpr std::span<const Column> kPlaces = std::span(kNearby).first<8>();

constexpr Column kDevices[] = {{"device_id"}, {"name"}, {"type"}, {"department"}};

}  // namespace

const ListSheet audit{"audit", kAudit, true};
const ListSheet devices{"devices", kDevices, true};
const ListSheet events{"events", kEvents};
const ListSheet nearby{"places-nearby", kNearby};
const ListSheet occupancy{"occupancy", kOccupancy};
const ListSheet places{"places", kPlaces, true};
const ListSheet stats{"stats", kStats};
const ListSheet subjects{"subjects", kSubjects, true};
const ListSheet trail{"trail", kTrail};

}  // namespace muster::api::sheets
