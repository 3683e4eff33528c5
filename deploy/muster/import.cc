// muster import: events of a file, or the tables of another system's database, into a running server.

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "deploy/muster/command.h"
#include "deploy/muster/import_run.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

struct ImportFlags {
  std::vector<std::string> files;
  std::string from;  // the system; empty: events
  std::string zone = "UTC";
  ServerFlags server;
  std::string rejects;
  bool dry_run = false;
  bool restart = false;
  bool json = false;
};

// One table of one file; without a table, its events.
struct Job {
  std::string file;
  const ImportTable* table = nullptr;
};

struct Report {
  std::size_t taken = 0, refused = 0, present = 0;
  std::map<std::string, std::size_t> by_type;
};

constexpr std::pair<std::string_view, std::string_view> kWords[] = {
    {"muster.subject.v1", "people"},     {"muster.account.v1", "accounts"}, {"muster.place.v1", "places"},
    {"muster.device.v1", "devices"},     {"muster.checkin.v1", "check-ins"}, {"muster.checkout.v1", "check-outs"},
    {"muster.ping.v1", "pings"},         {"muster.location.v1", "locations"}, {"muster.review.v1", "reviews"}};

bool is_sign(std::string_view type) { return type == "muster.ping.v1" || type == "muster.location.v1"; }

std::string what_it_was(const Report& report, bool sent) {
  std::string text;
  for (const auto& [type, word] : kWords) {
    const auto it = report.by_type.find(std::string(type));
    if (it == report.by_type.end()) continue;
    text += fmt::format("  {:<12} {}{}\n", word, it->second, sent && is_sign(type) ? " sent; each counts once, however often it comes" : "");
  }
  return text;
}

// Signs of life have no ids that would tell whether they were there: they say for themselves that they count once.
std::string summary(const ImportFlags& flags, const Report& report) {
  std::size_t signs = 0;
  for (const auto& [type, count] : report.by_type) signs += is_sign(type) ? count : 0;
  // Of a file of events it is not asked what became of them.
  const char* done = flags.dry_run ? "would be sent" : flags.from.empty() ? "taken by the server" : "imported";
  std::string text = fmt::format("{}: {} events, ", done, report.taken - (flags.dry_run ? 0 : signs));
  if (!flags.from.empty() && !flags.dry_run) text += fmt::format("unchanged: {}, ", report.present);
  return text + fmt::format("refused: {}\n", report.refused) + what_it_was(report, !flags.dry_run);
}

int say(const ImportFlags& flags, const Report& report, const std::string& rejects) {
  if (flags.json) {
    Json json{{"taken", report.taken}, {"refused", report.refused}};
    if (!flags.from.empty()) json.update({{"already_there", report.present}, {"by_type", report.by_type}});
    fmt::print("{}\n", json.dump());
  } else {
    fmt::print("{}", summary(flags, report));
  }
  if (report.refused == 0) return kDone;
  fmt::print(stderr, "muster: {}: {} lines were refused; that file says which and why\n", rejects, report.refused);
  return kRefused;
}

// `users_employee=dump.csv`: the table, and the file.
std::pair<std::string, std::string> named_file(const std::string& text) {
  const auto equals = text.find('=');
  std::error_code ignored;
  if (equals == std::string::npos || std::filesystem::exists(text, ignored)) return {"", text};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

// In the order of the tables: who and where comes before what names them.
Result<std::vector<Job>> jobs_of(const ImportFlags& flags, const ImportSystem* system) {
  std::vector<Job> jobs;
  for (const std::string& text : flags.files) {
    if (system == nullptr) {
      jobs.push_back({text, nullptr});
      continue;
    }
    const auto [name, file] = named_file(text);
    auto tables = tables_in(*system, name, file);
    if (!tables) return tables.error();
    for (const ImportTable* table : *tables) jobs.push_back({file, table});
  }
  std::stable_sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) { return std::less<>{}(a.table, b.table); });
  return jobs;
}

std::string progress_of(const Job& job) {
  return job.table == nullptr ? job.file + ".progress" : fmt::format("{}.{}.progress", job.file, job.table->name);
}

