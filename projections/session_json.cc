#include "projections/session_json.h"

#include "projections/evidence.h"
#include "projections/flags.h"
#include "projections/places.h"
#include "schemas/enum_names.h"

namespace muster::projections {
namespace {

void text_or_null(JsonObjectWriter& json, std::string_view name, std::string_view value) {
  value.empty() ? json.null(name) : json.text(name, value);
}

void text_or_null(JsonObjectWriter& json, std::string_view name, const std::optional<std::string>& value) {
  value ? json.text(name, std::string_view{*value}) : json.null(name);
}

void time_or_null(JsonObjectWriter& json, std::string_view name, const std::optional<Timestamp>& value) {
  value ? json.time(name, *value) : json.null(name);
}

void number_or_null(JsonObjectWriter& json, std::string_view name, const std::optional<double>& value) {
  value ? json.number(name, *value) : json.null(name);
}

void write_place(JsonObjectWriter& outer, const std::optional<Place>& place) {
  if (!place) return outer.null("place");
  JsonObjectWriter json(outer.key("place"));
  json.text("place_id", place->place_id.view());
  json.text("name", std::string_view{place->name});
  json.number("lat", place->lat);
  json.number("lon", place->lon);
  json.number("radius_m", place->radius_m);
}

void write_judged(JsonObjectWriter& outer, std::string_view name, const std::optional<Position>& position,
                  const SessionRow& row) {
  if (!position) return outer.null(name);
  JsonObjectWriter json(outer.key(name));
  write_position(json, *position);
  write_judgement(json, row, *position);
}

void write_device(JsonObjectWriter& outer, const std::optional<Device>& device) {
  if (!device) return outer.null("device");
  JsonObjectWriter json(outer.key("device"));
  text_or_null(json, "device_id", std::string_view{device->device_id});
  text_or_null(json, "name", std::string_view{device->name});
  text_or_null(json, "type", std::string_view{device->type});
  text_or_null(json, "browser", std::string_view{device->browser});
  text_or_null(json, "ip", std::string_view{device->ip});
}

void write_labels(JsonObjectWriter& outer, const std::map<std::string, std::string>& labels) {
  std::string& out = outer.key("labels");
  out += '{';
  for (const auto& [name, value] : labels) {
    if (out.back() != '{') out += ',';
    append_json_string(out, name);
    out += ':';
    append_json_string(out, value);
  }
  out += '}';
}

// Writes `each` of `items` between brackets; `each` appends one value, or nothing to leave it out.
template <class Items, class Each>
void write_list(JsonObjectWriter& outer, std::string_view name, const Items& items, Each each) {
  std::string& out = outer.key(name);
  out += '[';
  for (const auto& item : items) {
    const std::size_t before = out.size();
    if (out.back() != '[') out += ',';
    const std::size_t comma = out.size();
    each(out, item);
    if (out.size() == comma) out.resize(before);
  }
  out += ']';
}

void write_flags(JsonObjectWriter& outer, const SessionView& view) {
  write_list(outer, "flags", view.flags, [](std::string& out, const Flag& flag) {
    JsonObjectWriter json(out);
    json.text("flag", std::string_view{name_of(flag.name)});
    json.time("since", flag.since);
    json.key("evidence") += flag.evidence.empty() ? "{}" : flag.evidence;
  });
}

void write_edge(JsonObjectWriter& json, std::string_view name, const Amendment::Edge& edge) {
  if (edge) time_or_null(json, name, *edge);
}

void write_amendments(JsonObjectWriter& outer, const SessionRow& row) {
  write_list(outer, "amendments", row.corrections.notes, [](std::string& out, const AmendmentNote& note) {
    JsonObjectWriter json(out);
    text_or_null(json, "by", std::string_view{note.by});
    json.time("at", note.at);
    json.text("why", std::string_view{note.amendment.why});
    write_edge(json, "started_at", note.amendment.started_at);
    write_edge(json, "ended_at", note.amendment.ended_at);
    if (note.amendment.void_) json.flag("void", *note.amendment.void_);
  });
}

void write_review(JsonObjectWriter& outer, const SessionRow& row, const SessionView& view, Timestamp as_of) {
  JsonObjectWriter json(outer.key("review"));
  json.text("state", std::string_view{name_of(view.review)});
  const ReviewNote* latest = latest_review(row, as_of);
  if (latest == nullptr) {
    for (const char* name : {"by", "at", "note"}) json.null(name);
    return;
  }
  text_or_null(json, "by", std::string_view{latest->by});
  json.time("at", latest->at);
  text_or_null(json, "note", latest->note);
}

void write_times(JsonObjectWriter& json, const SessionView& view) {
  json.time("started_at", view.started_at);
  time_or_null(json, "ended_at", view.ended_at);
  time_or_null(json, "ends_by", view.ends_by);
  json.time("last_seen_at", view.last_seen_at);
  time_or_null(json, "counted_to", view.counted_to);
}

void write_signal(JsonObjectWriter& json, const SessionRow& row, const SessionView& view) {
  if (!row.policy.silent_after) return json.null("signal");
  json.text("signal", std::string_view{view.signal_lost ? "lost" : "ok"});
}

}  // namespace

void write_position(JsonObjectWriter& json, const Position& position) {
  json.number("lat", position.lat);
  json.number("lon", position.lon);
  number_or_null(json, "accuracy_m", position.accuracy_m);
  number_or_null(json, "altitude_m", position.altitude_m);
  number_or_null(json, "speed_mps", position.speed_mps);
  number_or_null(json, "heading_deg", position.heading_deg);
  position.mock ? json.flag("mock", *position.mock) : json.null("mock");
}

void write_judgement(JsonObjectWriter& json, const SessionRow& row, const Position& position) {
  if (!row.place) {
    json.null("distance_m");
    json.null("verdict");
    return;
  }
  const PlaceCheck check = check_place(*row.place, position, row.policy.accuracy_max_m);
  json.number("distance_m", static_cast<double>(check.distance_cm) / 100.0);
  json.text("verdict", std::string_view{name_of(check.verdict)});
}

void append_session_json(std::string& out, const SessionRow& row, const SessionView& view,
                         Timestamp as_of, std::string_view version) {
  JsonObjectWriter json(out);
  json.text("subject", row.subject.view());
  json.text("session_id", row.id.view());
  json.text("kind", row.kind.view());
  json.text("status", std::string_view{name_of(view.status)});
  text_or_null(json, "end_reason", std::string_view{view.end_reason ? name_of(*view.end_reason) : ""});
  write_times(json, view);
  write_signal(json, row, view);
  json.seconds("counted_s", total(view.counted));
  json.text("activity", std::string_view{row.activity});
  write_place(json, row.place);
  write_judged(json, "check_in_position", row.check_in_position, row);
  const auto closing = closing_fix(row);
  write_judged(json, "check_out_position", closing && closing->time <= as_of ? row.check_out_position : std::nullopt, row);
  write_device(json, row.device);
  text_or_null(json, "service_type", row.service_type);
  text_or_null(json, "notes", row.notes);
  write_labels(json, row.labels);
  write_flags(json, view);
  write_review(json, row, view, as_of);
  {
    JsonObjectWriter computed(json.key("computed"));
    computed.time("started_at", view.computed_started_at);
    time_or_null(computed, "ended_at", view.computed_ended_at);
  }
  write_amendments(json, row);
  write_list(json, "aliases", row.aliases, [as_of](std::string& list, const Alias& alias) {
    if (alias.since <= as_of) append_json_string(list, alias.id.view());
  });
  json.text("version", version);
}

}  // namespace muster::projections
