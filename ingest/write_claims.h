// What is being written to the directory: a precondition is about what is there once that is read back,
// and there has to be room for it. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace muster::ingest {

class WriteClaims {
 public:
  WriteClaims();

  // Holds for as long as what it returns, which may outlive this. Null where `alone` is asked for and
  // somebody else writes that record already. `bytes`: what it will take, about.
  std::shared_ptr<void> claim(const std::string& key, bool alone, std::uint64_t bytes);
  std::uint64_t bytes() const;  // of all claims

 private:
  struct Writing;
  std::shared_ptr<Writing> writing_;
};

}  // namespace muster::ingest
