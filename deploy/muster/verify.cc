// muster verify: whether a state is what its events say.

#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "deploy/muster/clocks.h"
#include "deploy/muster/command.h"
#include "deploy/muster/config.h"
#include "deploy/muster/open_log.h"
#include "deploy/muster/snapshot_call.h"
#include "deploy/muster/state_folder.h"
#include "deploy/muster/verify_audit.h"
#include "ingest/log/log_errors.h"
#include "processors/verify.h"
#include "projections/family.h"
#include "projections/rocks_store.h"
#include "projections/snapshot.h"
#include "projections/store_meta.h"
#include "schemas/digest.h"
#include "schemas/ids.h"

namespace muster::deploy {
namespace {

namespace fs = std::filesystem;
using projections::keys::OwnedScope;

struct VerifyFlags {
  Flags data;
  std::string snapshot, subject;
  ServerFlags server{.url = {}, .token = {}, .key = {}};
  std::string tenant = "default";
  std::size_t sample = 0;  // 0: all
  std::uint64_t seed = 0;
  bool audit = false;
  std::string head;
  bool json = false;
};

std::string_view name_of(processors::Difference::What what) {
  using What = processors::Difference::What;
  return what == What::missing ? "missing" : what == What::extra ? "extra" : "other";
}

// What is checked, for as long as it is: a stopped server's state, or a copy.
struct Source {
  fs::path state;
  std::optional<FolderLock> lock;
  fs::path remove;  // the copy that was made for this

