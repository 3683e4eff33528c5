#include "deploy/muster/import_systems.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "schemas/ids.h"
#include "schemas/text.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

bool names(const ImportTable& table, std::string_view name) {
  return name == table.name || std::find(table.aliases.begin(), table.aliases.end(), name) != table.aliases.end();
}

// `public.users`, `users-2026-11-25`: what a dump is called.
std::string table_name(std::string_view file) {
  std::string name = lower(file);
  if (const auto dot = name.rfind('.'); dot != std::string::npos) name.erase(0, dot + 1);
  while (!name.empty() && (name.back() == '-' || name.back() == '_' || (name.back() >= '0' && name.back() <= '9'))) name.pop_back();
  return name;
}

}  // namespace

std::string path_segment(std::string_view id) {
  std::string out;
  for (const char c : id) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
    plain ? void(out += c) : void(out += fmt::format("%{:02X}", static_cast<unsigned char>(c)));
  }
  return out;
}

void RowEvents::append(std::string_view type, std::string_view subject, Timestamp time, const Json& data, bool timed, bool accepted) {
  const std::string text = data.dump();
  const std::string at = format_rfc3339(time);
  const std::string name = fmt::format("muster.{}.v1", type);
  Json event{{"specversion", "1.0"},
             {"id", derived_id({"import", system_, table_, row_, name, subject, text, timed ? std::string_view{at} : std::string_view{}})},
             {"source", "/import/" + system_},
             {"type", name},
             {"subject", subject},
             {"time", at}};
  if (accepted) event["ingesttime"] = at;
  if (const std::string actor = std::exchange(actor_, {}); !actor.empty()) event["actor"] = actor;
  event["imported"] = true;
  event["data"] = data;
  events_.push_back({name, event.dump(), {}, {}});
  if (type == "checkin") {
    events_.back().path = fmt::format("/v1/sessions/{}?subject={}", path_segment(data.value("session_id", "")), path_segment(subject));
  }
}

void RowEvents::add(std::string_view type, std::string_view subject, Timestamp time, const Json& data, bool timed) {
  append(type, subject, time, data, timed, false);
}

void RowEvents::add_accepted(std::string_view type, std::string_view subject, Timestamp time, const Json& data, bool timed) {
  append(type, subject, time, data, timed, true);
}

// At no time: what the directory holds is what was written last.
void RowEvents::add_along(std::string_view type, const std::string& id, const Json& record, std::string path) {
  append(type, id, Timestamp{}, record, false, false);
  events_.back().path = std::move(path);
}

void RowEvents::add_record(std::string_view type, const std::string& id, const Json& record, std::string path) {
  add_along(type, id, record, std::move(path));
  events_.back().record = record.dump();
}

std::span<const ImportSystem> import_systems() {
  static const std::array<ImportSystem, 5> kSystems{{{"000", tables_000()}, {"001", tables_001()}, {"002", tables_002()},
                                                     {"003", tables_003()}, {"004", tables_004()}}};
  return kSystems;
}

const ImportSystem* find_import_system(std::string_view name) {
  const auto systems = import_systems();
  const auto it = std::find_if(systems.begin(), systems.end(), [&](const ImportSystem& s) { return s.name == name; });
  return it == systems.end() ? nullptr : &*it;
}

const ImportTable* table_of(const ImportSystem& system, std::string_view name, const std::vector<std::string>& columns) {
  for (const std::string& called : {lower(name), table_name(name)}) {
    for (const ImportTable& table : system.tables) {
      if (names(table, called)) return &table;
    }
  }
  const ImportTable* found = nullptr;
  for (const ImportTable& table : system.tables) {
    const auto has = [&](std::string_view mark) { return std::find(columns.begin(), columns.end(), mark) != columns.end(); };
    if (!std::any_of(table.marks.begin(), table.marks.end(), has)) continue;
    if (found != nullptr) return nullptr;
    found = &table;
  }
  return found;
}

Result<std::vector<ImportEvent>> events_of(const ImportSystem& system, const ImportTable& table, const RowFields& row,
                                           ImportContext& context) {
  Columns columns(row, context.zone);
  const auto id = row.find("id");
  RowEvents out(system.name, table.name, id == row.end() ? std::string{} : id->second);
  table.translate(columns, context, out);
  if (columns.fault()) return *columns.fault();
  return out.take();
}

}  // namespace muster::deploy
