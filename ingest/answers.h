// Answers of the door as HTTP: one object or a list, and the status of the whole. Pure; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "api/http/message.h"
#include "ingest/door.h"

namespace muster::ingest {

// `wait`: what the client preferred, named back where it was honoured.
http::Response to_response(const WriteAnswer& answer, std::string_view request_id,
                           std::optional<std::chrono::seconds> wait);

// The status of a list: `taken` if an item was; that of all where they are refused alike; else 422.
int status_of_list(const std::vector<int>& items, int taken);

}  // namespace muster::ingest