  ~Source() {
    std::error_code ignored;
    if (!remove.empty()) fs::remove_all(remove, ignored);
  }
};

// Whoever answers names the folder, which is removed afterwards: nothing is believed but a snapshot of the name that
// was asked for.
Result<fs::path> ask_for_copy(const ServerFlags& server) {
  const std::string name = "verify-" + random_id();
  const auto made = ask_for_snapshot(server, name);
  if (!made) return made.error();
  const fs::path& folder = made->folder;
  if (!folder.is_absolute() || folder.filename() != name) {
    return Error{"io_error", ErrorClass::refused, server.url, "what answers there has made no snapshot of the name that was asked for"};
  }
  if (auto good = projections::check_snapshot(folder); !good) return good.error();
  return folder;
}

Status find_source(const VerifyFlags& flags, Source& source) {
  const auto settings = gather(settings_of_verify(), flags.data);
  if (!settings) return settings.error();
  if (!flags.server.url.empty()) {
    auto copy = ask_for_copy(flags.server);
    if (!copy) return copy.error();
    source.remove = *copy;
    source.state = *copy / "state";
  } else if (!flags.snapshot.empty()) {
    const fs::path folder = snapshot_folder(*settings, flags.snapshot);
    if (auto good = projections::check_snapshot(folder); !good) return good.error();
    source.state = folder / "state";
  } else {
    source.state = fs::path(settings->text("data")) / "state";
    auto lock = FolderLock::take(source.state);
    if (!lock) {
      return Error{"store_locked", ErrorClass::refused, source.state.string(),
                   "a server uses this state: give its --url, and a copy is made and checked"};
    }
    source.lock.emplace(std::move(lock).value());
  }
  return Done{};
}

// Every subject once, each with the same chance to be among the chosen.
std::vector<OwnedScope> sample(const processors::Verifier& verifier, std::size_t number, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<OwnedScope> chosen;
  std::uint64_t seen = 0;
  for (auto subject = verifier.next({}); subject; subject = verifier.next(processors::Verifier::behind(*subject))) {
    ++seen;
    if (chosen.size() < number) {
      chosen.push_back(*subject);
    } else if (const std::uint64_t at = random() % seen; at < number) {
      chosen[at] = *subject;
    }
  }
  return chosen;
}

Status check_subject(const VerifyFlags& flags, const projections::Reads& reads, processors::Verifier& verifier) {
  const auto meta = projections::read_meta(reads, "");
  if (!meta) return meta.error();
  const log::Partition partition = partition_of(flags.tenant + "/" + flags.subject, meta->partitions);
  const OwnedScope subject{partition, Tenant{flags.tenant}, SubjectId{flags.subject}, 0};
  const std::string scope = processors::Verifier::scope_of(subject);
  const auto found = verifier.next(scope);
  if (!found || processors::Verifier::scope_of(*found) != scope) {
    return Error{"not_found", ErrorClass::refused, "", "the state knows no check-in or check-out of that subject"};
  }
  verifier.check(subject);
  return Done{};
}

Status check(const VerifyFlags& flags, const projections::Reads& reads, processors::Verifier& verifier) {
  try {
    if (!flags.subject.empty()) return check_subject(flags, reads, verifier);
    if (flags.sample > 0) {
      for (const OwnedScope& subject : sample(verifier, flags.sample, flags.seed)) verifier.check(subject);
      return Done{};
    }
    for (auto subject = verifier.next({}); subject; subject = verifier.next(processors::Verifier::behind(*subject))) verifier.check(*subject);
    verifier.check_sums();
    return Done{};
  } catch (const projections::ReadFailure& failure) {
    return failure.error();
  }
}

void print_json(const processors::VerifyReport& report) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& d : report.differences) {
    list.push_back({{"row", name_of(d.what)}, {"of", projections::name_of(d.family)}, {"tenant", d.tenant.str()},
                    {"subject", d.subject.str()}, {"key", hex(d.key)}});
  }
  const nlohmann::ordered_json json{{"subjects", report.subjects}, {"events", report.events}, {"rows", report.rows},
                                    {"differing", report.differing}, {"differences", list}};
  fmt::print("{}\n", json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print(const processors::VerifyReport& report) {
  fmt::print("{} subjects, {} events folded again, {} rows compared: {} differ\n", report.subjects, report.events, report.rows, report.differing);
  for (const auto& d : report.differences) {
    fmt::print("{:<8} {:<13} {}/{}  {}\n", name_of(d.what), projections::name_of(d.family), d.tenant.str(), log::sanitised(d.subject.str()),
               log::sanitised(d.key));
  }
}

int verify(const VerifyFlags& flags) {
  if (flags.audit) {
    return with_log(settings_of_verify(), flags.data, [&](log::EventLog& log) { return verify_audit(log, flags.head, flags.json); });
  }
  Source source;
  if (auto found = find_source(flags, source); !found) return fail(found.error());
  const auto store = projections::RocksStore::open_to_read({.folder = source.state.string()});
  if (!store) return fail(store.error());
  const auto reads = (*store)->snapshot();
  processors::Verifier verifier(*reads, SystemWallClock{}.now());
  if (auto checked = check(flags, *reads, verifier); !checked) return fail(checked.error());
  flags.json ? print_json(verifier.report()) : print(verifier.report());
  return verifier.report().differing == 0 ? kDone : kRefused;
}

}  // namespace

void add_verify(CLI::App& root, int& exit_code) {
  auto flags = std::make_shared<VerifyFlags>();
  CLI::App* command = root.add_subcommand("verify", "Fold the history in a state once more and compare every row, byte by byte");
  command->footer("Without --snapshot and --url: the state in --data, whose server is stopped. `other` is a row with\n"
                  "other bytes than the events say, `missing` one that is not there, `extra` one that no event made.\n"
                  "With --audit: of the log, embedded (the server is stopped) or Kafka's.");
  command->add_option("--snapshot", flags->snapshot, "That of a snapshot: its name, or its folder (./NAME)")->type_name("NAME|DIR");
  command->add_option("--url", flags->server.url, "That of a running server on this machine: of a copy, made for this and then removed");
  add_credential_flags(*command, flags->server);
  command->add_option("--subject", flags->subject, "Of one subject only")->type_name("ID");
  command->add_option("--tenant", flags->tenant, "Of that tenant")->capture_default_str();
  command->add_option("--sample", flags->sample, "Of so many subjects, drawn by chance; sums over all are left out then")->type_name("N");
  command->add_option("--seed", flags->seed, "Another seed, other subjects")->capture_default_str();
  auto* audit = command->add_flag("--audit", flags->audit, "Instead: whether the audit in the log is as it was written, entry by entry");
  command->add_option("--head", flags->head, "An entry that must be in the audit, by the digest that was printed earlier")->type_name("DIGEST")->needs(audit);
  command->add_flag("--json", flags->json, "The report as JSON");
  add_flags(*command, settings_of_verify(), flags->data);
  command->callback([flags, &exit_code] { exit_code = verify(*flags); });
}

}  // namespace muster::deploy
