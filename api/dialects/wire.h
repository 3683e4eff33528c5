// JSON as the systems that dialects stand for speak it: lenient about what comes in (unknown fields, numbers
// as texts), exact about what goes out. Pure but for fresh ids; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/http/message.h"
#include "schemas/result.h"
#include "schemas/time.h"

namespace muster::api::dialects {

using Json = nlohmann::ordered_json;

// The body of a request, comments in it left out; an empty one is an empty object.
// errors: bad_json (invalid), unsupported_media_type (refused)
Result<Json> read_json(const http::Request& request);
// The same where it has to be an object. Further error: bad_field (refused)
Result<Json> read_object(const http::Request& request);

// Fields of an object; null counts as absent. A text as it stands, an integer by its digits; a number, or a
// text that is one; true, false, and their texts. Empty where absent or something else.
bool has(const Json& object, std::string_view name);
std::optional<std::string> text_of(const Json& object, std::string_view name);
std::optional<double> number_of(const Json& object, std::string_view name);
std::optional<bool> flag_of(const Json& object, std::string_view name);
// RFC 3339, or a date, whose midnight in UTC is meant.
std::optional<Timestamp> time_of(std::string_view text);
std::optional<double> number_in(std::string_view text);

// An id of digits below 2^53 is a number, any other a text.
Json id_json(std::string_view id);
// 3, not 3.0, rounded half up to that many decimals.
Json number_json(double value, int decimals);
Json hours_json(Duration time, int decimals);
// 2026-11-21T08:00:00Z
std::string time_text(Timestamp t);
Json time_json(const std::optional<Timestamp>& t);  // null where empty

// Session ids of systems whose ids are numbers: below 2^53, and so large that no id which was brought along
// from such a system is met again.
std::string fresh_number();
std::string number_from(const std::vector<std::string_view>& fields);  // the same for the same fields

http::Response json_response(int status, const Json& body);

}  // namespace muster::api::dialects
