#include "tare/error.hpp"

#include <fmt/format.h>

#include <utility>

#include "tare/printable.hpp"

namespace tare {
namespace {

std::string sentence(const std::string& where, const std::string& message,
                     const std::error_code& code) {
  std::string text =
      where.empty() ? printable(message) : tare::quoted(where) + ": " + printable(message);
  if (code) text += ": " + code.message();
  return text;
}

}  // namespace

Error::Error(const std::string& text, Fault fault, std::string where, std::size_t line,
             std::error_code code)
    : std::runtime_error(text), fault_(fault), where_(std::move(where)), line_(line), code_(code) {}

Error::Error(Fault fault, const std::string& where, const std::string& message,
             std::error_code code)
    : Error(sentence(where, message, code), fault, where, 0, code) {}

Error Error::in_line(const std::string& file, std::size_t line, const std::string& message) {
  if (line == 0) return {Fault::usage, file, message};
  return {fmt::format("{}:{}: {}", printable(file), line, printable(message)), Fault::usage, file,
          line, std::error_code()};
}

const char* Cancelled::what() const noexcept { return "cancelled"; }

std::string to_string(const Diagnostic& diagnostic) {
  return sentence(diagnostic.where, diagnostic.message, diagnostic.code);
}

}  // namespace tare
