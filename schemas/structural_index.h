// Where the tokens of a JSON text begin: simdjson's first stage, which also proves that the text is
// UTF-8, that every string is closed and that none holds a raw control character.
//
// Only this stage of simdjson is used: its DOM refuses integers beyond 64 bits, which RFC 8259
// allows, and its on-demand reader does not look at what it skips. JsonReader goes by the grammar
// itself, in one pass and without copying the text. One object a thread; it keeps its buffers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace muster {

class StructuralIndex {
 public:
  StructuralIndex();
  ~StructuralIndex();
  StructuralIndex(StructuralIndex&&) noexcept;
  StructuralIndex& operator=(StructuralIndex&&) noexcept;

  // False where the text is none of the above, or empty. The text needs no padding.
  bool build(std::string_view text);

  // After a successful build(): offsets of { } [ ] : , of opening quotes and of the first characters
  // of other scalars, rising; at()[count()] is the length of the text.
  const std::uint32_t* at() const { return at_; }
  std::size_t count() const { return count_; }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  const std::uint32_t* at_ = nullptr;
  std::size_t count_ = 0;
};

}  // namespace muster
