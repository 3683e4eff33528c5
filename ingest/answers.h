// Answers of the door as HTTP: one object or a list, and the status of the whole. Pure; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "api/http/message.h"
#include "api/http/problem.h"
#include "ingest/door.h"

namespace muster::ingest {

// `wait`: what the client preferred, named back where it was honoured.
http::Response to_response(const WriteAnswer& answer, std::string_view request_id,
                           std::optional<std::chrono::seconds> wait);

// What is wrong, and where: those faults that have a place.
std::vector<http::ProblemItem> problem_items(const std::vector<Error>& faults);
// The first of them as the problem; at least one.
http::Response problem_of(const std::vector<Error>& faults, std::string_view request_id);

// The status of a list: `taken` if an item was; that of all where they are refused alike; else 422.
int status_of_list(const std::vector<int>& items, int taken);

}  // namespace muster::ingest
