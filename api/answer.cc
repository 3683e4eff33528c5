#include "api/answer.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "api/negotiate.h"

namespace muster::api {

void Answer::timeless(JsonObjectWriter& json, std::string_view name, Timestamp value) {
  const std::string text = format_rfc3339(value);
  timeless(json, name, std::string_view{text});
}

void Answer::timeless(JsonObjectWriter& json, std::string_view name, std::string_view value) {
  const std::size_t begin = json.key(name).size();
  append_json_string(body, value);
  left_out_.emplace_back(begin, body.size());
}

std::string Answer::etag() const {
  std::uint64_t hash = XXH3_64bits(content_type.data(), content_type.size());
  std::size_t done = 0;
  for (const auto& [begin, end] : left_out_) {
    hash = XXH3_64bits_withSeed(body.data() + done, begin - done, hash);
    done = end;
  }
  return weak_etag(XXH3_64bits_withSeed(body.data() + done, body.size() - done, hash));
}

}  // namespace muster::api
