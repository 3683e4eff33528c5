#include "tests/sim/verdict.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>

#include "processors/verify.h"
#include "projections/codec.h"
#include "projections/family.h"
#include "projections/queries.h"
#include "tests/support/reference/names.h"

namespace muster::sim {
namespace {

namespace keys = projections::keys;
using projections::Family;

// All that does not tell of the way that events took, as offsets (in history too), checkpoints, timers and the
// outbox do.
constexpr Family kLawful[] = {Family::sessions, Family::identities, Family::mentions, Family::ids,  Family::active,
                              Family::starts,   Family::days,       Family::marks,    Family::liveness, Family::seen,
                              Family::trail,    Family::evidence,   Family::hours,    Family::tenant_hours, Family::cover};
const std::string kPastAll(4, '\xff');

using Rows = std::map<std::string, std::string>;

Rows rows_of(const projections::Store& store, Family family) {
  Rows rows;
  store.snapshot()->scan(family, "", kPastAll, [&](std::string_view key, std::string_view value) {
    rows.emplace(key, value);
    return true;
  });
  return rows;
}

std::string shown(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    if (c >= ' ' && c <= '~') text += c;
    else text += fmt::format("\\{:02x}", static_cast<unsigned char>(c));
  }
  return text;
}

std::string difference(Family family, const Rows& found, const Rows& wanted) {
  for (const auto& [key, value] : wanted) {
    const auto it = found.find(key);
    if (it == found.end()) return fmt::format("{} {}: missing\n", name_of(family), shown(key));
    if (it->second != value) {
      return fmt::format("{} {}:\n  {}\n  where a clean pass has\n  {}\n", name_of(family), shown(key),
                         shown(it->second), shown(value));
    }
  }
  for (const auto& [key, value] : found) {
    if (!wanted.contains(key)) return fmt::format("{} {}: not in a clean pass\n", name_of(family), shown(key));
  }
  return "";
}

std::string line(const SessionId& id, std::string_view status, Timestamp start, std::optional<Timestamp> end,
                 const auto& counted) {
  std::string text = fmt::format("{} {} {} {}", id.str(), status, format_rfc3339(start),
                                 end ? format_rfc3339(*end) : "-");
  for (const auto& i : counted) text += fmt::format(" [{},{})", to_ms(i.start), to_ms(i.end));
  return text;
}

}  // namespace

std::string rows_as_clean(const Simulation& simulation) {
  projections::MemoryStore clean;
  clean_pass(simulation.told(), simulation.end(), clean);
  std::string all;
  for (const Family family : kLawful) {
    all += difference(family, rows_of(simulation.store(), family), rows_of(clean, family));
  }
  return all;
}

std::string proves_itself(const Simulation& simulation) {
  const auto reads = simulation.store().snapshot();
  processors::Verifier verifier(*reads, simulation.end());
  using processors::Verifier;
  for (auto s = verifier.next({}); s; s = verifier.next(Verifier::behind(*s))) verifier.check(*s);
  verifier.check_sums();
  std::string all;
  for (const auto& d : verifier.report().differences) all += fmt::format("{} of {} is not proved\n", name_of(d.family), d.subject.view());
  return all;
}

std::string sessions_as_told(const Simulation& simulation) {
  std::map<std::string, std::string> told, stored;
  for (const auto& copies : simulation.told()) {
    const std::string owner = record_key(copies.front().event);
    for (const auto& s : reference::fold(copies, simulation.end()).sessions) {
      told[owner + "/" + s.id.str()] = line(s.id, reference::name(s.status), s.started_at, s.ended_at, s.counted);
    }
  }
  const auto reads = simulation.store().snapshot();
  for (const auto& [key, bytes] : rows_of(simulation.store(), Family::sessions)) {
    const auto row = projections::decode_session(bytes);
    const auto scope = keys::parse_scope(key);
    const auto s = projections::show_session(*reads, row->tenant, {scope->partition, row->subject, row->id},
                                             simulation.end());
    if (!s) continue;
    stored[fmt::format("{}/{}/{}", row->tenant.str(), row->subject.str(), row->id.str())] =
        line(row->id, name_of(s->view.status), s->view.started_at, s->view.ended_at, s->view.counted);
  }
  if (told == stored) return "";
  std::string all = "sessions differ\n";
  for (const auto& [key, text] : told) all += "  told   " + key + " " + text + "\n";
  for (const auto& [key, text] : stored) all += "  stored " + key + " " + text + "\n";
  return all;
}

std::string announced_as_stored(Simulation& simulation) {
  std::map<std::string, std::string> last;  // by record key; the version, "" for a tombstone
  for (log::Partition p = 0; p < kPartitions; ++p) {
    const auto reader = simulation.log().read(Topic::sessions, p, 0);
    const auto take = [&](const log::RecordView& r) {
      last[std::string(r.key)] = r.tombstone ? "" : nlohmann::json::parse(r.value).at("version").get<std::string>();
    };
    while (*(*reader)->poll(1000, take) > 0) {
    }
  }
  std::string all;
  for (const auto& [key, bytes] : rows_of(simulation.store(), Family::sessions)) {
    const auto row = projections::decode_session(bytes);
    const std::string name = fmt::format("{}/{}/{}", row->tenant.str(), row->subject.str(), row->id.str());
    const auto it = last.find(name);
    const std::string version = projections::row_version(*row);
    if (it == last.end()) all += name + ": never announced\n";
    else if (it->second != version) all += name + ": announced last as '" + it->second + "', stored as " + version + "\n";
    if (it != last.end()) last.erase(it);
  }
  for (const auto& [name, version] : last) {
    if (!version.empty()) all += name + ": announced last as " + version + ", but no session\n";
  }
  return all;
}

}  // namespace muster::sim
