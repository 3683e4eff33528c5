// muster sessions: who is in, who has been in for too long, and closing what was forgotten.

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "deploy/muster/command.h"
#include "deploy/muster/import_systems.h"
#include "deploy/muster/session_calls.h"
#include "deploy/muster/session_text.h"
#include "deploy/muster/text_table.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::hours kLong{12};

struct SessionFlags {
  ServerFlags server;
  std::string kind;
  bool json = false;
  bool admin_only = false, detailed = false;       // list
  bool all = false, dry_run = false;               // close
  std::optional<std::string> role, email, employee;
  std::vector<std::string> emails;                 // search-admin
  std::string why = "closed by muster sessions close";
  std::optional<double> older_than;                // hours
  double within = 24;                              // hours: auto-clockout
};

// The flags of a command share no variable with another's: the environment would be read for that one, too.
using Shared = std::shared_ptr<SessionFlags>;

std::string active_of(const SessionFlags& flags) { return "status=active&kind=" + path_segment(flags.kind); }

void print(const Json& json) { fmt::print("{}\n", json.dump(-1, ' ', false, Json::error_handler_t::replace)); }

std::vector<SessionOf> of_admins(std::vector<SessionOf> sessions) {
  std::erase_if(sessions, [](const SessionOf& one) { return role_of(one) != "admin"; });
  return sessions;
}

int list(const SessionFlags& flags) {
  auto found = SessionCalls(flags.server).list(active_of(flags));
  if (!found) return fail(found.error());
  const auto shown = flags.admin_only ? of_admins(std::move(found->sessions)) : std::move(found->sessions);
  if (flags.json) {
    print(sessions_json(shown, found->as_of));
  } else if (shown.empty()) {
    fmt::print("No active {}sessions found.\n", flags.admin_only ? "admin " : "");
  } else {
    fmt::print("Active sessions: {}\n\n{}", shown.size(), sessions_table(shown, found->as_of, flags.detailed));
  }
  return kDone;
}

int check(const SessionFlags& flags) {
  auto found = SessionCalls(flags.server).list(active_of(flags));
  if (!found) return fail(found.error());
  std::vector<SessionOf> late;
  for (const SessionOf& one : found->sessions) {
    if (length_of(one, found->as_of) > kLong) late.push_back(one);
  }
  const auto admins = of_admins(found->sessions);
  if (flags.json) {
    Json json = sessions_json(found->sessions, found->as_of);
    json["admins"] = admins.size();
    json["over_12_hours"] = sessions_json(late, found->as_of)["items"];
    print(json);
    return kDone;
  }
  if (found->sessions.empty()) {
    fmt::print("No active sessions found.\n");
    return kDone;
  }
  fmt::print("Active sessions: {}, of admins: {}\n\n{}", found->sessions.size(), admins.size(),
             sessions_table(found->sessions, found->as_of, false));
  if (late.empty()) fmt::print("\nNone is longer than 12 hours.\n");
  for (const SessionOf& one : late) {
    fmt::print("{}WARNING: {} (session {}) has been in for {} hours: a forgotten check-out?\n", &one == &late.front() ? "\n" : "",
               printable(name_of(one)), printable(one.session.value("session_id", "")), hours_text(length_of(one, found->as_of)));
  }
  return kDone;
}

// By their role, and by addresses that are known to be admins'.
Result<std::vector<Json>> admins(SessionCalls& calls, const SessionFlags& flags) {
  auto people = calls.people("role", "admin");
  for (const std::string& email : flags.emails) {
    const auto more = people ? calls.people("email", email) : people;
    if (!more) return more.error();
    for (const Json& one : *more) {
      if (std::find(people->begin(), people->end(), one) == people->end()) people->push_back(one);
    }
  }
  return people;
}

