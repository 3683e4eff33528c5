#include "ingest/item_fields.h"

#include <array>

#include "ingest/item_values.h"
#include "schemas/ids.h"

namespace muster::ingest {
namespace {

CheckIn& check_in(Draft& d) { return std::get<CheckIn>(d.event.data); }
CheckOut& check_out(Draft& d) { return std::get<CheckOut>(d.event.data); }
Amendment& amendment(Draft& d) { return std::get<Amendment>(d.event.data); }
Review& review(Draft& d) { return std::get<Review>(d.event.data); }

void optional_text(ItemReader& in, std::optional<std::string>& out, std::size_t max = kMaxText) {
  in.optional(out, [&](std::string& text) { return in.text(text, max); });
}
void optional_seconds(ItemReader& in, std::optional<Duration>& out, Duration least = Duration::zero()) {
  in.optional(out, [&](Duration& value) { return in.seconds(value, least, kMaxVoucher); });
}
void optional_position(ItemReader& in, std::optional<Position>& out) {
  in.optional(out, [&](Position& value) { return in.position(value); });
}
void edge(ItemReader& in, Amendment::Edge& out) {
  out.emplace();
  if (!in.json().read_null()) in.optional(*out, [&](Timestamp& t) { return in.time(t); });
}
void place_id(ItemReader& in, Draft& d) {
  SubjectId id;  // the shape of an id of the directory
  if (in.subject(id)) d.place_id = PlaceId{id.view()};
}

constexpr FieldRow kCheckIn[] = {
    {"session_id", [](ItemReader& in, Draft& d) { in.session_id(check_in(d).session_id); }},
    {"kind", [](ItemReader& in, Draft& d) { in.kind(check_in(d).kind); }},
    {"next_ping_s", [](ItemReader& in, Draft& d) { optional_seconds(in, check_in(d).next_ping); }},
    {"grace_s", [](ItemReader& in, Draft& d) { optional_seconds(in, check_in(d).grace); }},
    {"activity", [](ItemReader& in, Draft& d) { optional_text(in, check_in(d).activity); }},
    {"place_id", place_id},
    {"position", [](ItemReader& in, Draft& d) { optional_position(in, check_in(d).position); }},
    {"device", [](ItemReader& in, Draft& d) { read_device(in, check_in(d).device.emplace()); }},
    {"service_type", [](ItemReader& in, Draft& d) { optional_text(in, check_in(d).service_type); }},
    {"notes", [](ItemReader& in, Draft& d) { optional_text(in, check_in(d).notes, kMaxNotes); }},
    {"labels", [](ItemReader& in, Draft& d) { read_labels(in, check_in(d).labels); }},
    {"policy", [](ItemReader& in, Draft& d) { d.has_policy = true, read_policy(in, check_in(d).policy); }, true},
    {"place", [](ItemReader& in, Draft& d) { d.has_place = true, read_place(in, check_in(d).place.emplace()); }, true},
};

constexpr FieldRow kPing[] = {
    {"session_id", [](ItemReader& in, Draft& d) { in.session_id(std::get<Ping>(d.event.data).session_id); }},
    {"next_ping_s", [](ItemReader& in, Draft& d) { optional_seconds(in, d.next_ping, std::chrono::seconds{1}); }},
    {"grace_s", [](ItemReader& in, Draft& d) { optional_seconds(in, d.grace); }},
    {"activity", [](ItemReader& in, Draft& d) { in.text(std::get<Ping>(d.event.data).activity); }},
    {"kind", [](ItemReader& in, Draft& d) { in.optional(d.ping_kind, [&](Kind& k) { return in.kind(k); }); }},
};

constexpr FieldRow kLocation[] = {
    {"session_id", [](ItemReader& in, Draft& d) { in.session_id(std::get<Location>(d.event.data).session_id); }},
    {"position",
     [](ItemReader& in, Draft& d) {
       d.has_place = true;
       in.position(std::get<Location>(d.event.data).position);
     }},
};

template <class Chosen>
void select(Draft& d, Chosen chosen) {
  ++d.selectors;
  check_out(d).selector = std::move(chosen);
}

constexpr FieldRow kCheckOut[] = {
    {"session_id", [](ItemReader& in, Draft& d) { SessionId id; in.session_id(id); select(d, std::move(id)); }},
    {"kind", [](ItemReader& in, Draft& d) { Kind kind; in.kind(kind); select(d, std::move(kind)); }},
    {"all",
     [](ItemReader& in, Draft& d) {
       bool all = false;
       if (in.flag(all) && !all) in.fault("out_of_range", "is true or absent");
       select(d, AllSessions{});
     }},
    {"reason", [](ItemReader& in, Draft& d) { in.word(check_out(d).reason); }},
    {"position", [](ItemReader& in, Draft& d) { optional_position(in, check_out(d).position); }},
    {"notes", [](ItemReader& in, Draft& d) { optional_text(in, check_out(d).notes, kMaxNotes); }},
};

constexpr FieldRow kAmendment[] = {
    {"session_id", [](ItemReader& in, Draft& d) { in.session_id(amendment(d).session_id); }},
    {"started_at", [](ItemReader& in, Draft& d) { edge(in, amendment(d).started_at); }},
    {"ended_at", [](ItemReader& in, Draft& d) { edge(in, amendment(d).ended_at); }},
    {"void", [](ItemReader& in, Draft& d) { in.optional(amendment(d).void_, [&](bool& v) { return in.flag(v); }); }},
    {"why", [](ItemReader& in, Draft& d) { in.text(amendment(d).why, kMaxWhy, 1); }},
};

constexpr FieldRow kReview[] = {
    {"session_id", [](ItemReader& in, Draft& d) { in.session_id(review(d).session_id); }},
    {"decision", [](ItemReader& in, Draft& d) { d.selectors = 1; in.word(review(d).decision); }},
    {"note", [](ItemReader& in, Draft& d) { optional_text(in, review(d).note, kMaxNotes); }},
};

constexpr FieldRow kClose[] = {
    {"reason", [](ItemReader& in, Draft& d) { in.word(check_out(d).reason); }},
    {"why", [](ItemReader& in, Draft& d) { in.text(check_out(d).notes.emplace(), kMaxWhy, 1); }},
    {"position", [](ItemReader& in, Draft& d) { optional_position(in, check_out(d).position); }},
};

constexpr FieldRow kCall[] = {
    {"subject", [](ItemReader& in, Draft& d) { in.subject(d.event.env.subject); }},
    {"time", [](ItemReader& in, Draft& d) { d.has_time = in.time(d.event.env.time); }},
    {"sentat", [](ItemReader& in, Draft& d) { in.optional(d.sentat, [&](Timestamp& t) { return in.time(t); }); }},
};

struct TypeRow {
  std::string_view name;
  TypeName type;
};
constexpr TypeRow kTypes[] = {
    {"muster.ping.v1", {ItemType::ping}},
    {"muster.location.v1", {ItemType::location}},
    {"muster.checkin.v1", {ItemType::check_in}},
    {"muster.checkout.v1", {ItemType::check_out}},
    {"muster.amendment.v1", {ItemType::amendment}},
    {"muster.review.v1", {ItemType::review}},
    {"muster.subject.v1", {ItemType::directory, DirectoryType::subject}},
    {"muster.place.v1", {ItemType::directory, DirectoryType::place}},
    {"muster.device.v1", {ItemType::directory, DirectoryType::device}},
    {"muster.account.v1", {ItemType::directory, DirectoryType::account}},
    {"muster.key.v1", {ItemType::directory, DirectoryType::key}},
    {"muster.logins.v1", {ItemType::directory, DirectoryType::logins}},
};

struct CheckData {
  ItemReader& in;
  const Draft& draft;

