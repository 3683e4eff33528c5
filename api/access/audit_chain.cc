#include "api/access/audit_chain.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace muster::access {
namespace {

constexpr std::size_t kRemembered = 1024;  // of a chain: an append that is repeated is no longer
constexpr std::size_t kMostMissing = 100'000;

using ChainName = std::pair<Tenant, std::string>;

struct Chain {
  std::uint64_t last = 0;      // seq of the entry that the next one follows
  std::uint64_t greatest = 0;  // seen
  std::string digest;          // of `last`
  std::set<std::uint64_t> missing;
  std::map<std::uint64_t, std::string> recent;  // digests of those seen of late, by seq

  const std::string* seen(std::uint64_t seq) const {
    const auto it = recent.find(seq);
    return it == recent.end() ? nullptr : &it->second;
  }

  void go_on_from(std::uint64_t seq, const std::string& found) {
    last = seq;
    digest = found;
    greatest = std::max(greatest, seq);
    remember(seq, found);
  }

  void remember(std::uint64_t seq, const std::string& found) {
    missing.erase(seq);
    recent[seq] = found;
    if (recent.size() > kRemembered) recent.erase(recent.begin());
  }
};

}  // namespace

struct AuditCheck::Impl {
  void fault(AuditFault::What what, const Tenant& tenant, const Link& first, const Link& last, const std::string& where) {
    ++faulty;
    if (faults.size() < kMostFaults) faults.push_back({what, tenant, first, last, where});
  }

  void fault(AuditFault::What what, const AuditRecord& record, const Link& link, const std::string& where) {
    fault(what, record.entry.tenant, link, link, where);
  }

  // Somebody's beginning names this one.
  void meet(const AuditRecord& record, const std::string& found, const std::string& where) {
    const auto it = named.find({record.entry.tenant, record.link});
    if (it == named.end()) return;
    if (it->second != found) fault(AuditFault::What::altered, record, record.link, where);
    named.erase(it);
  }

  // An append that failed in part is repeated as a whole: entries may come again, and those that had not come
  // the first time come after later ones. So the chain may step back to an entry that follows a known one; what
  // was ahead of it must then come again.
  void follow(Chain& chain, const AuditRecord& record, const std::string& found, const std::string& where) {
    const std::uint64_t seq = record.link.seq;
    if (seq > chain.last + 1) {
      skip(chain, record, where);
    } else if (seq == chain.last + 1) {
      if (seq > 1 && record.previous != chain.digest) fault(AuditFault::What::altered, record, {record.link.chain, chain.last}, where);
    } else if (const std::string* before = chain.seen(seq - 1); seq > 1 && (before == nullptr || *before != record.previous)) {
      fault(AuditFault::What::reordered, record, record.link, where);
      return chain.remember(seq, found);
    }
    chain.go_on_from(seq, found);
  }

  // Between the last entry and this one: what never came yet, or came too early.
  void skip(Chain& chain, const AuditRecord& record, const std::string& where) {
    for (std::uint64_t gone = chain.last + 1; gone < record.link.seq && chain.missing.size() < kMostMissing; ++gone) {
      if (chain.seen(gone) != nullptr) {
        fault(AuditFault::What::reordered, record, {record.link.chain, gone}, where);
      } else {
        chain.missing.insert(gone);
      }
    }
  }

  void check(const AuditRecord& record, const std::string& found, const std::string& where) {
    ++entries;
    Chain& chain = chains[{record.entry.tenant, record.link.chain}];
    const std::string* known = chain.seen(record.link.seq);
    if (known != nullptr && *known == found) return chain.go_on_from(record.link.seq, found);
    meet(record, found, where);
    if (known != nullptr) return fault(AuditFault::What::altered, record, record.link, where);  // two of one number
    follow(chain, record, found, where);
  }

  // Rows of missing entries, each once.
  void tell_missing(const ChainName& name, const Chain& chain) {
    for (auto it = chain.missing.begin(); it != chain.missing.end();) {
      const std::uint64_t first = *it;
      std::uint64_t last = first;
      for (++it; it != chain.missing.end() && *it == last + 1; ++it) last = *it;
      fault(AuditFault::What::dropped, name.first, {name.second, first}, {name.second, last}, "");
    }
  }

  std::map<std::pair<Tenant, Link>, std::string> named;  // by beginnings: digest
  std::map<ChainName, Chain> chains;
  std::uint64_t entries = 0, faulty = 0;
  std::vector<AuditFault> faults;
  std::string wanted;
  bool saw_wanted = false;
};

AuditCheck::AuditCheck() : impl_(std::make_unique<Impl>()) {}
AuditCheck::~AuditCheck() = default;

void AuditCheck::expect(std::string_view bytes) {
  const auto record = decode_audit(bytes);
  if (record.ok() && !record->after.chain.empty()) impl_->named[{record->entry.tenant, record->after}] = record->previous;
}

void AuditCheck::check(std::string_view bytes, const std::string& where) {
  const std::string found = digest(bytes);
  impl_->saw_wanted = impl_->saw_wanted || found == impl_->wanted;
  const auto record = decode_audit(bytes);
  if (record.ok()) return impl_->check(*record, found, where);
  impl_->fault(AuditFault::What::unreadable, {}, {}, {}, where);
}

void AuditCheck::finish() {
  for (const auto& [name, chain] : impl_->chains) {
    impl_->tell_missing(name, chain);
    if (chain.greatest > chain.last) {
      impl_->fault(AuditFault::What::reordered, name.first, {name.second, chain.last + 1}, {name.second, chain.greatest}, "");
    }
  }
  for (const auto& [which, digest_of] : impl_->named) {
    const auto chain = impl_->chains.find({which.first, which.second.chain});
    const bool told = chain != impl_->chains.end() && chain->second.missing.contains(which.second.seq);
    if (!told) impl_->fault(AuditFault::What::dropped, which.first, which.second, which.second, "");
  }
}

std::uint64_t AuditCheck::entries() const { return impl_->entries; }
std::uint64_t AuditCheck::faulty() const { return impl_->faulty; }
const std::vector<AuditFault>& AuditCheck::faults() const { return impl_->faults; }
bool AuditCheck::saw(std::string_view head) const { return impl_->wanted == head && impl_->saw_wanted; }
void AuditCheck::look_for(std::string head) { impl_->wanted = std::move(head); }

std::vector<AuditHead> AuditCheck::heads() const {
  std::vector<AuditHead> out;
  for (const auto& [name, chain] : impl_->chains) out.push_back({name.first, {name.second, chain.last}, chain.digest});
  return out;
}

std::string_view name_of(AuditFault::What what) {
  switch (what) {
    case AuditFault::What::altered: return "altered";
    case AuditFault::What::dropped: return "dropped";
    case AuditFault::What::reordered: return "reordered";
    case AuditFault::What::unreadable: return "unreadable";
  }
  return "";
}

}  // namespace muster::access
