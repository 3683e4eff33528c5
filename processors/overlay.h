// The store as it will be after the next flush: what is committed, under what is not yet written.
// One thread.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "projections/kv.h"

namespace muster::processors {

class Overlay {
 public:
  explicit Overlay(const projections::Store& store);

  std::optional<std::string> get(projections::Family f, std::string_view key) const;
  // Keys in [from, to), rising or falling, until `visit` says enough.
  void scan(projections::Family f, std::string_view from, std::string_view to,
            const projections::Visit& visit) const;
  void scan_back(projections::Family f, std::string_view from, std::string_view to,
                 const projections::Visit& visit) const;

  void put(projections::Family f, std::string key, std::string value);
  void erase(projections::Family f, std::string key);

  const projections::Reads& committed() const { return *committed_; }
  std::size_t bytes() const { return bytes_; }
  bool empty() const { return bytes_ == 0; }

  void write_to(projections::Batch& batch) const;
  void clear();

 private:
  using Table = std::map<std::string, std::optional<std::string>, std::less<>>;  // empty: erased
  const Table& table(projections::Family f) const { return tables_[static_cast<std::size_t>(f)]; }

  std::unique_ptr<projections::Reads> committed_;
  std::array<Table, projections::kFamilyCount> tables_;
  std::size_t bytes_ = 0;
};

}  // namespace muster::processors
