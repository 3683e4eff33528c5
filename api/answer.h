// The body of a read, and the parts of it that say when it was made. Plain value.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/json_writer.h"
#include "schemas/time.h"

namespace muster::api {

inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kCsv = "text/csv";
inline constexpr std::string_view kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

inline bool is_sheet(std::string_view media) { return media == kCsv || media == kXlsx; }

// Appends the values between brackets, with commas.
template <class Items, class Each>
void append_array(std::string& out, const Items& items, Each each) {
  out += '[';
  for (const auto& item : items) {
    if (out.back() != '[') out += ',';
    each(out, item);
  }
  out += ']';
}

class Answer {
 public:
  // An object that `fill(answer, json)` writes, closed when the answer is given away.
  template <class Fill>
  static Answer object(Fill fill) {
    Answer answer;
    {
      JsonObjectWriter json(answer.body);
      fill(answer, json);
    }
    return answer;
  }

  std::string body;
  std::string_view content_type = kJson;
  std::string file_name;  // of what is to be kept as a file: [A-Za-z0-9._-]

  // Writes `name` so that the entity tag leaves it out: as_of, and cursors, which hold it.
  void timeless(JsonObjectWriter& json, std::string_view name, Timestamp value);
  void timeless(JsonObjectWriter& json, std::string_view name, std::string_view value);

  // Over the body without its timeless values.
  std::string etag() const;

 private:
  std::vector<std::pair<std::size_t, std::size_t>> left_out_;  // [begin, end) of the body
};

}  // namespace muster::api
