// Ids made at the door (docs/semantics.md, Ids). The grammar is a stored format: golden values in a test.
// Pure but for the random ones; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/named.h"
#include "schemas/result.h"

namespace muster {

// UUIDv5 in muster's namespace over the fields, each as <length in bytes, decimal>:<bytes>.
std::string derived_id(const std::vector<std::string_view>& fields);

std::string random_id();  // UUIDv4, from the kernel's generator

// murmur2 as Kafka's Java client has it, and its partition: (murmur2(key) & 0x7fffffff) mod P.
std::uint32_t murmur2(std::string_view bytes);
std::uint32_t partition_of(std::string_view record_key, std::uint32_t partitions);

// RFC 8785 canonical form of a JSON text (numbers as IEEE doubles, keys sorted by UTF-16).
// error: bad_json (invalid)
Result<std::string> canonical_json(std::string_view json);

// Shape of the ids a client may choose. errors: bad_tenant, bad_subject, bad_session_id (invalid)
Result<Tenant> parse_tenant(std::string_view text);        // [a-z0-9-]{1,64}
Result<SubjectId> parse_subject(std::string_view text);    // 1-128 bytes UTF-8, folded to NFC, no control characters, not . or ..
Result<SessionId> parse_session_id(std::string_view text); // 1-64 of [A-Za-z0-9._:-], not . or ..

// Whether a text has that shape as it stands (a subject: in NFC already, or the . and .. of older events).
bool is_tenant(std::string_view text);
bool is_subject(std::string_view text);
bool is_session_id(std::string_view text);

}  // namespace muster
