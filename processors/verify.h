// Proof that rows are what their events say: a subject's history folded once more, beside the store, and
// the rows compared byte for byte. What pings vouched for and locations are taken as stored, since the
// store keeps no event of them; all else is made anew. One thread; reads only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/keys.h"
#include "projections/kv.h"
#include "schemas/time.h"

namespace muster::processors {

struct Difference {
  enum class What { missing, extra, other };  // in the store
  What what{};
  projections::Family family{};
  Tenant tenant;
  SubjectId subject;  // empty: of the tenant's sums
  std::string key;
};

struct VerifyReport {
  std::uint64_t subjects = 0;
  std::uint64_t events = 0;                 // folded again
  std::uint64_t rows = 0;                   // compared
  std::uint64_t differing = 0;              // rows
  std::vector<Difference> differences;      // the first kMost of them
  static constexpr std::size_t kMost = 100;
};

class Verifier {
 public:
  // `now` is the latest that an event may have been accepted. The reads outlive this.
  Verifier(const projections::Reads& stored, Timestamp now) : stored_(stored), now_(now) {}

  // The first subject whose rows begin after `key`; empty: there is none.
  std::optional<projections::keys::OwnedScope> next(std::string_view after) const;
  static std::string scope_of(const projections::keys::OwnedScope& subject);
  static std::string behind(const projections::keys::OwnedScope& subject);  // where the next may begin

  // Throws ReadFailure.
  void check(const projections::keys::OwnedScope& subject);
  // Once every subject was checked: the tenants' hours, and indexes without a session.
  void check_sums();

  const VerifyReport& report() const { return report_; }

 private:
  using Rows = std::map<std::string, std::string, std::less<>>;

  void compare(projections::Family f, const Rows& made, const Rows& found, const projections::keys::OwnedScope& subject);
  void differ(Difference::What what, projections::Family f, const projections::keys::OwnedScope& subject, std::string key);

  const projections::Reads& stored_;
  const Timestamp now_;
  Rows tenant_hours_;
  std::map<projections::Family, std::uint64_t> indexed_;  // entries that the subjects' rows make
  VerifyReport report_;
};

}  // namespace muster::processors
