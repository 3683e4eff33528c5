// The folder of a store that is open, by what it is and not by its name: it may be renamed meanwhile. One
// thread. Not for others than the store.
#pragma once

#include <string>

#include "schemas/result.h"

namespace muster::projections {

class RocksFolder {
 public:
  RocksFolder() = default;
  RocksFolder(RocksFolder&& other) noexcept;
  RocksFolder& operator=(RocksFolder&& other) noexcept;
  ~RocksFolder();  // lets go

  // Holds one that is there, against any other store of this or another process. errors, where = the folder:
  // store_locked (refused), store_unavailable
  static Result<RocksFolder> hold(const std::string& folder);

  // As RocksDB is to call it: good while this lives, whatever the folder is called by then.
  std::string path() const;

 private:
  explicit RocksFolder(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace muster::projections
