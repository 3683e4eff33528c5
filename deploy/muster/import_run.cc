#include "deploy/muster/import_run.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace muster::deploy {
namespace {

constexpr std::chrono::milliseconds kFirstPause{250};
constexpr std::chrono::milliseconds kLongestPause{5'000};
constexpr int kTries = 8;

void add(Sent& done, Sent more) {
  for (const auto& [type, count] : more.taken) done.taken[type] += count;
  done.present += more.present;
  std::move(more.refused.begin(), more.refused.end(), std::back_inserter(done.refused));
}

std::size_t sum(const std::map<std::string, std::size_t>& counts) {
  std::size_t all = 0;
  for (const auto& [type, count] : counts) all += count;
  return all;
}

// Of two credentials each call has one: the key writes any event, the token may read.
ServerFlags of_two(ServerFlags flags, bool by_key) {
  flags.by_key = by_key;
  return flags;
}

}  // namespace

ImportRun::ImportRun(const ImportPass& pass, ImportSource& source, StopSignal& stop)
    : pass_(pass), source_(source), stop_(stop), server_(of_two(pass.server, true)), records_(of_two(pass.server, false)), bar_(source.size()) {
  progress_ = where_to_begin();
  source_.go_to(progress_.offset, progress_.line);
  rejects_.emplace(pass.rejects, progress_.reject_bytes, pass.table);
}

ImportProgress ImportRun::where_to_begin() {
  ImportProgress fresh;
  fresh.target = pass_.server.url;
  if (!pass_.table.empty()) fresh.target.append(" ").append(pass_.table);
  fresh.reject_bytes = pass_.reject_bytes;
  if (pass_.dry_run || pass_.restart) return fresh;
  auto kept = read_progress(pass_.progress_file);
  if (!kept || kept->target != fresh.target || kept->offset > source_.size()) return fresh;
  if (kept->fingerprint != source_.fingerprint(kept->offset)) return fresh;
  fmt::print(stderr, "going on at line {}, as {} says\n", kept->line, pass_.progress_file);
  return *kept;
}

Status ImportRun::all() {
  for (;;) {
    ImportBatch batch;
    Sent done;
    ImportProgress after = progress_;
    if (!read(batch, done, after)) return Done{};
    if (auto status = settle(batch, done); !status) return status;
    if (auto status = keep(done, after); !status) return status;
  }
}

// False: the file has ended.
bool ImportRun::read(ImportBatch& batch, Sent& done, ImportProgress& after) {
  bool any = false;
  while (!batch.full() && done.refused.size() < ImportBatch::kMaxLines) {
    auto item = source_.next();
    if (!item) break;
    any = true;
    after.offset = item->line.end;
    after.line = item->line.number + item->line.height;
    if (!item->events) {
      done.refused.emplace_back(std::move(item->line), item->events.error());
      continue;
    }
    for (ImportEvent& event : *item->events) batch.add(item->line, std::move(event));
  }
  return any;
}

// Until nothing is left of the batch. What may pass is tried again.
Status ImportRun::settle(ImportBatch& batch, Sent& done) {
  std::chrono::milliseconds pause = kFirstPause;
  for (int tries = 0; !batch.lines.empty();) {
    if (stop_.within(std::chrono::milliseconds{0})) return stopped();
    const std::size_t before = batch.lines.size();
    const Status fault = try_once(batch, done);
    if (!fault && (fault.error().cls != ErrorClass::retry || !answered_)) return fault.error();
    answered_ = true;
    if (batch.lines.size() < before) {
      tries = 0;
      pause = kFirstPause;
      continue;
    }
    if (++tries == kTries) {
      if (!fault) return fault.error();
      return Error{"over_budget", ErrorClass::retry, pass_.server.url, "the server takes nothing at present; the same command goes on from here"};
    }
    if (stop_.within(pause)) return stopped();
    pause = std::min(2 * pause, kLongestPause);
  }
  return Done{};
}

Status ImportRun::try_once(ImportBatch& batch, Sent& done) {
  if (pass_.dry_run) {
    add(done, check(batch, wall_.now()));
    return Done{};
  }
  const bool records = std::any_of(batch.lines.begin(), batch.lines.end(), [](const ImportEntry& one) { return !one.event.record.empty(); });
  if (records) {
    if (auto status = put_records(records_, batch, done); !status || batch.lines.empty()) return status;
  }
  if (!records && !pass_.table.empty()) {
    if (!other_kinds_) other_kinds_ = has_other_kinds(records_, batch);
    if (auto status = *other_kinds_ ? refuse_taken(records_, batch, done) : Status(Done{}); !status || batch.lines.empty()) return status;
  }
  auto sent = send(server_, batch, !pass_.table.empty() && !records);
  if (!sent) return sent.error();
  add(done, std::move(sent).value());
  return Done{};
}

Status ImportRun::stopped() const {
  return Error{"shutting_down", ErrorClass::retry, pass_.file, "stopped; the same command goes on from here"};
}

Status ImportRun::keep(const Sent& done, ImportProgress after) {
  for (const auto& [line, why] : done.refused) rejects_->add(line, why);
  auto bytes = rejects_->flush();
  if (!bytes) return bytes.error();
  for (const auto& [type, count] : done.taken) taken_[type] += count;
  after.reject_bytes = *bytes;
  after.taken += sum(done.taken);
  after.present += done.present;
  after.refused += done.refused.size();
  progress_ = std::move(after);
  bar_.show(progress_.offset, fmt::format("line {}, refused: {}", progress_.line - 1, progress_.refused));
  if (pass_.dry_run) return Done{};
  progress_.fingerprint = source_.fingerprint(progress_.offset);
  return write_progress(pass_.progress_file, progress_);
}

}  // namespace muster::deploy
