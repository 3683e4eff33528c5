#include "ingest/item_reader.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "ingest/json_fault.h"
#include "schemas/ids.h"
#include "schemas/json_number.h"
#include "schemas/text.h"

namespace muster::ingest {
namespace {

const FieldRow* find_row(FieldTable table, std::string_view name) {
  const auto it = std::find_if(table.begin(), table.end(), [&](const FieldRow& row) { return row.name == name; });
  return it == table.end() ? nullptr : &*it;
}

}  // namespace

void ItemReader::start(Draft& draft) {
  draft_ = &draft;
  depth_ = 0;
}

void ItemReader::members(Draft& draft, FieldTable table, FieldTable more) {
  object([&](std::string_view name) { return member(draft, name, table) || member(draft, name, more) || unknown(table, more); });
}

bool ItemReader::unknown(std::string_view names) {
  wrong("unknown_field", fmt::format("no such field; there are {}", names));
  return true;
}

bool ItemReader::unknown(FieldTable table, FieldTable more) {
  std::string names;
  for (const FieldTable rows : {table, more}) {
    for (const FieldRow& row : rows) {
      if (!row.replay_only || replay_) names.append(names.empty() ? "" : ", ").append(row.name);
    }
  }
  return unknown(names);
}

bool ItemReader::member(Draft& draft, std::string_view name, FieldTable table) {
  const FieldRow* row = find_row(table, name);
  if (row == nullptr || (row->replay_only && !replay_)) return false;
  row->read(*this, draft);
  return true;
}

void ItemReader::fault(const char* code, std::string hint) {
  if (json_.malformed()) return;  // the whole body is refused
  std::string where = draft_->pointer;
  for (std::size_t i = 0; i < depth_; ++i) append_pointer(where, path_[i]);
  draft_->faults.push_back(Error{code, ErrorClass::refused, std::move(where), std::move(hint)});
}

void ItemReader::fault_at(std::string_view name, const char* code, std::string hint) {
  push(name);
  fault(code, std::move(hint));
  pop();
}

bool ItemReader::wrong(const char* code, std::string hint) {
  fault(code, std::move(hint));
  json_.skip();
  return false;
}

bool ItemReader::read_text(std::string_view& out) {
  return json_.read_string(out) || wrong("bad_field", "must be a string");
}

bool ItemReader::text(std::string& out, std::size_t max, std::size_t min) {
  std::string_view text;
  if (!read_text(text)) return false;
  if (text.size() < min || (text.size() > max && characters(text) > max)) {
    fault("out_of_range", fmt::format("must have {} to {} characters", min, max));
    return false;
  }
  if (text.find('\0') != std::string_view::npos) {
    fault("bad_field", "must not hold U+0000");
    return false;
  }
  out.assign(text);
  return true;
}

bool ItemReader::number(double& out, double least, double most) {
  std::string_view text;
  if (!json_.read_number(text)) return wrong("bad_field", "must be a number");
  out = to_double(text);
  if (out >= least && out <= most) return true;
  fault("out_of_range", most < kAnyNumber ? fmt::format("must lie in [{}, {}]", least, most) : "is too small or too large");
  return false;
}

bool ItemReader::flag(bool& out) { return json_.read_bool(out) || wrong("bad_field", "must be true or false"); }

bool ItemReader::count(std::uint32_t& out, std::uint32_t most) {
  double value = 0;
  if (!number(value, 1, most)) return false;
  out = static_cast<std::uint32_t>(value);
  if (out == value) return true;
  fault("bad_field", "must be a whole number");
  return false;
}

bool ItemReader::time(Timestamp& out) {
  std::string_view text;
  if (!read_text(text)) return false;
  const auto parsed = parse_rfc3339(text);
  if (!parsed) {
    fault("bad_time", parsed.error().hint);
    return false;
  }
  out = *parsed;
  return true;
}

bool ItemReader::seconds(Duration& out, Duration least, Duration most) {
  const auto in_seconds = [](Duration d) { return static_cast<double>(d.count()) / 1000; };
  double value = 0;
  if (!number(value, in_seconds(least), in_seconds(most))) return false;
  out = Duration{std::llround(value * 1000)};
  if (in_seconds(out) == value) return true;
  fault("bad_field", "must be seconds with at most three decimals");
  return false;
}

bool ItemReader::session_id(SessionId& out) {
  std::string_view text;
  if (!read_text(text)) return false;
  auto parsed = parse_session_id(text);
  if (!parsed) {
    fault("bad_session_id", parsed.error().hint);
    return false;
  }
  out = std::move(parsed).value();
  return true;
}

bool ItemReader::subject(SubjectId& out) {
  std::string_view text;
  if (!read_text(text)) return false;
  auto parsed = parse_subject(text);
  if (!parsed) {
    fault("bad_subject", parsed.error().hint);
    return false;
  }
  out = std::move(parsed).value();
  return true;
}

bool ItemReader::kind(Kind& out) {
  std::string text_of_kind;
  if (!text(text_of_kind, 64, 1)) return false;
  out = Kind{std::move(text_of_kind)};
  return true;
}

}  // namespace muster::ingest
