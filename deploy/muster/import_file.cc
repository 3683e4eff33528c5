#include "deploy/muster/import_file.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "schemas/ids.h"
#include "schemas/json_reader.h"
#include "schemas/json_writer.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kFingerprinted = 4096;
constexpr std::size_t kShownOfTooLong = 256;

Error unreadable(const std::filesystem::path& file, const char* hint) {
  return Error{"io_error", ErrorClass::refused, file.string(), hint};
}

Error missing(const char* where, const char* hint) { return Error{"missing_field", ErrorClass::refused, where, hint}; }

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

Result<ImportLines> ImportLines::open(const std::filesystem::path& file) {
  ImportLines lines;
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed)) return unreadable(file, "there is no such file");
  lines.in_.open(file, std::ios::binary);
  lines.size_ = std::filesystem::file_size(file, failed);
  if (!lines.in_ || failed) return unreadable(file, "the file can't be read");
  return lines;
}

void ImportLines::go_to(std::uint64_t offset, std::uint64_t number) {
  in_.clear();
  in_.seekg(static_cast<std::streamoff>(offset));
  offset_ = offset;
  number_ = number;
}

std::string ImportLines::fingerprint(std::uint64_t offset) {
  const std::uint64_t from = offset - std::min(offset, kFingerprinted);
  std::string bytes(offset - from, '\0');
  const auto position = in_.tellg();
  in_.clear();
  in_.seekg(static_cast<std::streamoff>(from));
  in_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  in_.clear();
  in_.seekg(position < 0 ? static_cast<std::streamoff>(offset_) : static_cast<std::streamoff>(position));
  return derived_id({"import", bytes});
}

std::optional<ImportLine> ImportLines::next() {
  ImportLine line;
  std::streambuf& bytes = *in_.rdbuf();
  for (;;) {
    const int byte = bytes.sbumpc();
    const bool ended = byte == std::char_traits<char>::eof();
    if (!ended) ++offset_;
    if (!ended && byte != '\n') {
      line.too_long = line.too_long || line.text.size() == kMaxImportLine;
      if (!line.too_long) line.text += static_cast<char>(byte);
      continue;
    }
    if (ended && line.text.empty()) return std::nullopt;
    line.number = number_++;
    line.end = offset_;
    if (line.too_long) line.text.resize(kShownOfTooLong);
    if (!blank(line.text)) return line;
    line = {};
  }
}

Result<std::string> stamped(std::string_view line) {
  JsonReader reader;
  std::string out;
  bool timed = false, sent = false, accepted = false;
  if (reader.load(line) && reader.enter_object()) {
    std::string_view name;
    while (reader.next_field(name)) {
      std::string key;
      append_json_string(key, name);
      timed = timed || name == "time";
      sent = sent || name == "sentat";
      accepted = accepted || name == "ingesttime";
      const bool ours = name == "imported";
      const std::string_view value = reader.skip();
      if (!ours) out.append(out.empty() ? "{" : ",").append(key).append(":").append(value);
    }
  }
  if (out.empty() || reader.malformed() || !reader.at_end()) {
    return Error{"bad_json", ErrorClass::invalid, "", "a line is one CloudEvent, a JSON object"};
  }
  if (!timed) return missing("/time", "an import says when each event was: without it, a second run would count it twice");
  if (sent && !accepted) return missing("/ingesttime", "`time` is corrected by `sentat` and this: without it, each run would make another time");
  return out.append(",\"imported\":true}");
}

std::optional<ImportProgress> read_progress(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return std::nullopt;
  const Json json = Json::parse(in, nullptr, false);
  try {
    return ImportProgress{json.at("target"), json.at("fingerprint"), json.at("offset"), json.at("line"),
                          json.at("taken"),  json.at("refused"),     json.at("reject_bytes")};
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

Status write_progress(const std::filesystem::path& file, const ImportProgress& progress) {
  const Json json{{"target", progress.target}, {"fingerprint", progress.fingerprint}, {"offset", progress.offset},
                  {"line", progress.line},     {"taken", progress.taken},             {"refused", progress.refused},
                  {"reject_bytes", progress.reject_bytes}};
  const std::filesystem::path coming = file.string() + ".new";
  std::ofstream out(coming, std::ios::trunc);
  out << json.dump() << '\n';
  out.close();
  std::error_code failed;
  if (out) std::filesystem::rename(coming, file, failed);
  if (!out || failed) return unreadable(file, "the progress can't be written beside the file: copy it to a folder of yours");
  return Done{};
}

RejectFile::RejectFile(std::filesystem::path file, std::uint64_t keep) : path_(std::move(file)), bytes_(keep) {
  std::error_code ignored;
  if (keep > 0) {
    std::filesystem::resize_file(path_, keep, ignored);
  } else {
    std::filesystem::remove(path_, ignored);
  }
}

void RejectFile::add(const ImportLine& line, const Error& why) {
  const Json json{{"line", line.number}, {"code", why.code}, {"where", why.where}, {"reason", why.hint}, {"text", line.text}};
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
  if (!out_.is_open()) out_.open(path_, std::ios::app | std::ios::binary);
  out_ << text;
  bytes_ += text.size();
}

Result<std::uint64_t> RejectFile::flush() {
  if (out_.is_open() && !out_.flush()) return unreadable(path_, "refused lines can't be written there");
  return bytes_;
}

}  // namespace muster::deploy
