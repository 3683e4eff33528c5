#include "deploy/muster/import_file.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "deploy/muster/replace_file.h"
#include "schemas/ids.h"
#include "schemas/json_reader.h"
#include "schemas/json_writer.h"

namespace muster::deploy {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kFingerprinted = 4096;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr int kEnd = std::char_traits<char>::eof();
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
  if (!std::filesystem::is_regular_file(file, failed)) return unreadable(file, std::filesystem::exists(file, failed) ? "it is no file" : "there is no such file");
  lines.in_.open(file, std::ios::binary);
  lines.size_ = std::filesystem::file_size(file, failed);
  if (!lines.in_ || failed) return unreadable(file, "the file can't be read");
  std::string first(kByteOrderMark.size(), '\0');
  lines.in_.read(first.data(), static_cast<std::streamsize>(first.size()));
  if (first == kByteOrderMark) lines.start_ = first.size();
  lines.go_to(0, 1);
  return lines;
}

void ImportLines::go_to(std::uint64_t offset, std::uint64_t number) {
  offset_ = std::max(offset, start_);
  in_.clear();
  in_.seekg(static_cast<std::streamoff>(offset_));
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

int ImportLines::take() {
  const int byte = in_.rdbuf()->sbumpc();
  if (byte != kEnd) ++offset_;
  return byte;
}

std::optional<ImportLine> ImportLines::next(bool blank_too) {
  ImportLine line;
  for (;;) {
    const int byte = take();
    const bool ended = byte == kEnd;
    if (!ended && byte != '\n') {
      line.too_long = line.too_long || line.text.size() == kMaxImportLine;
      if (!line.too_long) line.text += static_cast<char>(byte);
      continue;
    }
    if (ended && line.text.empty()) return std::nullopt;
    line.number = number_++;
    line.end = offset_;
    if (line.too_long) line.text.resize(kShownOfTooLong);
    if (blank_too || !blank(line.text)) return line;
    line = {};
  }
}

std::optional<ImportLine> ImportLines::next_object() {
  ImportLine line;
  line.height = 0;
  int depth = 0;
  bool quoted = false, escaped = false;
  for (;;) {
    const int byte = take();
    if (byte == kEnd && line.text.empty()) return std::nullopt;
    if (byte == '\n') ++number_;
    const bool between = depth == 0 && line.text.empty();
    if (between && std::string_view{" \t\r\n,[]"}.find(static_cast<char>(byte)) != std::string_view::npos) continue;
    if (line.text.empty()) line.number = number_;
    const bool ended = byte == kEnd || (depth == 0 && !line.text.empty() && byte == '\n');
    if (!ended) {
      line.too_long = line.too_long || line.text.size() == kMaxImportLine;
      if (!line.too_long) line.text += static_cast<char>(byte);
      if (quoted) {
        quoted = escaped || byte != '"';
        escaped = !escaped && byte == '\\';
        continue;
      }
      quoted = byte == '"' && depth > 0;
      if (byte == '{' || byte == '[') ++depth;
      if (byte == '}' || byte == ']') --depth;
      if (depth > 0 || byte != '}') continue;
    }
    line.end = offset_;
    line.height = number_ - line.number;
    if (line.too_long) line.text.resize(kShownOfTooLong);
    return line;
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
                          json.at("taken"),  json.at("present"),     json.at("refused"), json.at("reject_bytes")};
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

Status write_progress(const std::filesystem::path& file, const ImportProgress& progress) {
  const Json json{{"target", progress.target}, {"fingerprint", progress.fingerprint}, {"offset", progress.offset},
                  {"line", progress.line},     {"taken", progress.taken},             {"present", progress.present},
                  {"refused", progress.refused}, {"reject_bytes", progress.reject_bytes}};
  if (replace_file(file, json.dump() + '\n')) return Done{};
  return unreadable(file, "the progress can't be written beside the file: copy it to a folder of yours");
}

RejectFile::RejectFile(std::filesystem::path file, std::uint64_t keep, std::string table)
    : path_(std::move(file)), table_(std::move(table)) {
  std::error_code absent, ignored;
  const std::uintmax_t there = std::filesystem::file_size(path_, absent);
  if (!absent) bytes_ = std::min<std::uint64_t>(keep, there);  // somebody may have taken it away meanwhile
  if (bytes_ > 0) {
    std::filesystem::resize_file(path_, bytes_, ignored);
  } else {
    std::filesystem::remove(path_, ignored);
  }
}

void RejectFile::add(const ImportLine& line, const Error& why) {
  Json json{{"line", line.number}, {"code", why.code}, {"where", why.where}, {"reason", why.hint}, {"text", line.text}};
  if (!table_.empty()) json["table"] = table_;
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
  if (!out_.is_open()) out_.open(path_, std::ios::app | std::ios::binary);
  out_ << text;
  bytes_ += text.size();
  written_ = written_ && out_.good();
}

Result<std::uint64_t> RejectFile::flush() {
  if (!written_ || (out_.is_open() && !out_.flush())) return unreadable(path_, "refused lines can't be written there");
  return bytes_;
}

}  // namespace muster::deploy
