#include "schemas/credential_records.h"

#include <array>

#include "schemas/bounds.h"
#include "schemas/field_reader.h"
#include "schemas/json_writer.h"

namespace muster {
namespace {

template <class Owner, auto Member>
void take_member(FieldReader& in, Owner& out) {
  in.take(out.*Member);
}

template <class Owner, auto Member>
constexpr Field<Owner> field(std::string_view name, Need need) {
  return {name, need, take_member<Owner, Member>};
}

// At most kMaxLogIns of them.
template <class Owner, auto Member>
void take_list(FieldReader& in, Owner& out) {
  auto& list = out.*Member;
  list.clear();
  JsonReader& json = in.json();
  if (!json.enter_array()) return in.wrong("not an array");
  while (json.next_element() && !json.malformed()) {
    list.emplace_back();
    in.take(list.back());
    if (list.size() > kMaxLogIns) {
      in.note({}, "too many log-ins");
      list.pop_back();
    }
  }
}

template <class Owner, auto Member>
constexpr Field<Owner> list(std::string_view name) {
  return {name, Need::optional, take_list<Owner, Member>};
}

constexpr Need kNeeded = Need::required;
constexpr Need kMaybe = Need::optional;

}  // namespace

template <>
struct Fields<AccountRecord> {
  static constexpr std::array kTable{field<AccountRecord, &AccountRecord::kept>("kept", kMaybe),
                                     field<AccountRecord, &AccountRecord::password>("password", kNeeded),
                                     field<AccountRecord, &AccountRecord::since>("since", kMaybe),
                                     field<AccountRecord, &AccountRecord::subject>("subject", kNeeded)};
};

template <>
struct Fields<LogIn> {
  static constexpr std::array kTable{
      field<LogIn, &LogIn::refresh>("refresh", kNeeded), field<LogIn, &LogIn::sid>("sid", kNeeded),
      field<LogIn, &LogIn::since>("since", kNeeded), field<LogIn, &LogIn::until>("until", kNeeded)};
};

template <>
struct Fields<EndedLogIn> {
  static constexpr std::array kTable{field<EndedLogIn, &EndedLogIn::at>("at", kNeeded),
                                     field<EndedLogIn, &EndedLogIn::sid>("sid", kNeeded)};
};

template <>
struct Fields<LogInsRecord> {
  static constexpr std::array kTable{list<LogInsRecord, &LogInsRecord::ended>("ended"),
                                     list<LogInsRecord, &LogInsRecord::open>("open")};
};

template <>
struct Fields<KeyRecord> {
  static constexpr std::array kTable{
      field<KeyRecord, &KeyRecord::created_at>("created_at", kMaybe), field<KeyRecord, &KeyRecord::expires_at>("expires_at", kMaybe),
      field<KeyRecord, &KeyRecord::hash>("hash", kNeeded), field<KeyRecord, &KeyRecord::name>("name", kNeeded),
      field<KeyRecord, &KeyRecord::role>("role", kNeeded)};
};

namespace {

void check_text(FieldReader& in, std::string_view name, std::string_view text) {
  if (!has_at_most(text, kMaxText)) in.note(name, "text of the wrong length");
}

void check_log_in(FieldReader& in, const LogIn& log_in) {
  check_text(in, "open", log_in.sid);
  check_text(in, "open", log_in.refresh);
}

}  // namespace

void check_account(FieldReader& in) {
  AccountRecord account;
  in.take(account);
  check_text(in, "kept", account.kept);
  check_text(in, "password", account.password);
  check_text(in, "subject", account.subject.view());
}

void check_log_ins(FieldReader& in) {
  LogInsRecord log_ins;
  in.take(log_ins);
  for (const LogIn& log_in : log_ins.open) check_log_in(in, log_in);
  for (const EndedLogIn& log_in : log_ins.ended) check_text(in, "ended", log_in.sid);
}

void check_key(FieldReader& in) {
  KeyRecord key;
  in.take(key);
  check_text(in, "hash", key.hash);
  check_text(in, "name", key.name);
  check_text(in, "role", key.role);
}

template <class Record>
Result<Record> credential_record(std::string_view json) {
  FieldReader in;
  Record record;
  if (in.load(json)) in.take(record);
  if (in.error()) return *in.error();
  if (in.json().malformed()) return Error{"bad_event", ErrorClass::invalid, "", "not JSON"};
  return record;
}
template Result<AccountRecord> credential_record(std::string_view);
template Result<LogInsRecord> credential_record(std::string_view);
template Result<KeyRecord> credential_record(std::string_view);

std::string to_json(const AccountRecord& record) {
  std::string out;
  {
    JsonObjectWriter json(out);
    if (!record.kept.empty()) json.text("kept", record.kept);
    json.text("password", record.password);
    json.time("since", record.since);
    json.text("subject", record.subject.view());
  }
  return out;
}

namespace {

void write(std::string& out, const EndedLogIn& log_in) {
  JsonObjectWriter json(out);
  json.time("at", log_in.at);
  json.text("sid", log_in.sid);
}

void write(std::string& out, const LogIn& log_in) {
  JsonObjectWriter json(out);
  json.text("refresh", log_in.refresh);
  json.text("sid", log_in.sid);
  json.time("since", log_in.since);
  json.time("until", log_in.until);
}

template <class List>
void write_list(std::string& out, const List& list) {
  out += '[';
  for (const auto& one : list) {
    if (out.back() != '[') out += ',';
    write(out, one);
  }
  out += ']';
}

}  // namespace

std::string to_json(const LogInsRecord& record) {
  std::string out;
  {
    JsonObjectWriter json(out);
    write_list(json.key("ended"), record.ended);
    write_list(json.key("open"), record.open);
  }
  return out;
}

std::string to_json(const KeyRecord& record) {
  std::string out;
  {
    JsonObjectWriter json(out);
    json.time_if("created_at", record.created_at);
    json.time_if("expires_at", record.expires_at);
    json.text("hash", record.hash);
    json.text("name", record.name);
    json.text("role", record.role);
  }
  return out;
}

}  // namespace muster
