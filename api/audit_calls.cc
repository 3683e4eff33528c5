#include "api/audit_calls.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "api/access/audit_scan.h"
#include "api/paging.h"
#include "schemas/ids.h"
#include "schemas/topics.h"

namespace muster::api {
namespace {

constexpr log::Offset kWindow = 1000;      // records, read forward
constexpr log::Offset kLookedAtMost = 50'000;
constexpr std::chrono::minutes kClocksApart{5};  // of the processes that write

struct Filter {
  Tenant tenant;
  std::optional<std::string> actor, action, target;
  Timestamp from{}, to{};
  Timestamp as_of{};

  bool matches(const access::AuditRecord& record) const {
    const access::AuditEntry& entry = record.entry;
    return entry.tenant == tenant && (!actor || *actor == entry.actor) && (!action || *action == entry.action) &&
           (!target || *target == entry.target) && record.time >= from && record.time < to && record.time <= as_of;
  }
};

struct Found {
  access::AuditRecord record;
  log::Offset offset = 0;
};

struct Scan {
  std::vector<Found> items;
  std::optional<log::Offset> next;  // where the page after begins: below this offset
};

// A window's entries, the newest first.
Result<std::vector<Found>> window(log::EventLog& log, log::Partition partition, log::Offset from, log::Offset to, const Filter& filter) {
  std::vector<Found> found;
  const auto scanned = access::scan_audit(log, partition, from, to, [&](const access::ScannedRecord& record) {
    auto decoded = access::decode_audit(record.bytes);
    if (decoded.ok() && filter.matches(*decoded)) found.push_back({std::move(decoded).value(), record.position.offset});
    return true;
  });
  if (!scanned.ok()) return scanned.error();
  std::reverse(found.begin(), found.end());
  return found;
}

Result<Scan> scan(log::EventLog& log, log::Partition partition, log::Offset least, log::Offset end, const Filter& filter, std::size_t limit) {
  Scan page;
  for (log::Offset looked = 0; end > least; looked += kWindow) {
    if (page.items.size() >= limit || looked >= kLookedAtMost) {
      page.next = end;
      return page;
    }
    const log::Offset from = std::max(least, end - kWindow);
    auto found = window(log, partition, from, end, filter);
    if (!found.ok()) return found.error();
    for (Found& one : *found) {
      if (page.items.size() == limit) {
        page.next = page.items.back().offset;
        return page;
      }
      page.items.push_back(std::move(one));
    }
    end = from;
  }
  return page;
}

void append_entry(std::string& out, const Found& found, log::Partition partition) {
  const access::AuditEntry& entry = found.record.entry;
  JsonObjectWriter json(out);
  json.time("time", found.record.time);
  json.text("action", std::string_view{entry.action});
  json.text("actor", std::string_view{entry.actor});
  json.text("target", std::string_view{entry.target});
  json.text("outcome", std::string_view{entry.outcome});
  json.text("request_id", std::string_view{entry.request_id});
  json.text("address", std::string_view{entry.address});
  {
    std::string& details = json.key("details");
    details += '{';
    for (const auto& [name, value] : entry.details) {
      if (details.back() != '{') details += ',';
      append_json_string(details, name);
      details += ':';
      append_json_string(details, value);
    }
    details += '}';
  }
  json.text("chain", std::string_view{found.record.link.chain});
  json.integer("seq", static_cast<std::int64_t>(found.record.link.seq));
  json.text("log_position", fmt::format("{}:{}:{}", spec(Topic::audit).name, partition, found.offset));
}

Filter read_filter(Reading& reading) {
  Filter filter;
  filter.tenant = reading.who.tenant;
  filter.actor = reading.params.text("actor");
  filter.action = reading.params.text("action");
  const auto& actions = access::kAuditActions;
  if (filter.action && std::find(actions.begin(), actions.end(), *filter.action) == actions.end()) {
    reading.params.fail("action", "bad_parameter", ErrorClass::invalid, fmt::format("One of {}.", fmt::join(actions, ", ")));
  }
  filter.target = reading.params.text("target");
  filter.from = reading.params.time("from").value_or(from_ms(0));
  filter.to = reading.params.time("to").value_or(kEndOfTime);
  filter.as_of = reading.as_of;
  if (filter.to < filter.from) reading.params.fail("to", "out_of_range", ErrorClass::refused, "Not before `from`.");
  return filter;
}

struct Bounds {
  log::Offset least = 0, end = 0;
};

Result<Bounds> bounds(log::EventLog& log, log::Partition partition, const Filter& filter, const Page& page) {
  const bool from_time = filter.from > from_ms(0) && log.capabilities().time_lookup;
  const auto least = from_time ? log.offset_for_time(Topic::audit, partition, filter.from - kClocksApart)
                               : log.log_start(Topic::audit, partition);
  if (!least.ok()) return least.error();
  const auto end = log.end_offset(Topic::audit, partition);
  if (!end.ok()) return end.error();
  Bounds out{*least, *end};
  if (page.after) {
    log::Offset below = 0;
    std::from_chars(page.after->data(), page.after->data() + page.after->size(), below);
    out.end = std::min(out.end, below);
  }
  return out;
}

}  // namespace

std::vector<std::string_view> audit_parameters() { return {"actor", "action", "target", "from", "to", "limit", "cursor"}; }

Result<Answer> list_audit(Reading& reading) {
  if (auto status = reading.allowed(access::Action::read_audit); !status.ok()) return status.error();
  const auto page = open_page(reading);
  if (!page.ok()) return page.error();
  const Filter filter = read_filter(reading);
  if (reading.params.error()) return *reading.params.error();
  log::EventLog& log = reading.services.log;
  const log::Partition partition = partition_of(access::audit_key(filter.tenant), log.partitions());
  const auto range = bounds(log, partition, filter, *page);
  if (!range.ok()) return range.error();
  const auto found = scan(log, partition, range->least, range->end, filter, page->limit);
  if (!found.ok()) return found.error();
  return Answer::object([&](Answer& answer, JsonObjectWriter& json) {
    append_array(json.key("items"), found->items, [&](std::string& out, const Found& one) { append_entry(out, one, partition); });
    if (found->next) {
      answer.timeless(json, "next_cursor", next_cursor(reading, *page, std::to_string(*found->next)));
    } else {
      json.null("next_cursor");
    }
    answer.timeless(json, "as_of", reading.as_of);
  });
}

}  // namespace muster::api
