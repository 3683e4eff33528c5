// Reads events; see codec.h for what is one.
#include "schemas/bounds.h"
#include "schemas/codec.h"
#include "schemas/decode_data.h"

namespace muster {
namespace {

// The attributes as they come, and what is found out on the way.
struct Head {
  Event& event;
  bool has_actor = false;
  bool has_traceparent = false;
  std::optional<std::string_view> type{};
  TakeData take_data = nullptr;
  std::optional<std::size_t> data_at{};  // of data that came before the type
};

template <auto Member>
constexpr Field<Head> attribute(std::string_view name, Need need = Need::optional) {
  return {name, need, [](FieldReader& in, Head& head) { in.take(head.event.env.*Member); }};
}

void take_specversion(FieldReader& in, Head&) {
  std::string_view version;
  in.take(version);
  if (version != "1.0") in.note({}, "this is CloudEvents 1.0");
}

void take_type(FieldReader& in, Head& head) {
  std::string_view type;
  if (!in.json().read_string(type)) return in.wrong("not a text");
  head.type = type;
  head.take_data = data_reader(type);
}

void take_content_type(FieldReader& in, Head&) {
  std::string_view type;
  in.take(type);
  if (type != "application/json") in.note({}, "the data of an event is application/json");
}

void take_actor(FieldReader& in, Head& head) {
  head.has_actor = true;
  in.take(head.event.env.actor);
}

void take_traceparent(FieldReader& in, Head& head) {
  head.has_traceparent = true;
  in.take(head.event.env.traceparent);
}

void take_data(FieldReader& in, Head& head) {
  if (head.take_data != nullptr) {
    head.take_data(in, head.event.data);
  } else {
    head.data_at = in.json().position();
    in.json().skip();
  }
}

Error refusal(const char* code, ErrorClass cls, const char* where, const char* hint) {
  return Error{code, cls, where, hint};
}

}  // namespace

template <>
struct Fields<Head> {
  static constexpr std::array kTable{
      Field<Head>{"specversion", Need::required, take_specversion},
      attribute<&Envelope::id>("id", Need::required),
      attribute<&Envelope::source>("source", Need::required),
      Field<Head>{"type", Need::required, take_type},
      attribute<&Envelope::subject>("subject", Need::required),
      attribute<&Envelope::time>("time", Need::required),
      Field<Head>{"datacontenttype", Need::optional, take_content_type},
      attribute<&Envelope::tenant>("tenant", Need::required),
      attribute<&Envelope::ingesttime>("ingesttime", Need::required),
      attribute<&Envelope::devicetime>("devicetime"),
      Field<Head>{"actor", Need::optional, take_actor},
      attribute<&Envelope::imported>("imported"),
      Field<Head>{"traceparent", Need::optional, take_traceparent},
      Field<Head>{"data", Need::required, take_data}};
};

struct EventDecoder::Impl {
  FieldReader in;
};

EventDecoder::EventDecoder() : impl_(std::make_unique<Impl>()) {}
EventDecoder::~EventDecoder() = default;
EventDecoder::EventDecoder(EventDecoder&&) noexcept = default;
EventDecoder& EventDecoder::operator=(EventDecoder&&) noexcept = default;

Status EventDecoder::decode(std::string_view record, Event& out) {
  FieldReader& in = impl_->in;
  Head head{out};
  out.env.devicetime.reset();
  out.env.imported = false;
  if (in.load(record)) in.take(head);
  if (in.json().malformed() || !in.json().at_end()) {
    return refusal("bad_json", ErrorClass::invalid, "", "not JSON in UTF-8 without repeated keys");
  }
  if (head.type && head.take_data == nullptr) {
    if (!head.type->starts_with("muster.")) {
      return refusal("foreign_type", ErrorClass::invalid, "/type", "not a type of muster");
    }
    return refusal("newer_type", ErrorClass::refused, "/type", "this build does not know the type: upgrade it");
  }
  if (head.data_at && head.type) {
    in.take_skipped(*head.data_at, "data", [&] { head.take_data(in, out.data); });
  }
  if (in.error()) return *in.error();
  if (!head.has_actor) out.env.actor.reset();
  if (!head.has_traceparent) out.env.traceparent.reset();
  if (auto* change = std::get_if<DirectoryChange>(&out.data)) change->id = out.env.subject.str();
  return check_bounds(out);
}

}  // namespace muster
