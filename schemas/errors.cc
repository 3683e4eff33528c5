#include "schemas/errors.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace muster {
namespace {

// In the order of ErrorClass.
constexpr std::array<ErrorClassSpec, 7> kClasses{{
    {ErrorClass::invalid, "invalid", 400, 2, "info"},
    {ErrorClass::refused, "refused", 422, 1, "info"},
    {ErrorClass::conflict, "conflict", 409, 1, "info"},
    {ErrorClass::retry, "retry", 503, 1, "warn"},
    {ErrorClass::unknown_outcome, "unknown_outcome", 503, 1, "warn"},
    {ErrorClass::corrupt, "corrupt", 500, 1, "error"},
    {ErrorClass::bug, "bug", 500, 1, "critical"},
}};

constexpr ErrorCodeSpec kCodes[] = {
    // Unreadable, or not in the list of what may be asked.
    {"bad_json", 400, "Not JSON"},
    {"bad_utf8", 400, "Not UTF-8"},
    {"duplicate_key", 400, "A key comes twice in one object"},
    {"bad_request", 400, "Malformed HTTP"},
    {"unknown_parameter", 400, "Unknown query parameter"},
    {"repeated_parameter", 400, "Query parameter given twice"},
    {"bad_parameter", 400, "Unreadable query parameter"},
    {"bad_header", 400, "Unreadable header field"},
    {"bad_cursor", 400, "Not a cursor of this list"},
    {"bad_position", 400, "Not a Muster-Position of this server"},
    {"two_credentials", 400, "Two credentials in one request"},
    // Who is asking.
    {"unauthorized", 401, "No valid credential"},
    {"session_closed", 401, "The session of this credential is closed"},
    {"forbidden", 403, "Not allowed for this role"},
    // What is asked for.
    {"not_found", 404, "Not found"},
    {"method_not_allowed", 405, "Method not allowed"},
    {"not_acceptable", 406, "No such format"},
    {"request_timeout", 408, "The request took too long to arrive"},
    {"ambiguous_session", 409, "Two subjects have a session of this id"},
    {"id_conflict", 409, "The same id with other content"},
    {"bad_token", 409, "Not a token of a preview, or used, or too old"},
    {"already_exists", 409, "There is one of this name already"},
    {"precondition_failed", 412, "Changed by somebody else"},
    {"length_required", 411, "Content-Length is needed"},
    {"body_too_large", 413, "Body too large"},
    {"too_many_items", 413, "Too many items in one request"},
    {"target_too_long", 414, "Request target too long"},
    {"unsupported_media_type", 415, "Unsupported media type"},
    {"head_too_large", 431, "Head of the request too large"},
    // Readable and wrong.
    {"wrong_password", 422, "Not the password of the account"},
    {"bad_event", 422, "Not an event of its type"},
    {"foreign_type", 422, "Not an event of muster"},
    {"unknown_field", 422, "Unknown field"},
    {"bad_time", 422, "Not a time"},
    {"bad_tenant", 422, "Not a tenant"},
    {"bad_subject", 422, "Not a subject"},
    {"bad_session_id", 422, "Not a session id"},
    {"missing_field", 422, "A field is missing"},
    {"bad_field", 422, "A field has the wrong type"},
    {"out_of_range", 422, "Out of range"},
    {"empty_batch", 422, "No items"},
    {"no_filter", 422, "No filter given"},
    {"future_event", 422, "Event in the future"},
    {"too_old", 422, "Event too old"},
    {"ends_after_amendment", 422, "Amended time after the amendment"},
    {"place_required", 422, "A place is required"},
    {"unknown_place", 422, "Unknown place"},
    {"unknown_kind", 422, "Unknown kind"},
    {"unknown_zone", 422, "Unknown time zone"},
    {"future_as_of", 422, "as_of in the future"},
    {"unaligned_range", 422, "Range not on quarter hours"},
    {"too_many_rows", 422, "More rows than one answer may hold"},
    {"bad_policy", 422, "Not a policy"},
    {"bad_config", 422, "Not a configuration"},
    {"newer_type", 422, "Type newer than this build"},
    {"newer_format", 422, "Format newer than this build"},
    {"record_too_large", 413, "Event too large"},
    // Now is not the time.
    {"rate_limited", 429, "Too many requests"},
    {"over_budget", 503, "Over budget"},
    {"directory_full", 503, "No room in the directory"},
    {"log_unavailable", 503, "The event log is away"},
    {"log_timeout", 503, "The event log did not answer in time"},
    {"log_full", 503, "The event log is busy"},
    {"not_ready", 503, "Not ready"},
    {"shutting_down", 503, "Shutting down"},
    {"wait_timeout", 504, "Not seen in time"},
    {"not_yet", 501, "Not built yet"},
    // Stored or logged bytes, start-up, and the rest.
    {"misrouted", 500, "Record in the wrong partition"},
    {"offset_past_end", 500, "Offset past the end of the log"},
    {"offset_below_start", 500, "Offset below the start of the log"},
    {"log_discontinuity", 500, "Not the log that was read before"},
    {"wrong_partitions", 500, "Another number of partitions"},
    {"wrong_epoch", 500, "Another epoch of the log"},
    {"wrong_topic", 500, "A topic is kept otherwise than it must be"},
    {"wrong_format", 500, "Stored in another format"},
    {"data_unreadable", 500, "The event log is damaged"},
    {"data_in_use", 500, "Another process uses this log"},
    {"store_corrupt", 500, "The store is damaged"},
    {"store_locked", 500, "Another process uses this folder"},
    {"store_unavailable", 503, "The store is away"},
    {"disk_full", 503, "Disk full"},
    {"port_taken", 500, "Port in use"},
    {"io_error", 500, "Input or output failed"},
    {"internal", 500, "Internal error"},
};

}  // namespace

const ErrorClassSpec& spec(ErrorClass cls) { return kClasses[static_cast<std::size_t>(cls)]; }

std::span<const ErrorCodeSpec> all_error_codes() { return kCodes; }

const ErrorCodeSpec* find_error_code(std::string_view code) {
  const auto* it = std::find_if(std::begin(kCodes), std::end(kCodes),
                                [&](const ErrorCodeSpec& row) { return row.code == code; });
  return it == std::end(kCodes) ? nullptr : it;
}

int http_status(const Error& error) {
  const ErrorCodeSpec* row = find_error_code(error.code);
  return row != nullptr && row->http_status != 0 ? row->http_status : spec(error.cls).http_status;
}

bool is_inward(const Error& error) {
  const bool fault = error.cls == ErrorClass::corrupt || error.cls == ErrorClass::bug;
  return http_status(error) >= 500 && (fault || !error.where.empty());  // no place in a request is at fault there
}

int exit_code(const Error& error) { return spec(error.cls).exit_code; }

}  // namespace muster
