#include "api/list_sheet.h"

#include <array>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/paging.h"
#include "api/sheet_answer.h"

namespace muster::api {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostPages = 64;  // some may be short, or empty

std::string in_words(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

std::string joined(const Json& values) {
  std::string out;
  for (const auto& [name, value] : values.items()) {
    if (values.is_array()) out += fmt::format("{}{}", out.empty() ? "" : " ", in_words(value));
    if (values.is_object()) out += fmt::format("{}{}={}", out.empty() ? "" : "; ", name, in_words(value));
  }
  return out;
}

// The row of one item. `kept` holds the texts that are made for it.
class Row {
 public:
  explicit Row(std::span<const Column> columns) : columns_(columns) {
    for (const Column& column : columns) {
      pointers_.emplace_back(column.pointer.empty() ? fmt::format("/{}", column.name) : std::string(column.pointer));
    }
  }

  std::span<const Cell> of(const Json& item) {
    cells_.clear();
    kept_.clear();
    for (std::size_t i = 0; i < columns_.size(); ++i) cells_.push_back(cell(item, i));
    return cells_;
  }

 private:
  Cell cell(const Json& item, std::size_t column) {
    if (!item.contains(pointers_[column])) return {};
    const Json& value = item.at(pointers_[column]);
    if (value.is_null()) return {};
    if (columns_[column].as == Column::As::json) return keep(value.dump());
    if (value.is_number()) return value.get<double>();
    if (!value.is_string()) return keep(value.is_structured() ? joined(value) : value.dump());
    const std::string& text = value.get_ref<const std::string&>();
    if (columns_[column].as == Column::As::value) return std::string_view{text};
    const auto time = parse_rfc3339(text);
    return time.ok() ? Cell{*time} : Cell{std::string_view{text}};
  }

  Cell keep(std::string text) { return std::string_view{kept_.emplace_back(std::move(text))}; }

  const std::span<const Column> columns_;
  std::vector<Json::json_pointer> pointers_;
  std::vector<Cell> cells_;
  std::deque<std::string> kept_;
};

// A file is the whole list.
Status refuse_pages(const Reading& reading) {
  for (const std::string_view name : {"limit", "cursor", "count"}) {
    if (reading.params.find(name) == nullptr) continue;
    return Error{"bad_parameter", ErrorClass::invalid, fmt::format("/{}", name), "Goes with format=json: csv and xlsx have the whole list."};
  }
  return Done{};
}

// The page of the list that begins at the cursor, the first where there is none.
Result<Json> page_at(const Reading& reading, const ListSheet& list, const MakeAnswer& make, const std::string& cursor) {
  std::vector<http::Pair> query = reading.request.query;
  if (list.pages) query.emplace_back("limit", std::to_string(kMostPerPage));
  if (!cursor.empty()) query.emplace_back("cursor", cursor);
  Reading page{reading.services, reading.signer, reading.request, reading.who, reading.rows,
               Params(std::move(query)), reading.as_of, reading.live, kJson};
  auto answer = make(page);
  if (!answer.ok()) return answer.error();
  return Json::parse(answer->body);
}

// All pages, of which the first is there.
Status fill(Sheet& sheet, const Reading& reading, const ListSheet& list, const MakeAnswer& make, Result<Json> page) {
  Row row(list.columns);
  for (int pages = 0; pages < kMostPages && page->value("exact", true); ++pages) {
    for (const Json& item : page->at("items")) {
      if (auto status = sheet.add(row.of(item)); !status.ok()) return status;
    }
    const auto next = page->find("next_cursor");
    if (next == page->end() || next->is_null()) return Done{};
    page = page_at(reading, list, make, next->get<std::string>());
    if (!page.ok()) return page.error();
  }
  return Error{"too_many_rows", ErrorClass::refused, "", "Too much would have to be looked through: take a shorter range, or filter."};
}

}  // namespace

MakeAnswer also_as_sheet(const ListSheet& sheet, MakeAnswer make) {
  return [list = sheet, make = std::move(make)](Reading& reading) -> Result<Answer> {
    if (!is_sheet(reading.format)) return make(reading);
    if (list.pages) {
      if (auto status = refuse_pages(reading); !status.ok()) return status.error();
    }
    auto first = page_at(reading, list, make, "");
    if (!first.ok()) return first.error();
    std::vector<std::string_view> names;
    for (const Column& column : list.columns) names.push_back(column.name);
    return sheet_answer(reading, list.name, names, Zone::utc(),
                        [&](Sheet& file) { return fill(file, reading, list, make, std::move(first)); });
  };
}

}  // namespace muster::api
