#include "api/directory_lists.h"

#include <cmath>
#include <utility>

#include "api/paging.h"
#include "processors/directory_nearby.h"
#include "processors/directory_search.h"
#include "processors/record_fields.h"

namespace muster::api {
namespace {

using access::Action;
using processors::DirectoryQuery;

constexpr std::size_t kMostText = 256;  // of a filter: no record has more

std::string text_of(Params& params, std::string_view name) {
  auto text = params.text(name);
  if (!text) return {};
  if (text->empty() || text->size() > 4 * kMostText) {
    params.fail(name, "out_of_range", ErrorClass::refused, "A text that a record may hold.");
  }
  return std::move(*text);
}

// What of the directory is to be seen. error: forbidden (refused)
Status look_through(const Reading& reading, Action action, DirectoryQuery& query) {
  const access::Principal& who = reading.who;
  switch (access::sight(who, action)) {
    case access::Sight::none: return Error{"forbidden", ErrorClass::refused, "", ""};
    case access::Sight::all: return Done{};
    case access::Sight::some: break;
  }
  const bool subjects = query.type == DirectoryType::subject;
  query.in_sight = [&who, action, subjects](std::string_view id, std::string_view department) {
    return access::may(who, action, {subjects ? id : std::string_view{}, department}) == access::Verdict::yes;
  };
  // It sees itself too: only where that lies in its department as well is nothing else to be looked at.
  const auto own = reading.services.directory.standing_of(who.tenant, who.subject);
  if (!subjects || !own || access::department_within(who.department, own->department)) query.within = who.department;
  return Done{};
}

void write_count(JsonObjectWriter& json, const processors::DirectoryCount& counted) {
  json.integer(counted.exact ? "count" : "count_at_least", static_cast<std::int64_t>(counted.count));
}

Result<Answer> list(Reading& reading, DirectoryType type, Action action) {
  DirectoryQuery query{.tenant = reading.who.tenant, .type = type};
  if (auto status = look_through(reading, action, query); !status.ok()) return status.error();
  auto page = open_page(reading);
  if (!page.ok()) return page.error();
  Params& params = reading.params;
  query.q = text_of(params, "q");
  query.department = text_of(params, "department");
  query.role = text_of(params, "role");
  if (!query.role.empty() && !access::role_by_name(query.role)) params.fail("role", "bad_parameter", ErrorClass::invalid, "No role has this name.");
  query.email = text_of(params, "email");
  query.login = text_of(params, "login");
  query.device_type = text_of(params, "type");
  const bool counted = params.boolean("count").value_or(false);
  if (params.error()) return *params.error();
  query.after = page->after.value_or("");
  const processors::Directory& directory = reading.services.directory;
  const processors::DirectoryPage found = processors::search(directory, query, page->limit);
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    append_array(json.key("items"), found.entries, [&](std::string& out, const processors::DirectoryEntry& entry) {
      processors::append_record(out, type, entry.id, entry.record);
    });
    if (found.next) {
      answer.timeless(json, "next_cursor", next_cursor(reading, *page, *found.next));
    } else {
      json.null("next_cursor");
    }
    if (counted) write_count(json, processors::count(directory, query));
    answer.timeless(json, "as_of", reading.as_of);
  });
}

}  // namespace

Result<Answer> list_subjects(Reading& reading) { return list(reading, DirectoryType::subject, Action::read_tenant); }
Result<Answer> list_places(Reading& reading) { return list(reading, DirectoryType::place, Action::read_places); }
Result<Answer> list_devices(Reading& reading) { return list(reading, DirectoryType::device, Action::read_devices); }

Result<Answer> list_nearby(Reading& reading) {
  if (auto status = reading.allowed(Action::read_places); !status.ok()) return status.error();
  Params& params = reading.params;
  const double lat = params.needed_number("lat", -90, 90);
  const double lon = params.needed_number("lon", -180, 180);
  const double radius_m = params.needed_number("radius_m", 0, processors::kFarthestM);
  const auto limit = static_cast<std::size_t>(params.integer("limit", 1, kMostPerPage).value_or(kDefaultPerPage));
  if (params.error()) return *params.error();
  const auto found = processors::nearby(reading.services.directory, reading.who.tenant, lat, lon, radius_m, limit);
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    append_array(json.key("items"), found, [](std::string& out, const processors::NearPlace& place) {
      processors::append_record(out, DirectoryType::place, place.entry.id, place.entry.record);
      out.back() = ',';
      out += "\"distance_m\":";
      append_json_number(out, static_cast<double>(place.distance_cm) / 100);
      out += '}';
    });
    json.null("next_cursor");
    answer.timeless(json, "as_of", reading.as_of);
  });
}

}  // namespace muster::api
