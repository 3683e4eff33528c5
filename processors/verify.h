// Proof that rows are what their events say: a subject's history folded once more, beside the store, and
// the rows compared byte for byte. What pings vouched for, locations, and that an event had other copies are
// taken as stored, since the store keeps no event of them; all else is made anew. Where checkpoints lie and
// when a timer looks at a session sooner than need be follow from the order in which events came: of them is
// compared what they say. One thread; reads only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "processors/made_again.h"
#include "projections/keys.h"
#include "projections/kv.h"
#include "schemas/time.h"

namespace muster::processors {

struct Difference {
  enum class What { missing, extra, other };  // in the store
  What what{};
  projections::Family family{};
  Tenant tenant;
  SubjectId subject;  // empty: of the tenant's sums, or an entry of nobody's
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
  // `now` is the latest at which the state may have been written. The reads outlive this. Reads all timers,
  // and keeps some bytes of each; throws ReadFailure.
  Verifier(const projections::Reads& stored, Timestamp now);

  // The first subject whose rows begin after `key`; empty: there is none.
  std::optional<projections::keys::OwnedScope> next(std::string_view after) const;
  static std::string scope_of(const projections::keys::OwnedScope& subject);
  static std::string behind(const projections::keys::OwnedScope& subject);  // where the next may begin

  // Throws ReadFailure.
  void check(const projections::keys::OwnedScope& subject);
  // Once every subject was checked: the tenants' hours, and entries of indexes that no session makes.
  void check_sums();

  const VerifyReport& report() const { return report_; }

 private:
  using Rows = std::map<std::string, std::string, std::less<>>;
  using Scope = projections::keys::OwnedScope;
  using Family = projections::Family;

  std::optional<Timestamp> first_timer(std::string_view of) const;
  void compare(Family f, const Rows& made, const Rows& found, const Scope& subject);
  void compare_entries(Family f, const projections::Reads& made, const projections::Reads& earlier, const Scope& subject);
  void compare_timers(const projections::Reads& made, const Scope& subject);
  void compare_checkpoints(const MadeAgain& made, const Scope& subject);
  void compare_head(const MadeAgain& made, const Scope& subject);
  void differ(Difference::What what, Family f, const Scope& subject, std::string key);

  const projections::Reads& stored_;
  const Timestamp now_;
  std::unordered_map<std::uint64_t, Timestamp> timers_;  // the first of each subject, and of each session, by hash
  Rows tenant_hours_;
  std::map<Family, std::uint64_t> indexed_;  // entries that were found to be some subject's
  VerifyReport report_;
};

}  // namespace muster::processors
