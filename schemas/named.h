// Named<Tag>: a string that only mixes with strings of its own meaning (a tenant is no subject).
// Comparison is bytewise, see docs/semantics.md, Words. Plain value; any thread.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace muster {

template <class Tag>
class Named {
 public:
  Named() = default;
  explicit Named(std::string text) : text_(std::move(text)) {}
  explicit Named(std::string_view text) : text_(text) {}
  explicit Named(const char* text) : text_(text) {}

  const std::string& str() const { return text_; }
  std::string_view view() const { return text_; }
  bool empty() const { return text_.empty(); }
  void assign(std::string_view text) { text_.assign(text); }  // keeps its capacity

  friend bool operator==(const Named&, const Named&) = default;
  friend std::strong_ordering operator<=>(const Named& a, const Named& b) {
    return a.text_.compare(b.text_) <=> 0;
  }

 private:
  std::string text_;
};

using Tenant = Named<struct TenantTag>;
using SubjectId = Named<struct SubjectTag>;
using SessionId = Named<struct SessionTag>;
using EventId = Named<struct EventIdTag>;
using Kind = Named<struct KindTag>;
using PlaceId = Named<struct PlaceTag>;

}  // namespace muster

template <class Tag>
struct std::hash<muster::Named<Tag>> {
  std::size_t operator()(const muster::Named<Tag>& n) const noexcept {
    return std::hash<std::string_view>{}(n.view());
  }
};
