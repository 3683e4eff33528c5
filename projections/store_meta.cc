#include "projections/store_meta.h"

#include <charconv>

#include <fmt/core.h>

#include "projections/codec.h"
#include "projections/index_keys.h"

namespace muster::projections {
namespace {

std::optional<std::uint32_t> number(const std::string& text) {
  std::uint32_t v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return v;
}

Status write_meta(Store& store, std::uint32_t partitions) {
  auto batch = store.batch();
  batch->put(Family::meta, keys::kFormat, std::to_string(kStoreFormat));
  batch->put(Family::meta, keys::kPartitions, std::to_string(partitions));
  if (Status done = store.commit(std::move(batch)); !done) return done;
  return store.sync();
}

Error wrong_format(std::uint32_t found, const std::string& folder) {
  const std::string next = found > kStoreFormat
                               ? "Run the newer muster that wrote it, or move the folder away"
                               : fmt::format("Stop muster, then: mv '{0}' '{0}.old'", folder);
  return {"wrong_format", ErrorClass::refused, folder,
          fmt::format("The state has format {}, this build reads {}. {}; the next start rebuilds the "
                      "state from the log.", found, kStoreFormat, next)};
}

Error corrupt_meta(const std::string& folder) {
  Error error = corrupt_row("meta");
  error.where = folder;
  return error;
}

Error wrong_partitions(std::uint32_t found, std::uint32_t wanted, const std::string& folder) {
  return {"wrong_partitions", ErrorClass::refused, folder,
          fmt::format("The state was made of a log of {0} partitions, this log has {1}. Point --log at the "
                      "log it was made of, or stop muster, then: mv '{2}' '{2}.old'; the next start "
                      "rebuilds the state.", found, wanted, folder)};
}

}  // namespace

std::optional<std::uint32_t> format_number(const std::string& text) { return number(text); }

Result<StoreMeta> read_meta(const Reads& reads, const std::string& folder) {
  const auto format = reads.get(Family::meta, keys::kFormat);
  const auto partitions = reads.get(Family::meta, keys::kPartitions);
  const auto found_format = format ? number(*format) : std::nullopt;
  const auto found = partitions ? number(*partitions) : std::nullopt;
  if (!found_format || !found) return corrupt_meta(folder);
  return StoreMeta{*found_format, *found, reads.get(Family::meta, keys::kEpoch).value_or("")};
}

Status check_format(std::uint32_t format, const std::string& folder, std::uint32_t oldest) {
  return oldest <= format && format <= kStoreFormat ? Status(Done{}) : Status(wrong_format(format, folder));
}

Status check_meta(Store& store, std::uint32_t partitions, const std::string& folder, std::uint32_t oldest) {
  const auto reads = store.snapshot();
  if (!reads->get(Family::meta, keys::kFormat) && !reads->get(Family::meta, keys::kPartitions)) return write_meta(store, partitions);
  const auto found = read_meta(*reads, folder);
  if (!found) return found.error();
  if (Status format = check_format(found->format, folder, oldest); !format) return format;
  if (found->partitions != partitions) return wrong_partitions(found->partitions, partitions, folder);
  return Done{};
}

}  // namespace muster::projections
