#include "deploy/muster/csv_record.h"

#include <algorithm>
#include <utility>

#include <csv.h>

namespace muster::deploy {
namespace {

constexpr unsigned char kOptions = CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL;

int no_space(unsigned char) { return 0; }  // blanks are part of a field

}  // namespace

struct CsvRecord::Impl {
  csv_parser parser{};
  char delimiter = ',';
  CsvFields fields;
  int ended = 0;

  void start() {
    csv_init(&parser, kOptions);
    csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
    csv_set_space_func(&parser, no_space);
    fields.clear();
  }
  static void on_field(void* bytes, std::size_t size, void* self) {
    auto& into = static_cast<Impl*>(self)->fields.emplace_back();
    if (bytes != nullptr) into.emplace(static_cast<const char*>(bytes), size);
  }
  static void on_end(int, void* self) { ++static_cast<Impl*>(self)->ended; }
};

CsvRecord::CsvRecord(char delimiter) : impl_(std::make_unique<Impl>()) {
  impl_->delimiter = delimiter;
  impl_->start();
}

CsvRecord::CsvRecord(CsvRecord&&) noexcept = default;
CsvRecord::~CsvRecord() {
  if (impl_) csv_free(&impl_->parser);
}

void CsvRecord::begin_anew() {
  csv_free(&impl_->parser);
  impl_->start();
}

Result<std::optional<CsvFields>> CsvRecord::take(std::string_view line) {
  Impl& self = *impl_;
  self.ended = 0;
  const auto parse = [&](std::string_view bytes) {
    return csv_parse(&self.parser, bytes.data(), bytes.size(), Impl::on_field, Impl::on_end, &self) == bytes.size();
  };
  const bool read = parse(line) && parse("\n");
  if (!read || self.ended > 1) {
    begin_anew();
    return Error{"bad_field", ErrorClass::refused, "", "not a record of comma-separated values (RFC 4180): look at its quotes"};
  }
  if (self.ended == 0) return std::optional<CsvFields>{};
  return std::optional<CsvFields>{std::exchange(self.fields, {})};
}

char delimiter_of(std::string_view header) {
  char best = ',';
  for (const char one : {';', '\t'}) {
    if (std::count(header.begin(), header.end(), one) > std::count(header.begin(), header.end(), best)) best = one;
  }
  return best;
}

}  // namespace muster::deploy
