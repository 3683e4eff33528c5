#include "api/sheet_answer.h"

#include <cmath>

#include <fmt/format.h>

#include "processors/record_fields.h"

namespace muster::api {
namespace {

constexpr std::string_view kCsvContent = "text/csv; charset=utf-8; header=present";

std::string_view ending(std::string_view format) { return format == kCsv ? "csv" : "xlsx"; }

std::filesystem::path scratch_of(const Services& services) {
  return services.scratch.empty() ? std::filesystem::temp_directory_path() : services.scratch;
}

void note_export(const Reading& reading, std::string_view file_name, const Status& made) {
  auto entry = access::entry_of(reading.who, reading.request, "exported", reading.request.path, made.ok() ? "ok" : made.error().code);
  entry.details = {{"file", std::string(file_name)}};
  for (const auto& [name, value] : reading.request.query) entry.details.emplace_back(name, value);  // what it is of
  reading.services.audit.note(std::move(entry));
}

}  // namespace

Person person_of(const Services& services, const Tenant& tenant, const SubjectId& subject) {
  const auto entry = services.directory.find(tenant, DirectoryType::subject, subject.view());
  if (!entry) return {};
  const processors::RecordFields fields = processors::read_fields(entry->record);
  return {std::string(fields.first_name), std::string(fields.last_name), std::string(fields.department)};
}

double decimal_hours(Duration time) {
  constexpr double kMsPerHour = 3'600'000, kKept = 10'000;
  return std::round(static_cast<double>(time.count()) / kMsPerHour * kKept) / kKept;
}

Result<std::string> make_sheet(const Services& services, std::string_view format, std::span<const std::string_view> columns,
                               const Zone& zone, const Fill& fill) {
  const auto sheet = format == kCsv ? csv_sheet(columns, zone) : xlsx_sheet(columns, zone, scratch_of(services));
  if (auto filled = fill(*sheet); !filled.ok()) return filled.error();
  return sheet->finish();
}

Result<Answer> sheet_answer(const Reading& reading, std::string_view name, std::span<const std::string_view> columns,
                            const Zone& zone, const Fill& fill) {
  Answer answer;
  answer.file_name = fmt::format("muster-{}.{}", name, ending(reading.format));
  auto made = make_sheet(reading.services, reading.format, columns, zone, fill);
  note_export(reading, answer.file_name, made.ok() ? Status{Done{}} : Status{made.error()});
  if (!made.ok()) return made.error();
  answer.content_type = reading.format == kCsv ? kCsvContent : kXlsx;
  answer.body = std::move(made).value();
  return answer;
}

}  // namespace muster::api
