// The nested objects of an item: device, place, labels, policy. A part of reading bodies (body.h).
#pragma once

#include <map>
#include <string>

#include "ingest/item_reader.h"

namespace muster::ingest {

void read_device(ItemReader& in, Device& out);
void read_labels(ItemReader& in, std::map<std::string, std::string>& out);
// As events carry them; only items of role replay bring them.
void read_place(ItemReader& in, Place& out);
void read_policy(ItemReader& in, Policy& out);

}  // namespace muster::ingest
