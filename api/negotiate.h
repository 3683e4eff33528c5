// What the headers of a read ask for: the format; and the tag that its answer has.
// Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muster::api {

// The media type of `offered` that an Accept header likes best, the first of equals; empty where it
// takes none.
std::optional<std::size_t> negotiate(std::string_view accept, std::span<const std::string_view> offered);

// A weak entity tag of 64 bits: W/"9f2c..."
std::string weak_etag(std::uint64_t hash);

}  // namespace muster::api
