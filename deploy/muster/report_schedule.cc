#include "deploy/muster/report_schedule.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "api/background.h"
#include "deploy/muster/replace_file.h"
#include "schemas/ids.h"

namespace muster::deploy {
namespace {

namespace fs = std::filesystem;
using api::LocalDay;

constexpr int kMostDatesBack = 7;
constexpr std::chrono::minutes kAgain{1};

Error bad(const Settings& settings, std::string_view name, std::string hint) {
  return {"bad_config", ErrorClass::invalid, settings.origin(name), fmt::format("{}: {}", name, hint)};
}

std::optional<std::chrono::minutes> parse_wall_time(const std::string& text) {
  int hours = -1, minutes = -1, end = 0;
  if (text.size() != 5 || std::sscanf(text.c_str(), "%2d:%2d%n", &hours, &minutes, &end) != 2 || end != 5) return std::nullopt;
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return std::chrono::hours{hours} + std::chrono::minutes{minutes};
}

void read_tenants(const Settings& settings, std::vector<Tenant>& out, std::vector<Error>& wrong) {
  for (const std::string& name : settings.list("reports-tenants")) {
    auto tenant = parse_tenant(name);
    tenant.ok() ? out.push_back(std::move(tenant).value()) : wrong.push_back(bad(settings, "reports-tenants", tenant.error().hint));
  }
  if (settings.list("reports-tenants").empty()) wrong.push_back(bad(settings, "reports-tenants", "name a tenant, such as default"));
}

bool writable_folder(const fs::path& folder) {
  std::error_code fault;
  fs::create_directories(folder, fault);
  return fs::is_directory(folder, fault) && ::access(folder.c_str(), W_OK | X_OK) == 0;
}

Error not_writable(const fs::path& folder) {
  return {"io_error", ErrorClass::refused, folder.string(), "there can be no file in this folder"};
}

}  // namespace

std::optional<ReportPlan> report_plan(const Settings& settings, std::vector<Error>& wrong) {
  const std::string& at = settings.text("reports-daily-at");
  if (at.empty()) return std::nullopt;
  ReportPlan plan;
  if (const auto time = parse_wall_time(at)) {
    plan.daily_at = *time;
  } else {
    wrong.push_back(bad(settings, "reports-daily-at", "hours and minutes, as in 06:00"));
  }
  if (auto zone = api::Zone::find(settings.text("reports-tz")); zone.ok()) {
    plan.zone = std::move(zone).value();
  } else {
    wrong.push_back(bad(settings, "reports-tz", "a zone of the IANA list, such as Europe/Berlin"));
  }
  plan.folder = settings.text("reports-folder");
  if (plan.folder.empty()) wrong.push_back(bad(settings, "reports-folder", "a folder to write the reports into"));
  plan.format = settings.text("reports-format");
  if (plan.format != "csv" && plan.format != "xlsx") wrong.push_back(bad(settings, "reports-format", "csv or xlsx"));
  read_tenants(settings, plan.tenants, wrong);
  return plan;
}

struct ReportSchedule::Impl {
  Impl(ReportPlan p, Make m, LogLines& l) : plan(std::move(p)), make(std::move(m)), lines(l) {}

  bool is_there(const Tenant& tenant, const LocalDay& day) const {
    std::error_code ignored;
    return fs::exists(file_of(plan, tenant, day.label), ignored);
  }

  // Of the dates up to `last` those that have no report, the earliest first.
  std::vector<LocalDay> missing(const Tenant& tenant, const LocalDay& last, bool due_today) const {
    std::vector<LocalDay> days;
    for (LocalDay day = last; days.size() < kMostDatesBack; day = day_before(plan.zone, day)) {
      if (is_there(tenant, day)) return {days.rbegin(), days.rend()};
      days.push_back(day);
    }
    if (!due_today) return {};
    return {last};  // the first of all
  }

  Status make_and_keep(const Tenant& tenant, const std::string& date, const fs::path& file) const {
    // First whether it can be written: what is made is on record as exported.
    if (!writable_folder(plan.folder)) return not_writable(plan.folder);
    const auto made = make(tenant, date, plan);
    return made.ok() ? replace_file(file, *made) : Status{made.error()};
  }

  bool write(const Tenant& tenant, const LocalDay& day) const {
    const fs::path file = file_of(plan, tenant, day.label);
    Status written = Done{};
    try {
      written = make_and_keep(tenant, day.label, file);
    } catch (const std::exception&) {  // no memory, or no thread
      written = Error{"internal", ErrorClass::bug, "", "the report could not be made; it is tried again"};
    }
    if (written.ok()) {
      lines.write(Level::info, "report_written", file.string(), {{"tenant", tenant.view()}, {"date", day.label}});
    } else {
      // Nobody who asks sees it: whatever its class, it is for whoever reads the log.
      lines.write(Level::error, "report_not_written", written.error().hint,
                  {{"report", file.string()}, {"tenant", tenant.view()}, {"cause", written.error().code}});
    }
    return written.ok();
  }

  void run(Timestamp now) {
    const LocalDay today = local_day(plan.zone, now);
    const Timestamp due = at_wall(plan.zone, today, plan.daily_at);
    const bool due_today = now >= due;
    const LocalDay yesterday = day_before(plan.zone, today);
    const LocalDay last = due_today ? yesterday : day_before(plan.zone, yesterday);
    bool all = true;
    for (const Tenant& tenant : plan.tenants) {
      for (const LocalDay& day : missing(tenant, last, due_today)) all = write(tenant, day) && all;
    }
    const LocalDay tomorrow = local_day(plan.zone, today.end + std::chrono::hours{1});
    next = !all ? now + kAgain : due_today ? at_wall(plan.zone, tomorrow, plan.daily_at) : due;
    looked = now;
  }

  const ReportPlan plan;
  const Make make;
  LogLines& lines;
  Timestamp next{}, looked{};  // of whoever is busy
  std::atomic<bool> busy{false};
  api::Background background{1, 1};  // last: it ends first
};

ReportSchedule::ReportSchedule(ReportPlan plan, Make make, LogLines& lines)
    : impl_(std::make_unique<Impl>(std::move(plan), std::move(make), lines)) {}
ReportSchedule::~ReportSchedule() = default;

void ReportSchedule::look(Timestamp now) {
  Impl& self = *impl_;
  if (self.busy.exchange(true)) return;
  const bool moved_back = now < self.looked;
  if (now < self.next && !moved_back) {
    self.busy = false;
    return;
  }
  const bool taken = self.background.run([&self, now] {
    const api::Idle afterwards{self.busy};
    self.run(now);
  });
  if (!taken) self.busy = false;
}

bool ReportSchedule::idle() const { return !impl_->busy; }

fs::path ReportSchedule::file_of(const ReportPlan& plan, const Tenant& tenant, const std::string& date) {
  return plan.folder / fmt::format("muster-daily-{}-{}.{}", tenant.view(), date, plan.format);
}

}  // namespace muster::deploy
