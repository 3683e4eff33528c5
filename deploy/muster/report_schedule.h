// Writes the daily report of each tenant into a folder at a local time: once a date, also across restarts,
// since a report that is there is not made again. Driven by one thread; reports are made by one of its own.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/zone.h"
#include "deploy/muster/log_lines.h"
#include "deploy/muster/settings.h"
#include "schemas/named.h"

namespace muster::deploy {

struct ReportPlan {
  std::chrono::minutes daily_at{};  // since midnight, of the wall of `zone`
  api::Zone zone = api::Zone::utc();
  std::filesystem::path folder;
  std::string format;               // csv, xlsx
  std::vector<Tenant> tenants;
};

// Empty without reports-daily-at. Adds to `wrong` as server_config (config.h).
std::optional<ReportPlan> report_plan(const Settings& settings, std::vector<Error>& wrong);

class ReportSchedule {
 public:
  // The file of that date. Called on the thread of this.
  using Make = std::function<Result<std::string>(const Tenant& tenant, const std::string& date, const ReportPlan& plan)>;

  // `lines` outlives this, as does what `make` refers to.
  ReportSchedule(ReportPlan plan, Make make, LogLines& lines);
  ~ReportSchedule();  // after the report under way

  // At daily_at the report of the date before is due. Dates that were missed, because nothing ran then, are
  // made up for as far back as the last report that is there, and a week at most. What fails is tried again
  // after a minute of `now`'s clock. Call a few times a second; returns at once.
  void look(Timestamp now);
  // Nothing is under way: for tests.
  bool idle() const;

  // folder/muster-daily-TENANT-DATE.FORMAT
  static std::filesystem::path file_of(const ReportPlan& plan, const Tenant& tenant, const std::string& date);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::deploy
