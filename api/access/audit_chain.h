// Whether the entries of an audit are those that were written: nothing altered, dropped, put in between or in
// another order. Given twice, in the order of the log. One thread.
//
// What can't be told: that entries are gone which nobody has named since, that is the last of a chain whose
// writer wrote no more and after which no other began, or a whole chain of that sort. `heads()` names the last
// entry of each: whoever keeps them elsewhere can ask for them later. And whoever can write the topic can
// write another history with hashes that fit: then only a head that was kept tells.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/access/audit_record.h"

namespace muster::access {

struct AuditFault {
  enum class What { altered, dropped, reordered, unreadable };
  What what{};
  Tenant tenant;
  Link first, last;       // of a dropped row of entries its ends, else both the entry
  std::string where;      // topic:partition:offset of where it showed
};

struct AuditHead {
  Tenant tenant;
  Link link;
  std::string digest;
};

class AuditCheck {
 public:
  static constexpr std::size_t kMostFaults = 1000;  // that are kept; all are counted

  AuditCheck();
  ~AuditCheck();

  // First all records once: what the beginnings of chains name.
  void expect(std::string_view bytes);
  // Then all of them again. `where`: topic:partition:offset.
  void check(std::string_view bytes, const std::string& where);
  void finish();  // what never came is dropped

  std::uint64_t entries() const;
  std::uint64_t faulty() const;
  const std::vector<AuditFault>& faults() const;
  std::vector<AuditHead> heads() const;
  // One of those that were checked has that digest.
  bool saw(std::string_view head) const;
  void look_for(std::string head);  // before check()

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

std::string_view name_of(AuditFault::What what);

}  // namespace muster::access
