// Answers that are sheets, and what their rows say of people. One thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "api/reading.h"
#include "api/sheet.h"

namespace muster::api {

struct Person {
  std::string first_name, last_name, department;
};
// As the directory has it; nothing of who is not in it.
Person person_of(const Services& services, const Tenant& tenant, const SubjectId& subject);

// Hours with as many decimals as tell a second: 7.5.
double decimal_hours(Duration time);

using Fill = std::function<Status(Sheet&)>;

// The file, in one of the two formats. errors: of `fill`; those of Sheet
Result<std::string> make_sheet(const Services& services, std::string_view format, std::span<const std::string_view> columns,
                               const Zone& zone, const Fill& fill);

// The same as the answer to a read, noted in the audit. `name`: of the file, [a-z0-9-].
Result<Answer> sheet_answer(const Reading& reading, std::string_view name, std::span<const std::string_view> columns,
                            const Zone& zone, const Fill& fill);

}  // namespace muster::api
