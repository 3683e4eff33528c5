#include "api/dialects/clock_in.h"

#include <algorithm>

#include "projections/places.h"

namespace muster::api::dialects {
namespace {

using projections::SessionStatus;
using projections::ShownSession;

constexpr double kCmPerMetre = 100;
constexpr int kDecimals = 2;
constexpr std::size_t kShortestPhone = 7;
constexpr std::size_t kLongestPhone = 15;

// How many bytes at the beginning of `text` are what people put between digits, and phones put around a number
// that is copied: blanks, dots, dashes, brackets, marks of direction.
std::size_t separator_at(std::string_view text) {
  constexpr std::string_view kPlain = " \t\r\n.-()";
  if (kPlain.find(text.front()) != std::string_view::npos) return 1;
  if (text.starts_with("\u00a0")) return 2;
  const bool general = text.starts_with("\xe2\x80") || (text.starts_with("\xe2\x81") && (text.size() < 3 || text[2] <= '\xaf'));
  return general ? std::min<std::size_t>(text.size(), 3) : 0;  // U+2000 to U+206F: behind them are digits
}

Json distance_of(const ShownSession& visit) {
  const auto& row = visit.stored.row;
  if (!row.place || !row.check_in_position) return nullptr;
  const auto check = projections::check_place(*row.place, *row.check_in_position, row.policy.accuracy_max_m);
  return number_json(static_cast<double>(check.distance_cm) / kCmPerMetre, kDecimals);
}

// Of a client that is no place, a label has the id: it was brought along without coordinates.
Json client_of(const projections::SessionRow& row) {
  if (row.place) return id_json(row.place->place_id.view());
  const auto label = row.labels.find("client");
  return label != row.labels.end() ? id_json(label->second) : Json(nullptr);
}

}  // namespace

const char* visit_status(const ShownSession& visit) {
  switch (visit.view.status) {
    case SessionStatus::active: return visit.view.signal_lost ? "disconnected" : "active";
    case SessionStatus::auto_closed:
    case SessionStatus::evicted:
    case SessionStatus::expired: return "auto_clocked_out";
    default: return "completed";
  }
}

Json visit_json(const Call& call, const ShownSession& visit, Timestamp now) {
  const auto& row = visit.stored.row;
  const Person person = call.person(visit.place.subject);
  const Duration time = visit.view.ended_at.value_or(now) - visit.view.started_at;
  Json flags = Json::array();
  for (const auto& flag : visit.view.flags) flags.push_back(projections::name_of(flag.name));
  return {{"id", id_json(visit.place.session.view())},
          {"practitioner", id_json(visit.place.subject.view())},
          {"practitioner_name", person.name_or(visit.place.subject.view())},
          {"client", client_of(row)},
          {"client_name", row.place ? Json(row.place->name) : Json(nullptr)},
          {"status", visit_status(visit)},
          {"clock_in_time", time_text(visit.view.started_at)},
          {"clock_out_time", time_json(visit.view.ended_at)},
          {"duration_minutes", std::chrono::floor<std::chrono::minutes>(time).count()},
          {"duration_hours", hours_json(time, kDecimals)},
          {"service_type", row.service_type ? Json(*row.service_type) : Json(nullptr)},
          {"session_notes", row.notes ? Json(*row.notes) : Json(nullptr)},
          {"distance_m", distance_of(visit)},
          {"flags", std::move(flags)}};
}

std::string phone_in(std::string_view text) {
  std::string phone;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const std::size_t skipped = separator_at(text.substr(i)); skipped > 0) {
      i += skipped - 1;
    } else {
      phone += text[i];
    }
  }
  const std::string_view digits = phone.starts_with('+') ? std::string_view(phone).substr(1) : std::string_view(phone);
  const bool all = std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  return all && digits.size() >= kShortestPhone && digits.size() <= kLongestPhone ? phone : std::string{};
}

}  // namespace muster::api::dialects
