// Reads values of one item into a draft. What is wrong is noted with its pointer and read over, so
// that all of an item's faults are told at once. One reader a thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ingest/draft.h"
#include "schemas/bounds.h"
#include "schemas/enum_names.h"
#include "schemas/json_reader.h"

namespace muster::ingest {

class ItemReader;

inline constexpr double kAnyNumber = std::numeric_limits<double>::max();

// One field that an item may have. Rows for replay alone are unknown fields to everybody else.
struct FieldRow {
  std::string_view name;
  void (*read)(ItemReader&, Draft&);
  bool replay_only = false;
};
using FieldTable = std::span<const FieldRow>;

class ItemReader {
 public:
  ItemReader(JsonReader& json, bool replay) : json_(json), replay_(replay) {}

  JsonReader& json() { return json_; }
  void start(Draft& draft);
  // Reads the object that the reader stands on; fields are looked for in both tables.
  void members(Draft& draft, FieldTable table, FieldTable more = {});
  // Reads one value by its row; false where the table has none for this client.
  bool member(Draft& draft, std::string_view name, FieldTable table);

  // Notes that there is no such field, but these. True, as of what was taken.
  bool unknown(std::string_view names);
  bool unknown(FieldTable table, FieldTable more = {});
  // Reads an object whose fields `take(name)` takes; false from it: not a field of this object.
  template <class Take>
  void object(Take take);

  // Each takes the value the reader stands on. False: it was wrong, which is noted.
  bool text(std::string& out, std::size_t max = kMaxText, std::size_t min = 0);
  bool number(double& out, double least, double most);
  bool flag(bool& out);
  bool count(std::uint32_t& out, std::uint32_t most);
  bool time(Timestamp& out);
  bool seconds(Duration& out, Duration least, Duration most);
  bool session_id(SessionId& out);
  bool subject(SubjectId& out);
  bool kind(Kind& out);
  bool position(Position& out);

  template <class T, class Read>
  void optional(std::optional<T>& out, Read read) {
    T value{};
    if (read(value)) out = std::move(value);
  }
  template <class Enum>
  bool word(Enum& out);

  // Notes a fault of the value (or of the field `name` of the object) that is being read.
  void fault(const char* code, std::string hint);
  void fault_at(std::string_view name, const char* code, std::string hint);
  // Notes it and skips the value.
  bool wrong(const char* code, std::string hint);

  // The name of the field that is being read: pointers lead through it.
  void push(std::string_view name) { path_[depth_++] = name; }
  void pop() { --depth_; }

 private:
  bool read_text(std::string_view& out);
  JsonReader& json_;
  const bool replay_;
  Draft* draft_ = nullptr;
  std::array<std::string_view, 6> path_;
  std::size_t depth_ = 0;
};

template <class Take>
void ItemReader::object(Take take) {
  if (!json_.enter_object()) {
    wrong("bad_field", "must be an object");
    return;
  }
  std::string_view name;
  while (json_.next_field(name)) {
    json_.compare_key(name);
    push(name);
    if (!take(name)) wrong("unknown_field", "no such field");
    pop();
  }
}

template <class Enum>
bool ItemReader::word(Enum& out) {
  std::string_view text;
  if (!read_text(text)) return false;
  const auto value = from_name<Enum>(text);
  if (value) {
    out = *value;
    return true;
  }
  std::string known;
  for (const std::string_view name : names_of(Enum{})) known.append(known.empty() ? "one of " : ", ").append(name);
  fault("bad_field", std::move(known));
  return false;
}

}  // namespace muster::ingest
