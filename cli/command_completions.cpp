#include <memory>
#include <string>

#include "commands.hpp"
#include "completions.hpp"
#include "option_table.hpp"
#include "terminal.hpp"

namespace cli {

void add_completions(CLI::App& app) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("completions", "A script that completes all of this in a shell");
  command->footer(
      "  source <(tare completions bash)\n"
      "  tare completions fish >~/.config/fish/completions/tare.fish");
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->type_name("")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}).description(""));
  command->callback([&app, shell] {
    StandardOutput output;
    const OptionTable table = option_table(app);  // all commands are there by now
    output.write(*shell == "bash"  ? bash_completion(table)
                 : *shell == "zsh" ? zsh_completion(table)
                                   : fish_completion(table));
    output.flush();
  });
}

}  // namespace cli
