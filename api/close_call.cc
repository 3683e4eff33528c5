#include "api/close_call.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "api/close_tokens.h"
#include "schemas/bounds.h"
#include "schemas/ids.h"
#include "schemas/json_reader.h"

namespace muster::api {
namespace {

constexpr double kLongest = 31'536'000;  // seconds

Error refused(const char* code, std::string_view field, std::string hint) {
  return {code, ErrorClass::refused, field.empty() ? std::string{} : fmt::format("/{}", field), std::move(hint)};
}

struct Fields {
  CloseCall call;
  bool filtered = false, all = false, dry_run = false, confirm = false, has_token = false;
};

class Reader {
 public:
  explicit Reader(JsonReader& json) : json_(json) {}

  // One field; what is wrong with it, if anything.
  Status read(const std::string& name, Fields& to) {
    struct Row {
      std::string_view name;
      Status (Reader::*take)(Fields&);
    };
    static constexpr Row kRows[] = {
        {"subject", &Reader::subject},   {"email", &Reader::email}, {"role", &Reader::role},
        {"department", &Reader::department}, {"kind", &Reader::kind},   {"place", &Reader::place},
        {"device", &Reader::device},     {"older_than_s", &Reader::older_than}, {"all", &Reader::all},
        {"dry_run", &Reader::dry_run},   {"confirm", &Reader::confirm}, {"token", &Reader::token}, {"why", &Reader::why},
    };
    const auto row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return r.name == name; });
    if (row == std::end(kRows)) {
      std::string names;
      for (const Row& known : kRows) names.append(names.empty() ? "" : ", ").append(known.name);
      return refused("unknown_field", name, fmt::format("no such field; there are {}", names));
    }
    name_ = row->name;
    return (this->*row->take)(to);
  }

 private:
  Status text(std::string& out, std::size_t most = kMaxText) {
    std::string_view value;
    if (!json_.read_string(value)) return refused("bad_field", name_, "must be a string");
    if (value.empty() || !has_at_most(value, most)) return refused("out_of_range", name_, fmt::format("1 to {} characters", most));
    out = value;
    return Done{};
  }
  Status flag(bool& out) {
    return json_.read_bool(out) ? Status{Done{}} : Status{refused("bad_field", name_, "must be true or false")};
  }
  template <class To>
  Status filter(Fields& to, To& out) {
    std::string value;
    if (auto status = text(value); !status) return status;
    out.emplace(std::move(value));
    to.filtered = true;
    return Done{};
  }

  Status subject(Fields& to) {
    std::string value;
    if (auto status = text(value); !status) return status;
    auto parsed = parse_subject(value);
    if (!parsed) return refused("bad_subject", name_, "1-128 bytes of UTF-8 without control characters");
    to.call.subject = std::move(parsed).value();
    to.filtered = true;
    return Done{};
  }
  Status role(Fields& to) {
    if (auto status = filter(to, to.call.standings.role); !status) return status;
    if (access::role_by_name(*to.call.standings.role)) return Done{};
    return refused("out_of_range", name_, "the name of a role, such as supervisor");
  }
  Status older_than(Fields& to) {
    std::string_view value;
    double seconds = 0;
    if (!json_.read_number(value)) return refused("bad_field", name_, "must be a number of seconds");
    std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (!(seconds >= 0 && seconds <= kLongest)) return refused("out_of_range", name_, fmt::format("0 to {:.0f} seconds", kLongest));
    to.call.older_than = Duration{std::llround(seconds * 1000)};
    to.filtered = true;
    return Done{};
  }
  Status email(Fields& to) { return filter(to, to.call.email); }
  Status department(Fields& to) { return filter(to, to.call.standings.department); }
  Status kind(Fields& to) { return filter(to, to.call.kind); }
  Status place(Fields& to) { return filter(to, to.call.place); }
  Status device(Fields& to) { return filter(to, to.call.device); }
  Status all(Fields& to) { return flag(to.all); }
  Status dry_run(Fields& to) { return flag(to.dry_run); }
  Status confirm(Fields& to) { return flag(to.confirm); }
  Status why(Fields& to) { return text(to.call.why, kMaxWhy); }
  Status token(Fields& to) {
    to.has_token = true;
    return text(to.call.token, CloseTokens::kMostBytes);
  }

  JsonReader& json_;
  std::string_view name_;
};

Result<CloseCall> checked(Fields fields) {
  if (fields.dry_run + fields.confirm + fields.has_token != 1) {
    return refused("missing_field", "dry_run", "either dry_run: true, or the token of a dry run, or confirm: true");
  }
  const bool selects = fields.filtered || fields.all;
  if (fields.has_token && selects) return refused("bad_field", "token", "a token stands for what was shown: no filters beside it");
  if (!fields.has_token && !selects) return refused("no_filter", "", "name a filter, or all: true");
  if (fields.filtered && fields.all) return refused("bad_field", "all", "all of them, or those of the filters");
  if (!fields.dry_run && fields.call.why.empty()) return refused("missing_field", "why", "1 to 500 characters");
  fields.call.mode = fields.dry_run     ? CloseCall::Mode::preview
                     : fields.has_token ? CloseCall::Mode::run
                                        : CloseCall::Mode::confirmed;
  return std::move(fields.call);
}

}  // namespace

Result<CloseCall> read_close_call(std::string_view body) {
  const Error bad_json{"bad_json", ErrorClass::invalid, "", "not a JSON text, or a name comes twice in it"};
  JsonReader json;
  if (!json.load(body)) return bad_json;
  if (!json.enter_object()) return refused("bad_field", "", "the body is one object");
  Fields fields;
  Reader reader(json);
  Status wrong = Done{};
  std::string_view key;
  while (json.next_field(key)) {
    json.compare_key(key);
    const std::string name(key);
    const auto value = json.position();
    if (wrong) wrong = reader.read(name, fields);
    if (wrong) continue;
    json.go_back(value);  // whatever of it was taken
    json.skip();
  }
  if (json.malformed() || !json.at_end()) return bad_json;
  if (!wrong) return wrong.error();
  return checked(std::move(fields));
}

}  // namespace muster::api
