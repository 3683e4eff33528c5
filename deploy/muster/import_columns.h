// The columns of one row, read by name and told apart from what they should not hold. One thread.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "api/zone.h"
#include "deploy/muster/import_rows.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::deploy {

// Names of one column, the usual one first: the first that the row has counts.
using Names = std::initializer_list<std::string_view>;

class Columns {
 public:
  // `zone`: where times without an offset are from.
  Columns(const RowFields& fields, const api::Zone& zone) : fields_(fields), zone_(zone) {}

  // Empty where there is none, or it is empty.
  std::optional<std::string> text(Names names, std::size_t most = 256);
  std::optional<Timestamp> time(Names names);
  std::optional<double> number(Names names);
  std::optional<bool> flag(Names names);
  // {"lat":…,"lon":…} with accuracy_m; null where either is absent.
  nlohmann::ordered_json position(Names lat, Names lon, Names accuracy);

  // What a row can't be without.
  std::string need_text(Names names);
  Timestamp need_time(Names names);
  // A session's id: 1 to 64 of [A-Za-z0-9._:-].
  std::string need_session_id(Names names);
  // That of a person or a place.
  std::string need_id(Names names);

  void note(std::string_view column, const char* code, std::string reason);
  // Of the first column that is wrong: `where` is its name.
  const std::optional<Error>& fault() const { return fault_; }

 private:
  const std::string* find(Names names, std::string_view& column) const;

  const RowFields& fields_;
  const api::Zone& zone_;
  std::optional<Error> fault_;
};

// `2024-01-15 09:00:00.123456+00`, RFC 3339 and what lies between; without offset a local time of the zone, the
// earlier one of two. error: bad_time (invalid)
Result<Timestamp> parse_database_time(std::string_view text, const api::Zone& zone);

}  // namespace muster::deploy
