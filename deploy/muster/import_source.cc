#include "deploy/muster/import_source.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace muster::deploy {
namespace {

Error too_long() {
  return Error{"record_too_large", ErrorClass::refused, "", fmt::format("a line has at most {} bytes", kMaxImportLine)};
}

class EventLines final : public ImportSource {
 public:
  explicit EventLines(ImportLines lines) : lines_(std::move(lines)) {}
  std::uint64_t size() const override { return lines_.size(); }
  std::string fingerprint(std::uint64_t offset) override { return lines_.fingerprint(offset); }
  void go_to(std::uint64_t offset, std::uint64_t number) override { lines_.go_to(offset, number); }

  std::optional<ImportItem> next() override {
    auto line = lines_.next();
    if (!line) return std::nullopt;
    auto text = line->too_long ? Result<std::string>(too_long()) : stamped(line->text);
    if (!text) return ImportItem{std::move(*line), text.error()};
    return ImportItem{std::move(*line), std::vector{ImportEvent{"", std::move(text).value(), "", ""}}};
  }

 private:
  ImportLines lines_;
};

class TableRows final : public ImportSource {
 public:
  TableRows(const ImportSystem& system, const ImportTable& table, ImportRows rows, ImportContext& context)
      : system_(system), table_(table), rows_(std::move(rows)), context_(context) {}
  std::uint64_t size() const override { return rows_.size(); }
  std::string fingerprint(std::uint64_t offset) override { return rows_.fingerprint(offset); }

  // Over the rows before it once more: later ones may ask what they were called.
  void go_to(std::uint64_t offset, std::uint64_t) override {
    rows_.go_to(0, 1);
    for (std::uint64_t end = 0; end < offset;) {
      const auto item = next();
      if (!item) return;
      end = item->line.end;
    }
  }

  std::optional<ImportItem> next() override {
    for (;;) {
      auto row = rows_.next();
      if (!row) return std::nullopt;
      if (!row->model.empty() && table_of(system_, row->model, {}) != &table_) continue;
      if (!row->fields) return ImportItem{std::move(row->line), row->fields.error()};
      auto events = events_of(system_, table_, *row->fields, context_);
      return ImportItem{std::move(row->line), std::move(events)};
    }
  }

 private:
  const ImportSystem& system_;
  const ImportTable& table_;
  ImportRows rows_;
  ImportContext& context_;
};

std::string stem_of(const std::string& file) { return std::filesystem::path(file).stem().string(); }

// Of objects: the columns of the first, or the models of all.
Result<std::vector<const ImportTable*>> tables_of_objects(const ImportSystem& system, const std::string& name, ImportRows& rows) {
  std::set<const ImportTable*> found;
  while (const auto row = rows.next()) {
    if (!row->fields) continue;
    std::vector<std::string> columns;
    for (const auto& [column, value] : *row->fields) columns.push_back(column);
    if (const ImportTable* table = table_of(system, row->model.empty() ? name : row->model, row->model.empty() ? columns : std::vector<std::string>{})) {
      found.insert(table);
    }
    if (row->model.empty()) break;
  }
  std::vector<const ImportTable*> out(found.begin(), found.end());
  std::sort(out.begin(), out.end());  // they lie in the order of the system
  return out;
}

}  // namespace

Result<std::unique_ptr<ImportSource>> open_events(const std::string& file) {
  auto lines = ImportLines::open(file);
  if (!lines) return lines.error();
  return std::unique_ptr<ImportSource>(std::make_unique<EventLines>(std::move(lines).value()));
}

Result<std::unique_ptr<ImportSource>> open_table(const ImportSystem& system, const ImportTable& table, const std::string& file,
                                                 ImportContext& context) {
  auto rows = ImportRows::open(file);
  if (!rows) return rows.error();
  return std::unique_ptr<ImportSource>(std::make_unique<TableRows>(system, table, std::move(rows).value(), context));
}

Result<std::vector<const ImportTable*>> tables_in(const ImportSystem& system, const std::string& name, const std::string& file) {
  auto rows = ImportRows::open(file);
  if (!rows) return rows.error();
  const std::string called = name.empty() ? stem_of(file) : name;
  std::vector<const ImportTable*> out;
  if (!rows->columns().empty()) {
    if (const ImportTable* table = table_of(system, called, rows->columns())) out.push_back(table);
  } else {
    auto found = tables_of_objects(system, called, *rows);
    if (!found) return found.error();
    out = std::move(found).value();
    if (out.empty()) {  // no row in it: then by its name alone
      if (const ImportTable* table = table_of(system, called, {})) out.push_back(table);
    }
  }
  if (!out.empty()) return out;
  std::string known;
  for (const ImportTable& table : system.tables) known.append(known.empty() ? "" : ", ").append(table.name);
  return Error{"bad_field", ErrorClass::refused, file, fmt::format("which table is it? Say TABLE=FILE; {} has {}", system.name, known)};
}

}  // namespace muster::deploy
