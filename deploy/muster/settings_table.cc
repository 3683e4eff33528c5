#include <algorithm>
#include <array>
#include <iterator>

#include "deploy/muster/config.h"

namespace muster::deploy {
namespace {

using Form = Setting::Form;

constexpr std::array kSettings{
    Setting{"auth", "builtin|jwt|keys|none", "builtin,keys",
            "Who is let in; may be given several times. `none`: everybody on this machine may do everything.", Form::list},
    Setting{"token-key", "", "", "Signs builtin tokens, the same for all processes; if not given, one that is kept in --data.", Form::secret},
    Setting{"tenants", "NAME[,...]", "default", "Tenants that are given a first admin at start where they have none.", Form::list},
    Setting{"open-registration", "", "false", "Anybody may make an account, where a dialect has a call for it.", Form::flag},
    Setting{"jwt-issuer", "TEXT", "", "The issuer (`iss`) of tokens that --auth jwt takes."},
    Setting{"jwt-audience", "TEXT", "", "Whom they must be for (`aud`)."},
    Setting{"jwt-jwks", "FILE|URL", "", "The set of keys (JWKS) that verifies them, RS256 and ES256: a file, or https://."},
    Setting{"jwt-secret", "", "", "Or the secret that does, HS256.", Form::secret},
    Setting{"jwt-claims-subject", "CLAIM", "sub", "The claim that is the subject."},
    Setting{"jwt-claims-role", "CLAIM", "muster_role", "The claim that is the role; an unknown one is `user`."},
    Setting{"jwt-claims-tenant", "CLAIM", "tenant", "The claim that is the tenant; none is `default`."},
    Setting{"jwt-claims-department", "CLAIM", "department", "The claim that is the department."},
    Setting{"trusted-proxy", "CIDR", "", "Proxies whose X-Forwarded-For is believed; may be given several times.", Form::list},
    Setting{"listen", "ADDRESS:PORT", "127.0.0.1:8080", "Where HTTP is answered; port 0 takes a free one."},
    Setting{"metrics-listen", "ADDRESS:PORT", "", "Where /metrics is answered instead."},
    Setting{"data", "DIR", "muster-data", "Folder of the embedded log and of the state made from a log."},
    Setting{"snapshots", "DIR", "", "Folder of snapshots of the state: DATA/snapshots if not given. On the disk of --data they take no room at first."},
    Setting{"log", "embedded|kafka://HOST:PORT[,...]", "embedded", "The event log: in --data, or Apache Kafka."},
    Setting{"topic-prefix", "TEXT", "", "Put before the names of Kafka's topics: two servers on one broker keep apart by it."},
    Setting{"partitions", "N", "", "Partitions of a log that is created: 4 if not given. An existing log keeps its number."},
    Setting{"kafka-properties", "FILE", "", "Further properties of librdkafka, a name=value a line (security.protocol, sasl.*)."},
    Setting{"policies", "FILE", "", "Kinds of session in TOML, beside the built-in ones or in place of them."},
    Setting{"replica", "", "false", "A second server on the same Kafka: own state, announces nothing.", Form::flag},
    Setting{"test-clock", "TIME", "", "Stand the clock at TIME (RFC 3339); PUT /test/clock moves it."},
    Setting{"workers", "N", "2", "Threads that speak HTTP."},
    Setting{"threads", "N", "0", "Threads that fold events; 0: one a core."},
    Setting{"directory-bytes", "N", "1073741824", "Most memory of the directory: about 400 bytes a subject."},
    Setting{"log-requests", "", "false", "A line on stderr for each request, not for failed ones only.", Form::flag},
    Setting{"webhook-url", "URL", "", "Called for each flag of --webhook-flags that comes up (Standard Webhooks); https."},
    Setting{"webhook-flags", "NAME[,...]", "emergency", "The flags that it is told of."},
    Setting{"webhook-loopback", "", "false", "For tests: the webhook may be http, and on this machine.", Form::flag},
    Setting{"webhook-secret", "", "", "Signs what the webhook says: whsec_ and base64.", Form::secret},
    Setting{"cors-origin", "ORIGIN", "", "Pages of this origin may read answers, as in https://desk.example; may be given several times.", Form::list},
    Setting{"dialects-session-manager-open-to", "CIDR[,...]", "127.0.0.0/8", "Networks whose computers need no credential under /api/session-manager.", Form::list},
    Setting{"dialects-clock-in-open-to", "CIDR[,...]", "127.0.0.0/8,::1", "Networks whose people may register under /api/v1/auth, as all may with --open-registration.", Form::list},
    Setting{"reports-daily-at", "HH:MM", "", "Write the report of the day before into a folder, every day at that time."},
    Setting{"reports-tz", "ZONE", "UTC", "The zone of that time and of the report's day."},
    Setting{"reports-folder", "DIR", "", "Where the reports go."},
    Setting{"reports-format", "csv|xlsx", "csv", "What they are."},
    Setting{"reports-tenants", "NAME[,...]", "default", "The tenants that have one.", Form::list},
    Setting{"cursor-key", "", "", "Signs cursors of lists and previews of closings; if not given, a key made of the token key, else they end with the process.", Form::secret},
};
constexpr std::array<std::string_view, 5> kOfLog{"data", "log", "topic-prefix", "partitions", "kafka-properties"};
constexpr std::array<std::string_view, 2> kOfState{"data", "snapshots"};
constexpr std::array<std::string_view, 16> kNotOfDoor{
    "dialects-session-manager-open-to", "dialects-clock-in-open-to", "tenants", "snapshots", "replica", "threads",
    "cursor-key", "webhook-url", "webhook-flags", "webhook-loopback", "webhook-secret", "reports-daily-at",
    "reports-tz", "reports-folder", "reports-format", "reports-tenants"};

template <class Names>
bool holds(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <class... Names>
std::vector<Setting> settings_named(const Names&... names) {
  std::vector<Setting> out;
  std::copy_if(kSettings.begin(), kSettings.end(), std::back_inserter(out), [&](const Setting& s) { return (holds(names, s.name) || ...); });
  return out;
}

}  // namespace

std::span<const Setting> all_settings() { return kSettings; }

std::vector<Setting> settings_of_server(Role role) {
  std::vector<Setting> out;
  std::copy_if(kSettings.begin(), kSettings.end(), std::back_inserter(out),
               [&](const Setting& s) { return role != Role::door || !holds(kNotOfDoor, s.name); });
  return out;
}

std::vector<Setting> settings_of_log() { return settings_named(kOfLog); }
std::vector<Setting> settings_of_state() { return settings_named(kOfState); }
std::vector<Setting> settings_of_verify() { return settings_named(kOfLog, kOfState); }

}  // namespace muster::deploy
