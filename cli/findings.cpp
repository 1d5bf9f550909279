#include "findings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "table.hpp"
#include "tare/printable.hpp"
#include "text.hpp"

namespace cli {
namespace {

Ink ink_of(tare::Severity severity) {
  switch (severity) {
    case tare::Severity::note:
      return Ink::note;
    case tare::Severity::warning:
      return Ink::warning;
    case tare::Severity::error:
      break;
  }
  return Ink::error;
}

// `.dockerignore:3: warning: root-only-name: MESSAGE`. What is about the context as a whole has no
// place, and the program says it.
std::string headline(const tare::Finding& finding, const Palette& palette) {
  const Ink ink = ink_of(finding.severity);
  const std::string message = tare::printable(finding.message);
  if (finding.path.empty()) return fmt::format("{} {}\n", palette.paint("tare:", ink), message);
  const std::string line = finding.line == 0 ? "" : fmt::format(":{}", finding.line);
  const std::string place = fmt::format("{}{}:", tare::printable(finding.path), line);
  const std::string severity = fmt::format("{}:", tare::name_of(finding.severity));
  return fmt::format("{} {} {}: {}\n", palette.paint(place, Ink::heading),
                     palette.paint(severity, ink), finding.id, message);
}

// What to do about it as complete lines, indented.
std::string fix_text(const tare::Fix& fix, const Palette& palette) {
  const std::string text = tare::text_of(fix);
  const bool labelled =
      fix.action == tare::Fix::Action::add || fix.action == tare::Fix::Action::replace;
  const std::size_t label = labelled ? text.find(':') + 1 : 0;
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::size_t middle = std::max(begin, label);
    const std::size_t line = std::min(text.find_first_not_of(' ', middle), end);
    out += fmt::format(
        "    {}{}{}\n", palette.paint(text.substr(begin, middle - begin), Ink::faint),
        std::string(line - middle, ' '),
        palette.paint(text.substr(line, end - line), labelled ? Ink::advice : Ink::plain));
    begin = end + 1;
  }
  return out;
}

// Where each is one file there is nothing to count.
std::string counted(const tare::Finding& finding, const tare::Contributor& one) {
  const auto is_one = [](const tare::Contributor& each) { return each.files == 1; };
  return std::all_of(finding.largest.begin(), finding.largest.end(), is_one)
             ? ""
             : count_of(one.files, "file", "files");
}

// `   61.2 MB  7,640 files  node_modules/  add: node_modules`
std::string largest_text(const tare::Finding& finding, std::optional<std::size_t> columns,
                         const Palette& palette) {
  using Column = Table::Column;
  Table table({{Column::Align::right, Ink::plain, Column::Fit::whole, kSizeColumns},
               {Column::Align::right},
               {Column::Align::left, Ink::plain, Column::Fit::name},
               {Column::Align::left, Ink::faint},
               {Column::Align::left, Ink::advice, Column::Fit::whole, 0, 1}});
  for (const tare::Contributor& each : finding.largest) {
    table.add({size_text(each.bytes), counted(finding, each), tare::printable(each.name),
               each.line_to_add.empty() ? "" : "add:", tare::printable(each.line_to_add)});
  }
  return table.text(columns, palette);
}

// GitHub's escapes for what follows `::`, and for the value of a property before it.
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string in_message(std::string_view text) { return escaped(text, "%\r\n"); }
std::string in_property(const std::string& text) {
  return escaped(tare::printable(text), "%\r\n:,");
}

// An annotation shows text in a proportional font, so its lines have no columns.
std::string annotation(const tare::Finding& finding, const tare::FindingsSource& source) {
  const tare::Annotation place = tare::annotation_of(finding, source);
  std::string text = tare::printable(finding.message);
  const std::string fix = tare::text_of(finding.fix);
  if (!fix.empty()) text += "\n" + fix;
  for (const tare::Contributor& each : finding.largest) {
    const std::string count = counted(finding, each);
    text +=
        fmt::format("\n{}  {}{}{}", size_text(each.bytes), count.empty() ? "" : count + "  ",
                    tare::printable(each.name),
                    each.line_to_add.empty() ? "" : "  add: " + tare::printable(each.line_to_add));
  }
  const bool note = finding.severity == tare::Severity::note;
  return fmt::format("::{} file={},line={},title={}::{}\n",
                     note ? "notice" : tare::name_of(finding.severity), in_property(place.path),
                     place.line, in_property(finding.id), in_message(text));
}

}  // namespace

CLI::Option* add_findings_format(CLI::App& command, std::string& format) {
  return command.add_option("--format", format, "text (the default), json, github or sarif")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json", "github", "sarif"}).description(""));
}

tare::FindingsSource source_of(const std::string& command, const tare::Context& context,
                               const tare::Report& report) {
  tare::FindingsSource source;
  source.command = command;
  source.directory = context.directory();
  source.files = report.context.files;
  source.bytes = report.context.bytes;
  const tare::IgnoreFile& file = context.matcher().ignore_file();
  source.ignore_file = file.file();
  if (source.ignore_file.empty()) source.ignore_file = context.path_of(".dockerignore");
  if (!file.rules().empty()) source.last_line = file.rules().back().line;
  return source;
}

std::string findings_output(std::string_view format, std::span<const tare::Finding> findings,
                            const tare::FindingsSource& source, std::optional<std::size_t> columns,
                            const Palette& palette) {
  if (format == "json") return tare::to_json(findings, source) + "\n";
  if (format == "sarif") return tare::to_sarif(findings, source) + "\n";
  std::string out;
  for (const tare::Finding& finding : findings) {
    out += format == "github" ? annotation(finding, source)
                              : headline(finding, palette) + fix_text(finding.fix, palette) +
                                    largest_text(finding, columns, palette);
  }
  return out;
}

}  // namespace cli
