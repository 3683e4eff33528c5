#include "schemas/decode_data.h"

#include "schemas/directory_fields.h"
#include "schemas/ids.h"

namespace muster {
namespace {

template <class Member>
struct OwnerOf;
template <class Owner, class T>
struct OwnerOf<T Owner::*> {
  using type = Owner;
};

template <auto Member>
constexpr auto field(std::string_view name, Need need = Need::optional) {
  using Owner = typename OwnerOf<decltype(Member)>::type;
  return Field<Owner>{name, need, [](FieldReader& in, Owner& out) { in.take(out.*Member); }};
}

// A check-out before it is known that it selects in exactly one way.
struct CheckOutFields {
  std::optional<SessionId> session_id;
  std::optional<Kind> kind;
  std::optional<bool> all;
  CheckOut rest;
};

template <auto Member>
constexpr Field<CheckOutFields> rest(std::string_view name, Need need = Need::optional) {
  return {name, need, [](FieldReader& in, CheckOutFields& out) { in.take(out.rest.*Member); }};
}

// Labels are an object of any keys.
void take_labels(FieldReader& in, CheckIn& out) {
  JsonReader& json = in.json();
  if (!json.enter_object()) return in.wrong("not an object");
  std::string_view name;
  while (json.next_field(name)) {
    std::string_view value;
    json.compare_key(name);
    in.take(value);
    out.labels.emplace(name, value);
  }
}

}  // namespace

template <>
struct Fields<Position> {
  static constexpr std::array kTable{
      field<&Position::lat>("lat", Need::required), field<&Position::lon>("lon", Need::required),
      field<&Position::accuracy_m>("accuracy_m"),   field<&Position::altitude_m>("altitude_m"),
      field<&Position::speed_mps>("speed_mps"),     field<&Position::heading_deg>("heading_deg"),
      field<&Position::mock>("mock")};
};

template <>
struct Fields<Place> {
  static constexpr std::array kTable{
      field<&Place::place_id>("place_id", Need::required), field<&Place::name>("name", Need::required),
      field<&Place::lat>("lat", Need::required), field<&Place::lon>("lon", Need::required),
      field<&Place::radius_m>("radius_m", Need::required)};
};

template <>
struct Fields<Device> {
  static constexpr std::array kTable{
      field<&Device::device_id>("device_id"), field<&Device::name>("name"), field<&Device::type>("type"),
      field<&Device::browser>("browser"), field<&Device::ip>("ip")};
};

template <>
struct Fields<Policy> {
  static constexpr std::array kTable{
      field<&Policy::ttl>("ttl_s"),
      field<&Policy::max_duration>("max_duration_s"),
      field<&Policy::liveness>("liveness"),
      field<&Policy::next_ping>("next_ping_s"),
      field<&Policy::grace>("grace_s"),
      field<&Policy::limit>("limit"),
      field<&Policy::on_limit>("on_limit"),
      field<&Policy::long_after>("long_after_s"),
      field<&Policy::counts>("counts"),
      field<&Policy::place_required>("place_required"),
      field<&Policy::accuracy_max_m>("accuracy_max_m"),
      field<&Policy::late_after>("late_after_s"),
      field<&Policy::review_all>("review_all"),
      field<&Policy::silent_after>("silent_after_s")};
};

template <>
struct Fields<CheckIn> {
  static constexpr std::array kTable{
      field<&CheckIn::session_id>("session_id", Need::required),
      field<&CheckIn::kind>("kind", Need::required),
      field<&CheckIn::policy>("policy", Need::required),
      field<&CheckIn::next_ping>("next_ping_s"),
      field<&CheckIn::grace>("grace_s"),
      field<&CheckIn::activity>("activity"),
      field<&CheckIn::place>("place"),
      field<&CheckIn::position>("position"),
      field<&CheckIn::device>("device"),
      field<&CheckIn::service_type>("service_type"),
      field<&CheckIn::notes>("notes"),
      Field<CheckIn>{"labels", Need::optional, take_labels}};
};

template <>
struct Fields<Ping> {
  static constexpr std::array kTable{
      field<&Ping::session_id>("session_id", Need::required), field<&Ping::next_ping>("next_ping_s", Need::required),
      field<&Ping::grace>("grace_s", Need::required), field<&Ping::activity>("activity")};
};

template <>
struct Fields<Location> {
  static constexpr std::array kTable{field<&Location::session_id>("session_id", Need::required),
                                     field<&Location::position>("position", Need::required)};
};

template <>
struct Fields<CheckOutFields> {
  static constexpr std::array kTable{
      field<&CheckOutFields::session_id>("session_id"), field<&CheckOutFields::kind>("kind"),
      field<&CheckOutFields::all>("all"), rest<&CheckOut::reason>("reason", Need::required),
      rest<&CheckOut::position>("position"), rest<&CheckOut::notes>("notes")};
};

template <>
struct Fields<Amendment> {
  static constexpr std::array kTable{
      field<&Amendment::session_id>("session_id", Need::required), field<&Amendment::started_at>("started_at"),
      field<&Amendment::ended_at>("ended_at"), field<&Amendment::void_>("void"),
      field<&Amendment::why>("why", Need::required)};
};

template <>
struct Fields<Review> {
  static constexpr std::array kTable{field<&Review::session_id>("session_id", Need::required),
                                     field<&Review::decision>("decision", Need::required),
                                     field<&Review::note>("note")};
};

namespace {

template <class T>
void take_fresh(FieldReader& in, EventData& out) {
  in.take(out.emplace<T>());
}

// Pings and locations come by the million: their strings keep their capacity.
void take_ping(FieldReader& in, EventData& out) {
  auto* ping = std::get_if<Ping>(&out);
  if (ping == nullptr) ping = &out.emplace<Ping>();
  ping->activity.clear();
  in.take(*ping);
}

void take_location(FieldReader& in, EventData& out) {
  auto* location = std::get_if<Location>(&out);
  if (location == nullptr) location = &out.emplace<Location>();
  location->position = {};
  in.take(*location);
}

void take_check_out(FieldReader& in, EventData& out) {
  CheckOutFields fields;
  in.take(fields);
  if (fields.session_id.has_value() + fields.kind.has_value() + fields.all.has_value() != 1 || fields.all == false) {
    in.note({}, "a check-out names exactly one of session_id, kind and all: true");
  }
  CheckOut& check_out = out.emplace<CheckOut>(std::move(fields.rest));
  if (fields.session_id) {
    check_out.selector = std::move(*fields.session_id);
  } else if (fields.kind) {
    check_out.selector = std::move(*fields.kind);
  } else {
    check_out.selector = AllSessions{};
  }
}

template <DirectoryType Type>
void take_record(FieldReader& in, EventData& out) {
  DirectoryChange& change = out.emplace<DirectoryChange>();
  change.type = Type;
  if (in.json().peek() != '{') return in.wrong("not an object");
  const std::size_t start = in.json().position();
  check_directory_record(in, Type);
  in.json().go_back(start);
  const std::string_view text = in.json().skip();
  if (in.json().malformed()) return;
  auto canonical = canonical_json(text);
  if (!canonical) return in.note({}, canonical.error().hint);
  change.record = std::move(canonical).value();
}

struct TypeReader {
  std::string_view type;
  TakeData take;
};

constexpr std::array<TypeReader, 12> kTypes{{
    {"muster.ping.v1", take_ping},
    {"muster.location.v1", take_location},
    {"muster.checkin.v1", take_fresh<CheckIn>},
    {"muster.checkout.v1", take_check_out},
    {"muster.amendment.v1", take_fresh<Amendment>},
    {"muster.review.v1", take_fresh<Review>},
    {"muster.subject.v1", take_record<DirectoryType::subject>},
    {"muster.place.v1", take_record<DirectoryType::place>},
    {"muster.device.v1", take_record<DirectoryType::device>},
    {"muster.account.v1", take_record<DirectoryType::account>},
    {"muster.key.v1", take_record<DirectoryType::key>},
    {"muster.logins.v1", take_record<DirectoryType::logins>},
}};

}  // namespace

TakeData data_reader(std::string_view type) {
  for (const TypeReader& row : kTypes) {
    if (row.type == type) return row.take;
  }
  return nullptr;
}

}  // namespace muster