Status run(const ImportFlags& flags, const Job& job, const ImportSystem* system, ImportContext& context, const std::string& rejects,
           std::uint64_t& reject_bytes, StopSignal& stop, Report& report) {
  auto source = system == nullptr ? open_events(job.file) : open_table(*system, *job.table, job.file, context);
  if (!source) return source.error();
  const ImportPass pass{flags.server, job.file,     job.table == nullptr ? std::string{} : std::string(job.table->name),
                        progress_of(job), rejects, reject_bytes, flags.dry_run, flags.restart};
  ImportRun work(pass, **source, stop);
  const Status status = work.all();
  reject_bytes = work.progress().reject_bytes;
  report.taken += work.progress().taken;
  report.refused += work.progress().refused;
  report.present += work.progress().present;
  for (const auto& [type, count] : work.taken()) report.by_type[type] += count;
  return status;
}

// This machine's, unless a test has set the server's.
Timestamp present(const ImportFlags& flags) {
  if (!flags.dry_run) {
    HttpClient server(flags.server);
    if (const auto now = server_time(server)) return *now;
  }
  return SystemWallClock{}.now();
}

int import(const ImportFlags& flags) {
  StopSignal stop;
  const ImportSystem* const system = flags.from.empty() ? nullptr : find_import_system(flags.from);
  ImportContext context;
  context.now = present(flags);
  auto zone = api::Zone::find(flags.zone);
  if (!zone) return fail({"unknown_zone", ErrorClass::invalid, "--tz", "a zone of the IANA list, such as Europe/Berlin"});
  context.zone = std::move(zone).value();
  auto jobs = jobs_of(flags, system);
  if (!jobs) return fail(jobs.error());
  const std::string rejects = flags.rejects.empty() ? jobs->front().file + ".rejects" : flags.rejects;
  std::uint64_t reject_bytes = 0;
  Report report;
  for (const Job& job : *jobs) {
    if (auto status = run(flags, job, system, context, rejects, reject_bytes, stop, report); !status) return fail(status.error());
  }
  for (const Job& job : *jobs) {  // the next run begins anew
    std::error_code ignored;
    if (!flags.dry_run) std::filesystem::remove(progress_of(job), ignored);
  }
  return say(flags, report, rejects);
}

std::vector<std::string> system_names() {
  std::vector<std::string> names;
  for (const ImportSystem& system : import_systems()) names.emplace_back(system.name);
  return names;
}

}  // namespace

void add_import(CLI::App& root, int& exit_code) {
  auto flags = std::make_shared<ImportFlags>();
  CLI::App* command = root.add_subcommand("import", "Send a file of events, or another system's tables, to a running server");
  command->footer("Without --from: CloudEvents in JSON, one a line, each with its `time`. With it: the tables of the system's\n"
                  "database as CSV or JSON (docs/switching/data.md); a file whose name does not tell its table is given as\n"
                  "TABLE=FILE. Events may be of any age and are marked `imported`. A second run changes nothing; one that\n"
                  "was stopped goes on where it was (FILE.progress). What is refused is in FILE.rejects.");
  command->add_option("file", flags->files, "What to read")->required()->type_name("FILE|TABLE=FILE");
  command->add_option("--from", flags->from, "The system whose tables they are")->check(CLI::IsMember(system_names()))->type_name("SYSTEM");
  command->add_option("--tz", flags->zone, "The zone of times without an offset")->type_name("ZONE")->capture_default_str();
  add_server_flags(*command, flags->server);
  command->add_option("--rejects", flags->rejects, "Where refused lines go, with line number and reason (of the first FILE: FILE.rejects)")->type_name("FILE");
  command->add_flag("--dry-run", flags->dry_run, "Check form and times of each line, send nothing");
  command->add_flag("--restart", flags->restart, "From the first line, whatever FILE.progress says");
  command->add_flag("--json", flags->json, "The result as JSON");
  command->callback([flags, &exit_code] { exit_code = import(*flags); });
}

}  // namespace muster::deploy