  void need(bool there, std::string_view name, const char* hint) const {
    if (!there) in.fault_at(name, "missing_field", hint);
  }
  void operator()(const CheckIn& c) const { need(!c.kind.empty(), "kind", "a check-in names its kind"); }
  void operator()(const Ping& p) const { need(!p.session_id.empty(), "session_id", "a ping names its session"); }
  void operator()(const Location& l) const {
    need(!l.session_id.empty(), "session_id", "a location names its session");
    need(draft.has_place, "position", "a location has a position");
  }
  void operator()(const CheckOut&) const {
    need(draft.selectors != 0, "session_id", "a check-out names a session_id, a kind, or all: true");
    if (draft.selectors > 1) in.fault_at("session_id", "bad_field", "a check-out names one of session_id, kind and all");
  }
  void operator()(const Amendment& a) const {
    need(!a.session_id.empty(), "session_id", "an amendment names its session");
    need(!a.why.empty(), "why", "an amendment says why");
    need(a.started_at || a.ended_at || a.void_, "ended_at", "an amendment amends started_at, ended_at or void");
  }
  void operator()(const Review& r) const {
    need(!r.session_id.empty(), "session_id", "a review names its session");
    need(draft.selectors != 0, "decision", "a review decides");
  }
  void operator()(const DirectoryChange& c) const { need(!c.record.empty(), "data", "a change brings its record"); }
};

}  // namespace

std::optional<TypeName> item_type(std::string_view name) {
  for (const TypeRow& row : kTypes) {
    if (row.name == name) return row.type;
  }
  return std::nullopt;
}

void start_data(TypeName type, Draft& draft) {
  EventData& data = draft.event.data;
  switch (type.type) {
    case ItemType::check_in: data.emplace<CheckIn>(); break;
    case ItemType::ping: data.emplace<Ping>(); break;
    case ItemType::location: data.emplace<Location>(); break;
    case ItemType::check_out: data.emplace<CheckOut>(); break;
    case ItemType::amendment: data.emplace<Amendment>(); break;
    case ItemType::review: data.emplace<Review>(); break;
    case ItemType::directory: data.emplace<DirectoryChange>().type = type.directory; break;
  }
}

void start_data_of(const SubjectId& subject, const SessionId& session, ItemType type, Draft& draft) {
  start_data(TypeName{type}, draft);
  draft.event.env.subject = subject;
  if (auto* a = std::get_if<Amendment>(&draft.event.data)) a->session_id = session;
  if (auto* r = std::get_if<Review>(&draft.event.data)) r->session_id = session;
  if (type != ItemType::check_out) return;
  select(draft, session);
  check_out(draft).reason = CheckOutReason::admin;
}

FieldTable fields_of_named(ItemType type) {
  switch (type) {
    case ItemType::amendment: return FieldTable(kAmendment).subspan(1);
    case ItemType::review: return FieldTable(kReview).subspan(1);
    default: return kClose;
  }
}

FieldTable named_call_fields() { return FieldTable(kCall).subspan(1); }

FieldTable data_fields(ItemType type) {
  switch (type) {
    case ItemType::check_in: return kCheckIn;
    case ItemType::ping: return kPing;
    case ItemType::location: return kLocation;
    case ItemType::check_out: return kCheckOut;
    case ItemType::amendment: return kAmendment;
    case ItemType::review: return kReview;
    case ItemType::directory: return {};
  }
  return {};
}

FieldTable call_fields() { return kCall; }

void check_data(ItemReader& in, Draft& draft) {
  if (draft.faults.empty()) std::visit(CheckData{in, draft}, draft.event.data);
}

}  // namespace muster::ingest
