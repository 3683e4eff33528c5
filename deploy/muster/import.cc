// muster import: events of a file, from another system or another time, into a running server.

#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "deploy/muster/clocks.h"
#include "deploy/muster/command.h"
#include "deploy/muster/import_batch.h"
#include "deploy/muster/progress_line.h"
#include "deploy/muster/stop_signal.h"

namespace muster::deploy {
namespace {

constexpr std::chrono::milliseconds kFirstPause{250};
constexpr std::chrono::milliseconds kLongestPause{5'000};
constexpr int kTries = 8;

struct ImportFlags {
  std::string file;
  std::string url = "http://127.0.0.1:8080";
  std::string rejects;
  bool dry_run = false;
  bool restart = false;
  bool json = false;
};

class Import {
 public:
  Import(const ImportFlags& flags, ImportLines lines, StopSignal& stop)
      : flags_(flags),
        progress_file_(flags.file + ".progress"),
        lines_(std::move(lines)),
        stop_(stop),
        server_(flags.url),
        bar_(lines_.size()) {
    progress_ = where_to_begin();
    lines_.go_to(progress_.offset, progress_.line);
    rejects_.emplace(flags.rejects.empty() ? flags.file + ".rejects" : flags.rejects, progress_.reject_bytes);
  }

  // All lines, or up to an error.
  Status all() {
    for (;;) {
      ImportBatch batch;
      Sent done;
      ImportProgress after = progress_;
      if (!read(batch, done, after)) return Done{};
      if (auto status = settle(batch, done); !status) return status;
      if (auto status = keep(done, after); !status) return status;
    }
  }

  void end_bar() { bar_.end(); }

  int report() const {
    const ImportProgress& p = progress_;
    if (flags_.json) {
      fmt::print("{{\"taken\":{},\"refused\":{}}}\n", p.taken, p.refused);
    } else {
      fmt::print("{}: {} events, refused: {}\n", flags_.dry_run ? "would be sent" : "imported", p.taken, p.refused);
    }
    if (p.refused == 0) return kDone;
    fmt::print(stderr, "muster: {}: {} lines were refused; that file says which and why\n", rejects_->path().string(), p.refused);
    return kRefused;
  }

  // The next run begins anew.
  void forget_progress() const {
    std::error_code ignored;
    if (!flags_.dry_run) std::filesystem::remove(progress_file_, ignored);
  }

 private:
  ImportProgress where_to_begin() {
    ImportProgress fresh;
    fresh.target = flags_.url;
    if (flags_.dry_run || flags_.restart) return fresh;
    auto kept = read_progress(progress_file_);
    if (!kept || kept->target != flags_.url || kept->offset > lines_.size()) return fresh;
    if (kept->fingerprint != lines_.fingerprint(kept->offset)) return fresh;
    fmt::print(stderr, "going on at line {}, as {} says\n", kept->line, progress_file_);
    return *kept;
  }

  // False: the file has ended.
  bool read(ImportBatch& batch, Sent& done, ImportProgress& after) {
    bool any = false;
    while (!batch.full() && done.refused.size() < ImportBatch::kMaxLines) {
      auto line = lines_.next();
      if (!line) break;
      any = true;
      after.offset = line->end;
      after.line = line->number + 1;
      auto text = line->too_long ? Result<std::string>(too_long()) : stamped(line->text);
      if (text) {
        batch.bytes += text->size();
        batch.lines.emplace_back(std::move(*line), std::move(text).value());
      } else {
        done.refused.emplace_back(std::move(*line), text.error());
      }
    }
    return any;
  }

  static Error too_long() {
    return Error{"record_too_large", ErrorClass::refused, "", fmt::format("a line has at most {} bytes", kMaxImportLine)};
  }

  // Until nothing is left of the batch. What may pass is tried again.
  Status settle(ImportBatch& batch, Sent& done) {
    std::chrono::milliseconds pause = kFirstPause;
    for (int tries = 0; !batch.lines.empty();) {
      if (stop_.within(std::chrono::milliseconds{0})) return stopped();
      const std::size_t before = batch.lines.size();
      auto sent = flags_.dry_run ? Result<Sent>(check(batch, wall_.now())) : send(server_, batch);
      if (sent) add(done, std::move(sent).value());
      if (!sent && (sent.error().cls != ErrorClass::retry || !answered_)) return sent.error();
      answered_ = true;
      if (batch.lines.size() < before) {
        tries = 0;
        pause = kFirstPause;
        continue;
      }
      if (++tries == kTries) return sent ? busy() : sent.error();
      if (stop_.within(pause)) return stopped();
      pause = std::min(2 * pause, kLongestPause);
    }
    return Done{};
  }

  static void add(Sent& done, Sent more) {
    done.taken += more.taken;
    std::move(more.refused.begin(), more.refused.end(), std::back_inserter(done.refused));
  }

  Status stopped() const { return Error{"shutting_down", ErrorClass::retry, flags_.file, "stopped; the same command goes on from here"}; }
  Status busy() const { return Error{"over_budget", ErrorClass::retry, flags_.url, "the server takes nothing at present; the same command goes on from here"}; }

  Status keep(const Sent& done, ImportProgress after) {
    for (const auto& [line, why] : done.refused) rejects_->add(line, why);
    auto bytes = rejects_->flush();
    if (!bytes) return bytes.error();
    after.reject_bytes = *bytes;
    after.taken += done.taken;
    after.refused += done.refused.size();
    progress_ = std::move(after);
    bar_.show(progress_.offset, fmt::format("line {}, refused: {}", progress_.line - 1, progress_.refused));
    if (flags_.dry_run) return Done{};
    progress_.fingerprint = lines_.fingerprint(progress_.offset);
    return write_progress(progress_file_, progress_);
  }

  const ImportFlags& flags_;
  const std::string progress_file_;
  ImportLines lines_;
  StopSignal& stop_;
  HttpClient server_;
  ProgressLine bar_;
  const SystemWallClock wall_;
  ImportProgress progress_;
  std::optional<RejectFile> rejects_;
  bool answered_ = false;  // a server that never did is the wrong one
};

int import(const ImportFlags& flags) {
  StopSignal stop;
  auto lines = ImportLines::open(flags.file);
  if (!lines) return fail(lines.error());
  Import work(flags, std::move(lines).value(), stop);
  const Status status = work.all();
  work.end_bar();
  if (!status) return fail(status.error());
  work.forget_progress();
  return work.report();
}

}  // namespace

void add_import(CLI::App& root, int& exit_code) {
  auto flags = std::make_shared<ImportFlags>();
  CLI::App* command = root.add_subcommand("import", "Send a file of events, one CloudEvent a line, to a running server");
  command->footer("Events may be of any age and are marked `imported`. A second run changes nothing; one that was\n"
                  "stopped goes on where it was (FILE.progress). What is refused is in FILE.rejects.");
  command->add_option("file", flags->file, "CloudEvents in JSON, one a line, each with its `time`")->required()->type_name("FILE");
  command->add_option("--url", flags->url, "The server [MUSTER_URL]")->envname("MUSTER_URL")->capture_default_str();
  command->add_option("--rejects", flags->rejects, "Where refused lines go, with line number and reason (FILE.rejects)")->type_name("FILE");
  command->add_flag("--dry-run", flags->dry_run, "Check form and times of each line, send nothing");
  command->add_flag("--restart", flags->restart, "From the first line, whatever FILE.progress says");
  command->add_flag("--json", flags->json, "The result as JSON");
  command->callback([flags, &exit_code] { exit_code = import(*flags); });
}

}  // namespace muster::deploy
