#include "deploy/muster/import_rows.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <simdjson.h>

#include "schemas/json_reader.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostColumns = 256;
constexpr std::string_view kNull = "\\N";  // as MySQL and PostgreSQL write it

Error bad(const char* code, std::string hint) { return Error{code, ErrorClass::refused, "", std::move(hint)}; }

Error too_long() { return bad("record_too_large", fmt::format("a row has at most {} bytes", kMaxImportLine)); }

std::string column_name(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r");
  if (from == std::string_view::npos) return {};
  std::string name{text.substr(from, text.find_last_not_of(" \t\r") + 1 - from)};
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return c < 128 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c); });
  return name;
}

std::string_view without_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void take_members(const Json& object, RowFields& fields) {
  for (const auto& [name, value] : object.items()) {
    if (value.is_null()) continue;
    fields.insert_or_assign(column_name(name), value.is_string() ? value.get<std::string>() : value.dump());
  }
}

// Whether nothing in it nests or repeats beyond what the parser behind takes.
bool is_json(std::string_view text) {
  JsonReader reader;
  return reader.load(text) && !reader.skip().empty() && reader.at_end();
}

ImportRow of_object(ImportLine line) {
  RowFields fields;
  std::string model;
  if (line.too_long) return {std::move(line), too_long(), {}};
  const Json object = is_json(line.text) ? Json::parse(line.text, nullptr, false) : Json();
  if (!object.is_object()) return {std::move(line), bad("bad_json", "a row is a JSON object"), {}};
  const auto inner = object.find("fields");
  if (object.contains("model") && object["model"].is_string() && inner != object.end() && inner->is_object()) {
    model = object["model"].get<std::string>();
    std::replace(model.begin(), model.end(), '.', '_');
    take_members(*inner, fields);
    if (const auto key = object.find("pk"); key != object.end()) take_members(Json{{"id", *key}}, fields);
  } else {
    take_members(object, fields);
  }
  return {std::move(line), std::move(fields), std::move(model)};
}

}  // namespace

Result<ImportRows> ImportRows::open(const std::filesystem::path& file) {
  auto lines = ImportLines::open(file);
  if (!lines) return lines.error();
  ImportRows rows(std::move(lines).value());
  const auto first = rows.lines_.next();
  rows.lines_.go_to(0, 1);
  if (!first) return rows;
  const auto begins = first->text.find_first_not_of(" \t\r");
  if (first->text[begins] == '{' || first->text[begins] == '[') return rows;
  if (auto status = rows.read_header(); !status) {
    Error error = status.error();
    error.where = file.string();
    return error;
  }
  return rows;
}

Status ImportRows::read_header() {
  const auto header = lines_.next();
  if (header->too_long || header->text.find('\0') != std::string::npos) {
    return bad("bad_field", "the first line is no header: export the table as UTF-8 text");
  }
  csv_.emplace(delimiter_of(header->text));
  auto names = csv_->take(without_return(header->text));
  if (!names) return names.error();
  if (!*names || (*names)->size() > kMostColumns) return bad("bad_field", "the first line names the columns, at most 256");
  for (const auto& name : **names) columns_.push_back(column_name(name.value_or("")));
  first_ = header->end;
  first_line_ = header->number + 1;
  return Done{};
}

void ImportRows::go_to(std::uint64_t offset, std::uint64_t number) {
  if (csv_) csv_->begin_anew();
  offset <= first_ ? lines_.go_to(first_, first_line_) : lines_.go_to(offset, number);
}

std::optional<ImportRow> ImportRows::next() {
  if (csv_) return next_record();
  auto object = lines_.next_object();
  if (!object) return std::nullopt;
  return of_object(std::move(*object));
}

// A record that is none is one line: what follows may be whole.
std::optional<ImportRow> ImportRows::next_record() {
  auto row = lines_.next();
  if (!row) return std::nullopt;
  const ImportLine first = *row;
  const auto refuse = [&](Error why) {
    go_to(first.end, first.number + 1);
    return ImportRow{first, std::move(why), {}};
  };
  std::string last = first.text;
  for (bool too_long_row = first.too_long; !too_long_row;) {
    auto fields = csv_->take(without_return(last));
    if (!fields) return refuse(fields.error());
    if (*fields) {
      auto named_fields = named(row->text, std::move(**fields));
      return ImportRow{std::move(*row), std::move(named_fields), {}};
    }
    auto more = lines_.next(true);
    if (!more) return refuse(bad("bad_field", "a quote is opened and never closed"));
    row->text.append("\n").append(more->text);
    row->end = more->end;
    ++row->height;
    too_long_row = more->too_long || row->text.size() > kMaxImportLine;
    last = std::move(more->text);
  }
  return refuse(too_long());
}

Result<RowFields> ImportRows::named(std::string_view text, CsvFields values) const {
  if (!simdjson::validate_utf8(text.data(), text.size())) return bad("bad_utf8", "not UTF-8: export the table so");
  if (values.size() != columns_.size()) {
    return bad("bad_field", fmt::format("{} fields, and the header has {}", values.size(), columns_.size()));
  }
  RowFields fields;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] && *values[i] != kNull) fields.insert_or_assign(columns_[i], std::move(*values[i]));
  }
  return fields;
}

}  // namespace muster::deploy