int search_admin(const SessionFlags& flags) {
  SessionCalls calls(flags.server);
  const auto people = admins(calls, flags);
  if (!people) return fail(people.error());
  auto found = calls.list(active_of(flags));
  if (!found) return fail(found.error());
  std::set<std::string> subjects;
  for (const Json& one : *people) subjects.insert(one.value("subject", ""));
  auto& sessions = found->sessions;
  std::erase_if(sessions, [&](const SessionOf& one) { return !subjects.contains(one.session.value("subject", "")); });
  if (flags.json) {
    Json json = sessions_json(sessions, found->as_of);
    json["admins"] = *people;
    print(json);
    return kDone;
  }
  std::vector<std::vector<std::string>> rows;
  for (const Json& one : *people) rows.push_back({one.value("subject", ""), name_of({one, one}), one.value("email", ""), role_of({one, one})});
  if (rows.empty()) fmt::print("No admins found.\n");
  if (!rows.empty()) fmt::print("Admins: {}\n\n{}\n", rows.size(), text_table({"EMPLOYEE ID", "NAME", "EMAIL", "ROLE"}, rows));
  if (sessions.empty()) fmt::print("No active admin sessions found.\n");
  if (!sessions.empty()) fmt::print("Active admin sessions: {}\n\n{}", sessions.size(), sessions_table(sessions, found->as_of, false));
  return kDone;
}

// {"all":true}, or what was asked for; a kind alone is all of it.
Json filters_of(const SessionFlags& flags) {
  Json filters{{"kind", flags.kind}};
  if (flags.role) filters["role"] = *flags.role == "employee" ? "user" : *flags.role;
  if (flags.email) filters["email"] = *flags.email;
  if (flags.employee) filters["subject"] = *flags.employee;
  if (flags.older_than) filters["older_than_s"] = *flags.older_than * 3600;
  return filters;
}

// Those of `seen` that are closed by now, with their ends.
std::vector<SessionOf> closed_of(std::vector<SessionOf> seen, const Json& closed) {
  std::map<std::pair<std::string, std::string>, std::string> ends;
  for (const Json& one : closed) ends[{one.value("subject", ""), one.value("session_id", "")}] = one.value("ended_at", "");
  std::erase_if(seen, [&](SessionOf& one) {
    const auto it = ends.find({one.session.value("subject", ""), one.session.value("session_id", "")});
    if (it != ends.end()) one.session["ended_at"] = it->second;
    return it == ends.end();
  });
  return seen;
}

int closed(const SessionFlags& flags, const std::vector<SessionOf>& seen, const Json& result) {
  const auto sessions = closed_of(seen, result.value("closed", Json::array()));
  if (flags.json) {
    print(result);
  } else {
    fmt::print("Closed: {}\n", sessions.size());
    if (!sessions.empty()) fmt::print("\n{}", sessions_table(sessions, {}, flags.detailed));
  }
  const Json left = result.value("left", Json::array());
  for (const Json& one : left) {
    fmt::print(stderr, "muster: session {} was left open: {}\n", printable(one.value("session_id", "")), printable(one.value("reason", "")));
  }
  return left.empty() ? kDone : kRefused;
}

int close(const SessionFlags& flags) {
  const Json filters = filters_of(flags);
  if (!flags.all && !flags.dry_run && filters.size() == 1) {
    return fail({"no_filter", ErrorClass::invalid, "muster sessions close", "say which: --all, --role, --employee-email, --employee-id or --older-than; --dry-run alone shows all"});
  }
  if (flags.all && filters.size() > 1) {
    return fail({"bad_parameter", ErrorClass::invalid, "--all", "all of them, or those of the filters: not both"});
  }
  SessionCalls calls(flags.server);
  const auto seen = calls.preview(filters);
  if (!seen) return fail(seen.error());
  std::vector<SessionOf> sessions;
  for (const Json& one : seen->value("items", Json::array())) {
    auto who = calls.person(one.value("subject", ""));
    if (!who) return fail(who.error());
    sessions.push_back({one, std::move(*who)});
  }
  const bool more = seen->value("more", false);
  std::reverse(sessions.begin(), sessions.end());  // the newest first, as in lists
  if (flags.json && flags.dry_run) return print(*seen), kDone;
  if (sessions.empty() && !flags.json) return fmt::print("No active sessions found: nothing to close.\n"), kDone;
  if (flags.dry_run) {
    HttpClient server(flags.server);
    const auto now = server_time(server);
    if (!now) return fail(now.error());
    fmt::print("Would close {} session{} (dry run: nothing is changed)\n\n{}", sessions.size(), more ? "s and more" : sessions.size() == 1 ? "" : "s",
               sessions_table(sessions, *now, flags.detailed));
    return kDone;
  }
  const auto result = calls.close(seen->value("token", ""), flags.why);
  if (!result) return fail(result.error());
  const int code = closed(flags, sessions, *result);
  if (!more) return code;
  fmt::print(stderr, "muster: there are more: the same command goes on with them\n");
  return kRefused;
}

