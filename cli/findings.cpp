#include "findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "tare/printable.hpp"
#include "text.hpp"

namespace cli {
namespace {

constexpr std::size_t kLeastLabel = 16;

// `.dockerignore:3: warning: root-only-name: MESSAGE`. What is about the context as a whole has no
// place, and the program says it.
std::string headline(const tare::Finding& finding) {
  if (finding.path.empty()) return "tare: " + tare::printable(finding.message);
  const std::string line = finding.line == 0 ? "" : fmt::format(":{}", finding.line);
  return fmt::format("{}{}: {}: {}: {}", tare::printable(finding.path), line,
                     tare::name_of(finding.severity), finding.id, tare::printable(finding.message));
}

struct Row {
  std::string size;
  std::string files;
  std::string label;
  std::string line;
};

std::vector<Row> rows_of(const tare::Finding& finding) {
  const auto is_one = [](const tare::Contributor& each) { return each.files == 1; };
  const bool counted = !std::all_of(finding.largest.begin(), finding.largest.end(), is_one);
  std::vector<Row> rows;
  for (const tare::Contributor& each : finding.largest) {
    rows.push_back({size_text(each.bytes), counted ? count_of(each.files, "file", "files") : "",
                    tare::printable(each.name),
                    each.line_to_add.empty() ? "" : "add: " + tare::printable(each.line_to_add)});
  }
  return rows;
}

// `   61.2 MB  7,640 files  node_modules/  add: node_modules`
std::string table(std::vector<Row> rows, std::optional<std::size_t> columns) {
  const std::size_t files = widest(rows, &Row::files);
  if (columns) {
    const std::size_t around = 10 + 2 + (files != 0 ? files + 2 : 0) + 2 + widest(rows, &Row::line);
    const std::size_t left = *columns > around ? *columns - around : 0;
    for (Row& row : rows) row.label = fit(row.label, std::max(left, kLeastLabel));
  }
  const std::size_t label = widest(rows, &Row::label);
  std::string out;
  for (const Row& row : rows) {
    std::string line = fmt::format("{:>10}  ", row.size);
    if (files != 0) line += fmt::format("{:>{}}  ", row.files, files);
    line += fmt::format("{:<{}}  {}", row.label, label, row.line);
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

// What to do about it as complete lines, indented.
std::string fix_text(const tare::Fix& fix) {
  const std::string text = tare::text_of(fix);
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    out += fmt::format("    {}\n", text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

std::string text_of(const tare::Finding& finding, std::optional<std::size_t> columns) {
  return headline(finding) + "\n" + fix_text(finding.fix) + table(rows_of(finding), columns);
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
  for (const Row& row : rows_of(finding)) {
    text += fmt::format("\n{}  {}{}{}", row.size, row.files.empty() ? "" : row.files + "  ",
                        row.label, row.line.empty() ? "" : "  " + row.line);
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
                            const tare::FindingsSource& source,
                            std::optional<std::size_t> columns) {
  if (format == "json") return tare::to_json(findings, source) + "\n";
  if (format == "sarif") return tare::to_sarif(findings, source) + "\n";
  std::string out;
  for (const tare::Finding& finding : findings) {
    out += format == "github" ? annotation(finding, source) : text_of(finding, columns);
  }
  return out;
}

}  // namespace cli
