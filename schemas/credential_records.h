// What the directory's topic holds of who may: accounts, where they are logged in, API keys. Their JSON form
// is that of the topic. Plain values; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/named.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster {

class FieldReader;

inline constexpr std::size_t kMaxLogIns = 16;  // of one account at a time; the oldest goes

// muster.account.v1; its id is the login.
struct AccountRecord {
  std::string password;    // a hash: $argon2id$… or pbkdf2_sha256$…
  SubjectId subject;       // whom it stands for
  Timestamp since{};       // log-ins that began under an earlier one are over
  std::string kept;        // but for this one, by its sid
  friend bool operator==(const AccountRecord&, const AccountRecord&) = default;
};

// muster.logins.v1; its id is the login. Apart from the account: a log-in that one process writes must not
// undo the password that another is writing.
struct LogIn {
  std::string sid;
  std::string refresh;  // names the one refresh token that is good
  Timestamp since{};    // of the account when it began
  Timestamp until{};    // when that refresh token ends
  friend bool operator==(const LogIn&, const LogIn&) = default;
};
struct EndedLogIn {
  std::string sid;
  Timestamp at{};
  friend bool operator==(const EndedLogIn&, const EndedLogIn&) = default;
};
struct LogInsRecord {
  std::vector<LogIn> open;
  std::vector<EndedLogIn> ended;  // lately: a process that does not find a new one open asks here
  friend bool operator==(const LogInsRecord&, const LogInsRecord&) = default;
};

// muster.key.v1; its id is a part of the key.
struct KeyRecord {
  std::string hash;  // SHA-256 of the whole key, in hex
  std::string name;
  std::string role;
  std::optional<Timestamp> created_at;
  std::optional<Timestamp> expires_at;
  friend bool operator==(const KeyRecord&, const KeyRecord&) = default;
};

std::string to_json(const AccountRecord& record);
std::string to_json(const LogInsRecord& record);
std::string to_json(const KeyRecord& record);

// Any of the three, from a text that decoded as such a record; unknown fields are ignored.
// error: bad_event (invalid)
template <class Record>
Result<Record> credential_record(std::string_view json);

// Notes what is wrong with the object that the reader stands on, and takes it.
void check_account(FieldReader& in);
void check_log_ins(FieldReader& in);
void check_key(FieldReader& in);

}  // namespace muster
