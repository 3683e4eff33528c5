// Writes events; the grammar is that of the table in codec.h.
#include "schemas/codec.h"
#include "schemas/enum_names.h"
#include "schemas/json_writer.h"
#include "schemas/topics.h"

namespace muster {
namespace {

// Whole: the event as it is stored. Comparable: without what the door writes in.
enum class Form { whole, comparable };

void append_position(std::string& out, const Position& p) {
  JsonObjectWriter w(out);
  w.number("lat", p.lat);
  w.number("lon", p.lon);
  w.number_if("accuracy_m", p.accuracy_m);
  w.number_if("altitude_m", p.altitude_m);
  w.number_if("speed_mps", p.speed_mps);
  w.number_if("heading_deg", p.heading_deg);
  w.flag_if("mock", p.mock);
}

void append_place(std::string& out, const Place& p, Form form) {
  JsonObjectWriter w(out);
  w.text("place_id", p.place_id.view());
  if (form == Form::comparable) return;
  w.text("name", p.name);
  w.number("lat", p.lat);
  w.number("lon", p.lon);
  w.number("radius_m", p.radius_m);
}

void append_device(std::string& out, const Device& d) {
  JsonObjectWriter w(out);
  w.text("device_id", d.device_id);
  w.text("name", d.name);
  w.text("type", d.type);
  w.text("browser", d.browser);
  w.text("ip", d.ip);
}

void append_policy(std::string& out, const Policy& p) {
  JsonObjectWriter w(out);
  w.seconds_if("ttl_s", p.ttl);
  w.seconds_if("max_duration_s", p.max_duration);
  w.text("liveness", name_of(p.liveness));
  w.seconds_if("next_ping_s", p.next_ping);
  w.seconds_if("grace_s", p.grace);
  if (p.limit) w.integer("limit", *p.limit);
  w.text("on_limit", name_of(p.on_limit));
  w.seconds_if("long_after_s", p.long_after);
  w.flag("counts", p.counts);
  w.flag("place_required", p.place_required);
  w.number_if("accuracy_max_m", p.accuracy_max_m);
  w.seconds_if("late_after_s", p.late_after);
  w.flag("review_all", p.review_all);
  w.seconds_if("silent_after_s", p.silent_after);
}

void append_labels(std::string& out, const std::map<std::string, std::string>& labels) {
  char separator = '{';
  for (const auto& [name, value] : labels) {
    out += separator;
    separator = ',';
    append_json_string(out, name);
    out += ':';
    append_json_string(out, value);
  }
  out += '}';
}

struct DataWriter {
  std::string& out;
  Form form;

  void operator()(const CheckIn& c) const {
    JsonObjectWriter w(out);
    w.text("session_id", c.session_id.view());
    w.text("kind", c.kind.view());
    if (form == Form::whole) {
      append_policy(w.key("policy"), c.policy);
      w.seconds_if("next_ping_s", c.next_ping);
      w.seconds_if("grace_s", c.grace);
    }
    w.text_if("activity", c.activity);
    if (c.place) append_place(w.key("place"), *c.place, form);
    if (c.position) append_position(w.key("position"), *c.position);
    if (c.device) append_device(w.key("device"), *c.device);
    w.text_if("service_type", c.service_type);
    w.text_if("notes", c.notes);
    if (!c.labels.empty()) append_labels(w.key("labels"), c.labels);
  }

  void operator()(const Ping& p) const {
    JsonObjectWriter w(out);
    w.text("session_id", p.session_id.view());
    if (form == Form::whole) {
      w.seconds("next_ping_s", p.next_ping);
      w.seconds("grace_s", p.grace);
    }
    if (!p.activity.empty()) w.text("activity", p.activity);
  }

  void operator()(const Location& l) const {
    JsonObjectWriter w(out);
    w.text("session_id", l.session_id.view());
    append_position(w.key("position"), l.position);
  }

  void operator()(const CheckOut& c) const {
    JsonObjectWriter w(out);
    if (const auto* session = std::get_if<SessionId>(&c.selector)) {
      w.text("session_id", session->view());
    } else if (const auto* kind = std::get_if<Kind>(&c.selector)) {
      w.text("kind", kind->view());
    } else {
      w.flag("all", true);
    }
    w.text("reason", name_of(c.reason));
    if (c.position) append_position(w.key("position"), *c.position);
    w.text_if("notes", c.notes);
  }

  void operator()(const Amendment& a) const {
    JsonObjectWriter w(out);
    w.text("session_id", a.session_id.view());
    append_edge(w, "started_at", a.started_at);
    append_edge(w, "ended_at", a.ended_at);
    w.flag_if("void", a.void_);
    w.text("why", a.why);
  }

  void operator()(const Review& r) const {
    JsonObjectWriter w(out);
    w.text("session_id", r.session_id.view());
    w.text("decision", name_of(r.decision));
    w.text_if("note", r.note);
  }

  void operator()(const DirectoryChange& d) const { out += d.record; }

  static void append_edge(JsonObjectWriter& w, std::string_view name, const Amendment::Edge& edge) {
    if (!edge) return;
    if (*edge) {
      w.time(name, **edge);
    } else {
      w.null(name);
    }
  }
};

}  // namespace

void encode(const Event& event, std::string& out) {
  const Envelope& env = event.env;
  JsonObjectWriter w(out);
  w.text("specversion", "1.0");
  w.text("id", env.id.view());
  w.text("source", env.source);
  w.text("type", type_of(event.data));
  w.text("subject", env.subject.view());
  w.time("time", env.time);
  w.text("datacontenttype", "application/json");
  w.text("tenant", env.tenant.view());
  w.time("ingesttime", env.ingesttime);
  w.time_if("devicetime", env.devicetime);
  w.text_if("actor", env.actor);
  if (env.imported) w.flag("imported", true);
  w.text_if("traceparent", env.traceparent);
  std::visit(DataWriter{w.key("data"), Form::whole}, event.data);
}

std::string encode(const Event& event) {
  std::string out;
  encode(event, out);
  return out;
}

std::string encode_data(const EventData& data) {
  std::string out;
  std::visit(DataWriter{out, Form::whole}, data);
  return out;
}

std::string comparable_data(const EventData& data) {
  std::string out;
  std::visit(DataWriter{out, Form::comparable}, data);
  return out;
}

}  // namespace muster
