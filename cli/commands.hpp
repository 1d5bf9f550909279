#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

/// One function a command: it adds the command to `app`, with what it does when it is chosen.
namespace cli {

void add_report(CLI::App& app);
void add_pack(CLI::App& app);
void add_ls(CLI::App& app);
void add_why(CLI::App& app);
void add_lint(CLI::App& app);
void add_check(CLI::App& app);
void add_suggest(CLI::App& app);
void add_stages(CLI::App& app);
void add_diff(CLI::App& app);
void add_digest(CLI::App& app);
/// `words` are all arguments of the program.
void add_build(CLI::App& app, const std::vector<std::string>& words);
void add_completions(CLI::App& app);

/// What a command throws that has done its work when the answer is no, which is exit code 1.
struct AnswerIsNo {};

}  // namespace cli
