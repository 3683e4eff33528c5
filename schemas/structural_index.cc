#include "schemas/structural_index.h"

#include <algorithm>

#include <simdjson.h>

namespace muster {

struct StructuralIndex::Impl {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
};

StructuralIndex::StructuralIndex() : impl_(std::make_unique<Impl>()) {}
StructuralIndex::~StructuralIndex() = default;
StructuralIndex::StructuralIndex(StructuralIndex&&) noexcept = default;
StructuralIndex& StructuralIndex::operator=(StructuralIndex&&) noexcept = default;

bool StructuralIndex::build(std::string_view text) {
  constexpr std::size_t kLeastCapacity = 4096;
  constexpr std::size_t kDepth = 1;  // of the second stage, which never runs
  auto& parser = impl_->parser;
  count_ = 0;
  if (text.empty() || text.size() > simdjson::SIMDJSON_MAXSIZE_BYTES / 2) return false;
  if (!parser || parser->capacity() < text.size()) {
    const std::size_t capacity = std::max(kLeastCapacity, text.size() * 2);
    const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, kDepth, parser);
    if (error != simdjson::SUCCESS) return false;
  }
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  if (parser->stage1(bytes, text.size(), simdjson::stage1_mode::regular) != simdjson::SUCCESS) return false;
  at_ = parser->structural_indexes.get();
  count_ = parser->n_structural_indexes;
  return true;
}

}  // namespace muster
