// Lists of the directory: filters, search by name, pages in the order of ids. Whatever is written
// meanwhile, a record that is there, and meant, through all pages is on exactly one of them. Any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "processors/directory.h"

namespace muster::processors {

// Filters are and-ed; empty ones ask for nothing.
struct DirectoryQuery {
  Tenant tenant{};
  DirectoryType type = DirectoryType::subject;
  std::string q{};           // each of its words begins a word of names, e-mail, login, phone or address; folded
  std::string department{};  // it and those below it
  std::string role{};
  std::string email{};       // folded
  std::string login{};
  std::string device_type{};
  // Whether a record may be seen, by its id and department. Absent: all may.
  std::function<bool(std::string_view id, std::string_view department)> in_sight{};
  // Where all that may be seen lies: narrows down what is looked at. Empty: anywhere.
  std::string within{};
  std::string after{};       // the id behind which the page begins
};

inline constexpr std::size_t kMostLookedAt = 50'000;  // records of one page or count

struct DirectoryPage {
  std::vector<DirectoryEntry> entries;
  std::optional<std::string> next;  // `after` of the next page; none after the last one
};
// At most `limit` (at least 1) entries; fewer where many had to be looked at.
DirectoryPage search(const Directory& directory, const DirectoryQuery& query, std::size_t limit);

struct DirectoryCount {
  std::uint64_t count = 0;
  bool exact = true;  // else there are at least so many
};
// Of all pages: `after` plays no part.
DirectoryCount count(const Directory& directory, const DirectoryQuery& query);

}  // namespace muster::processors
