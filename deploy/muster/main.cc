// muster: one program, its subcommands one file each.

#include <sys/stat.h>

#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>

#include "deploy/muster/command.h"

namespace {

constexpr const char* kAbout =
    "muster takes in check-ins, pings, locations and check-outs over HTTP, keeps them in an event log,\n"
    "and answers who is present, since when, and for how many hours.\n"
    "\n"
    "Try it:   muster serve --auth none          in one terminal\n"
    "          muster sample                     in another\n"
    "          curl http://127.0.0.1:8080/v1/sessions?status=active\n"
    "\n"
    "Each command explains its flags: muster serve --help";

}  // namespace

int main(int argc, char** argv) {
  using namespace muster::deploy;
  ::umask(077);  // what it keeps is about people: for its own user alone
  CLI::App app(kAbout, "muster");
  app.set_version_flag("--version", "muster " MUSTER_VERSION);
  app.require_subcommand(1);
  int exit_code = kDone;
  for (const auto add : {add_serve, add_ingest, add_replay, add_quarantine, add_sessions, add_sample, add_import, add_report,
                         add_snapshot, add_verify, add_rebuild}) {
    add(app, exit_code);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::CallForVersion& version) {
    return app.exit(version);
  } catch (const CLI::ParseError& wrong) {
    std::cerr << "muster: " << wrong.what() << " (muster --help lists the commands)\n";
    return kUsage;
  } catch (const std::exception& bug) {
    std::cerr << "muster: " << bug.what() << " (internal)\n";
    return kRefused;
  }
  return exit_code;
}