// Rules of the kind do it, at the very moment: what is left is to tell.
int auto_clockout(const SessionFlags& flags) {
  HttpClient server(flags.server);
  const auto now = server_time(server);
  if (!now) return fail(now.error());
  const Timestamp since = *now - std::chrono::floor<Duration>(std::chrono::duration<double, std::ratio<3600>>(flags.within));
  auto found = SessionCalls(flags.server).list(fmt::format("flag=auto_closed&kind={}&from={}", path_segment(flags.kind), format_rfc3339(since)));
  if (!found) return fail(found.error());
  std::vector<SessionOf> ended;
  for (const SessionOf& one : found->sessions) {
    if (one.session.value("status", "") == "auto_closed") ended.push_back(one);
  }
  if (flags.json) return print(sessions_json(ended, found->as_of)), kDone;
  if (ended.empty()) return fmt::print("No timed-out sessions found.\n"), kDone;
  fmt::print("Clocked out automatically, each at its time limit: {}\n\n{}", ended.size(), sessions_table(ended, found->as_of, flags.detailed));
  return kDone;
}

// What a shell's unset variable leaves: no filter at all was not meant.
std::string not_empty(const std::string& text) { return text.empty() ? "is empty: say whose, or leave the flag out" : ""; }

std::string hours(const std::string& text) {
  constexpr double kMost = 8760;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const bool fine = !text.empty() && *end == '\0' && value >= 0 && value <= kMost;
  return fine ? "" : "hours from 0 to 8760, as in 12 or 0.5";
}

Shared add(CLI::App& group, const char* name, const char* about, const char* kind, int (*work)(const SessionFlags&), int& exit_code,
           CLI::App*& command) {
  auto flags = std::make_shared<SessionFlags>();
  command = group.add_subcommand(name, about);
  add_server_flags(*command, flags->server);
  command->add_option("--kind", flags->kind, fmt::format("Of which kind of session (default {})", kind))->type_name("KIND");
  command->add_flag("--json", flags->json, "The result as JSON");
  command->callback([flags, work, kind, &exit_code] {
    if (flags->kind.empty()) flags->kind = kind;
    exit_code = work(*flags);
  });
  return flags;
}

void add_detailed(CLI::App& to, SessionFlags& flags) { to.add_flag("--detailed", flags.detailed, "Further columns"); }

void add_close(CLI::App& group, int& exit_code) {
  CLI::App* command = nullptr;
  const Shared flags = add(group, "close", "Close active sessions, now", "worklog", close, exit_code, command);
  command->add_flag("--all", flags->all, "All of them");
  command->add_option("--role", flags->role, "Those of people of that role; employee: of no other")->check(not_empty);
  command->add_option("--employee-email", flags->email, "Those of whom the directory knows by that e-mail address")->check(not_empty);
  command->add_option("--employee-id", flags->employee, "Those of that subject")->check(not_empty);
  command->add_option("--older-than", flags->older_than, "Those that began longer ago")->check(hours)->type_name("HOURS");
  command->add_option("--why", flags->why, "What the record says about it")->type_name("TEXT");
  command->add_flag("--dry-run", flags->dry_run, "Show what would close, change nothing; without a filter: all");
  add_detailed(*command, *flags);
}

}  // namespace

void add_sessions(CLI::App& root, int& exit_code) {
  CLI::App* group = root.add_subcommand("sessions", "Who is in, who has been in for too long; close what was forgotten");
  group->require_subcommand(1);
  CLI::App* command = nullptr;
  Shared flags = add(*group, "list", "Active sessions, the newest first", "worklog", list, exit_code, command);
  command->add_flag("--admin-only", flags->admin_only, "Those of people whose role is admin");
  add_detailed(*command, *flags);
  add_close(*group, exit_code);
  add(*group, "check", "An overview; warns of those longer than 12 hours", "worklog", check, exit_code, command);
  flags = add(*group, "search-admin", "Admins, and their active sessions", "worklog", search_admin, exit_code, command);
  command->add_option("--employee-email", flags->emails, "Whoever the directory knows by that address, too; may be given several times")->check(not_empty)->expected(1)->take_all();
  flags = add(*group, "auto-clockout", "Sessions that ended at the time limit of their kind", "visit", auto_clockout, exit_code, command);
  command->add_option("--within", flags->within, "Those of the last hours")->check(hours)->type_name("HOURS")->capture_default_str();
  add_detailed(*command, *flags);
}

}  // namespace muster::deploy
