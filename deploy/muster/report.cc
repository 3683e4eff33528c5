// muster report: what the reports of a running server say, for people and as files.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/zone.h"
#include "deploy/muster/command.h"
#include "deploy/muster/http_client.h"
#include "deploy/muster/import_systems.h"
#include "deploy/muster/replace_file.h"
#include "deploy/muster/text_table.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::json;

struct ReportFlags {
  ServerFlags server;
  std::string date, tz = "UTC", department, format, output;
  bool json = false;
  bool month = false;  // `date` is one
};

// The text of a field, safe for a terminal.
std::string text(const Json& row, const char* field) {
  const auto it = row.find(field);
  return it != row.end() && it->is_string() ? printable(it->get<std::string>()) : std::string{};
}

// The minute on the zone's wall; with its date where that is another than the report's.
std::string moment(const Json& row, const char* field, const api::Zone& zone, const std::string& date) {
  const auto time = parse_rfc3339(text(row, field));
  if (!time.ok()) return "-";
  const std::string local = api::format_local(zone, *time);
  const std::string minute = local.substr(11, 5);
  return local.substr(0, 10) == date ? minute : fmt::format("{} {}", local.substr(5, 5), minute);
}

std::vector<std::string> line_of(const Json& row, const api::Zone& zone, const std::string& date) {
  std::string flags;
  for (const Json& flag : row.value("flags", Json::array())) flags += fmt::format("{}{}", flags.empty() ? "" : " ", printable(flag.get<std::string>()));
  const std::string first = text(row, "first_name"), last = text(row, "last_name");
  return {text(row, "subject"), first + (first.empty() || last.empty() ? "" : " ") + last, text(row, "department"),
          moment(row, "first_in", zone, date), moment(row, "last_out", zone, date),
          fmt::format("{:.2f}", row.value("hours", 0.0)), std::to_string(row.value("sessions", 0)),
          std::to_string(row.value("visits", 0)), flags};
}

void print_table(const Json& report, const api::Zone& zone) {
  const std::string date = text(report, report.contains("month") ? "month" : "date");
  static const std::vector<std::string> kHeaders{"subject", "name", "department", "in", "out", "hours", "sessions", "visits", "flags"};
  std::vector<std::vector<std::string>> lines;
  double hours = 0;
  for (const Json& row : report.value("items", Json::array())) {
    lines.push_back(line_of(row, zone, date));
    hours += row.value("hours", 0.0);
  }
  fmt::print("{} ({}): {} people, {:.2f} hours\n", date, text(report, "tz"), lines.size(), hours);
  if (!lines.empty()) fmt::print("{}", text_table(kHeaders, lines));
}

int give(const ReportFlags& flags, const std::string& body) {
  if (!flags.output.empty()) {
    const auto folder = std::filesystem::absolute(flags.output).parent_path();
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored)) return fail({"io_error", ErrorClass::refused, folder.string(), "there is no such folder"});
    const auto written = replace_file(flags.output, body);
    return written.ok() ? kDone : fail(written.error());
  }
  std::fwrite(body.data(), 1, body.size(), stdout);
  return kDone;
}

template <class T>
std::optional<Error> fault_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error());
}

// The call of the server. error: bad_config (invalid)
Result<std::string> target_of(const ReportFlags& flags, const api::Zone& zone) {
  const auto fault = flags.month ? fault_of(api::local_month(zone, flags.date)) : fault_of(api::local_day(zone, flags.date));
  if (fault) return Error{"bad_config", ErrorClass::invalid, flags.month ? "MONTH" : "DATE", fault->hint};
  std::string out = fmt::format("/v1/reports/{}={}&tz={}&format={}", flags.month ? "monthly?month" : "daily?date", flags.date, flags.tz,
                                flags.format.empty() ? "json" : flags.format);
  if (!flags.department.empty()) out += "&department=" + path_segment(flags.department);
  return out;
}

int show(const ReportFlags& flags) {
  const auto zone = api::Zone::find(flags.tz);
  if (!zone.ok()) return fail({"bad_config", ErrorClass::invalid, "--tz", zone.error().hint});
  const auto target = target_of(flags, *zone);
  if (!target.ok()) return fail(target.error());
  if (!flags.output.empty() && flags.format.empty() && !flags.json) {
    return fail({"bad_config", ErrorClass::invalid, "--output", "say what the file is: --format csv, --format xlsx, or --json"});
  }
  if (flags.format == "xlsx" && flags.output.empty()) {
    return fail({"bad_config", ErrorClass::invalid, "--output", "xlsx is no text: name a file with -o"});
  }
  HttpClient server(flags.server);
  const auto answer = server.call("GET", *target, "", {});
  if (!answer.ok()) return fail(answer.error());
  if (answer->status != 200) return fail(refusal(*answer, flags.server.url));
  if (!flags.format.empty() || flags.json) return give(flags, flags.json ? answer->body + "\n" : answer->body);
  const Json said = Json::parse(answer->body, nullptr, false);
  if (!said.is_object()) return fail({"internal", ErrorClass::refused, flags.server.url, "the answer is not a report"});
  print_table(said, *zone);
  return kDone;
}

void add_one(CLI::App& group, bool month, int& exit_code) {
  auto flags = std::make_shared<ReportFlags>();
  flags->month = month;
  CLI::App* command = month ? group.add_subcommand("monthly", "For how many hours each person was here in a month")
                            : group.add_subcommand("daily", "Who was here on a date, from when to when, and for how many hours");
  command->add_option(month ? "month" : "date", flags->date, month ? "As in 2026-11" : "As in 2026-11-21")
      ->type_name(month ? "MONTH" : "DATE")->required();
  command->add_option("--tz", flags->tz, "The zone that it is one of")->type_name("ZONE")->capture_default_str();
  command->add_option("--department", flags->department, "Of it and those below it only")->type_name("PATH");
  add_server_flags(*command, flags->server);
  auto* json = command->add_flag("--json", flags->json, "The answer of the server as it is");
  command->add_option("--format", flags->format, "A file instead of a table")->check(CLI::IsMember({"csv", "xlsx"}))->excludes(json);
  command->add_option("-o,--output", flags->output, "Where the file goes; csv else to stdout")->type_name("FILE");
  command->callback([flags, &exit_code] { exit_code = show(*flags); });
}

}  // namespace

void add_report(CLI::App& root, int& exit_code) {
  CLI::App* group = root.add_subcommand("report", "What a running server reports");
  group->require_subcommand(1);
  add_one(*group, false, exit_code);
  add_one(*group, true, exit_code);
}

}  // namespace muster::deploy
