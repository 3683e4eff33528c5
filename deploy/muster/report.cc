// muster report: what the reports of a running server say, for people and as files.

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/zone.h"
#include "deploy/muster/command.h"
#include "deploy/muster/http_client.h"
#include "deploy/muster/replace_file.h"
#include "ingest/log/log_errors.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::json;

struct ReportFlags {
  ServerFlags server;
  std::string date, tz = "UTC", format, output;
  bool json = false;
};

// The text of a field, safe for a terminal.
std::string text(const Json& row, const char* field) {
  const auto it = row.find(field);
  return it != row.end() && it->is_string() ? log::sanitised(it->get<std::string>()) : std::string{};
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
  for (const Json& flag : row.value("flags", Json::array())) flags += fmt::format("{}{}", flags.empty() ? "" : " ", log::sanitised(flag.get<std::string>()));
  const std::string first = text(row, "first_name"), last = text(row, "last_name");
  return {text(row, "subject"), first + (first.empty() || last.empty() ? "" : " ") + last, text(row, "department"),
          moment(row, "first_in", zone, date), moment(row, "last_out", zone, date),
          fmt::format("{:.2f}", row.value("hours", 0.0)), std::to_string(row.value("sessions", 0)),
          std::to_string(row.value("visits", 0)), flags};
}

void print_table(const Json& report, const api::Zone& zone) {
  const std::string date = text(report, "date");
  std::vector<std::vector<std::string>> lines{{"subject", "name", "department", "in", "out", "hours", "sessions", "visits", "flags"}};
  double hours = 0;
  for (const Json& row : report.value("items", Json::array())) {
    lines.push_back(line_of(row, zone, date));
    hours += row.value("hours", 0.0);
  }
  std::vector<std::size_t> widths(lines.front().size());
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  fmt::print("{} ({}): {} people, {:.2f} hours\n", date, text(report, "tz"), lines.size() - 1, hours);
  if (lines.size() == 1) return;
  for (const auto& line : lines) {
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) out += fmt::format("{:<{}}  ", line[i], widths[i]);
    while (!out.empty() && out.back() == ' ') out.pop_back();
    fmt::print("{}\n", out);
  }
}

int give(const ReportFlags& flags, const std::string& body) {
  if (!flags.output.empty()) {
    const auto written = replace_file(flags.output, body);
    return written.ok() ? kDone : fail(written.error());
  }
  std::fwrite(body.data(), 1, body.size(), stdout);
  return kDone;
}

int daily(const ReportFlags& flags) {
  const auto zone = api::Zone::find(flags.tz);
  if (!zone.ok()) return fail({"bad_config", ErrorClass::invalid, "--tz", zone.error().hint});
  if (const auto day = api::local_day(*zone, flags.date); !day.ok()) {
    return fail({"bad_config", ErrorClass::invalid, "DATE", day.error().hint});
  }
  if (flags.format == "xlsx" && flags.output.empty()) {
    return fail({"bad_config", ErrorClass::invalid, "--output", "xlsx is no text: name a file with -o"});
  }
  const std::string format = flags.format.empty() ? "json" : flags.format;
  HttpClient server(flags.server);
  const auto answer = server.call("GET", fmt::format("/v1/reports/daily?date={}&tz={}&format={}", flags.date, flags.tz, format), "", {});
  if (!answer.ok()) return fail(answer.error());
  const Json said = answer->status == 200 && format != "json" ? Json{} : Json::parse(answer->body, nullptr, false);
  if (answer->status != 200) {
    const std::string detail = said.is_object() ? text(said, "detail") : "";
    return fail({said.is_object() ? text(said, "code") : "internal", ErrorClass::refused, flags.server.url,
                 detail.empty() ? fmt::format("the server answered {}", answer->status) : detail});
  }
  if (!flags.format.empty() || flags.json) return give(flags, flags.json ? answer->body + "\n" : answer->body);
  if (!said.is_object()) return fail({"internal", ErrorClass::refused, flags.server.url, "the answer is not a report"});
  print_table(said, *zone);
  return kDone;
}

}  // namespace

void add_report(CLI::App& root, int& exit_code) {
  CLI::App* group = root.add_subcommand("report", "What a running server reports");
  group->require_subcommand(1);
  auto flags = std::make_shared<ReportFlags>();
  CLI::App* command = group->add_subcommand("daily", "Who was here on a date, from when to when, and for how many hours");
  command->add_option("date", flags->date, "As in 2026-11-21")->type_name("DATE")->required();
  command->add_option("--tz", flags->tz, "The zone that the date is one of")->type_name("ZONE")->capture_default_str();
  add_server_flags(*command, flags->server);
  auto* json = command->add_flag("--json", flags->json, "The answer of the server as it is");
  command->add_option("--format", flags->format, "A file instead of a table")->check(CLI::IsMember({"csv", "xlsx"}))->excludes(json);
  command->add_option("-o,--output", flags->output, "Where the file goes; csv else to stdout")->type_name("FILE");
  command->callback([flags, &exit_code] { exit_code = daily(*flags); });
}

}  // namespace muster::deploy
