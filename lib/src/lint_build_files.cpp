#include <fmt/format.h>

#include <boost/filesystem.hpp>
#include <span>
#include <utility>

#include "lint_tree.hpp"
#include "os.hpp"

namespace tare {
namespace {

namespace fs = boost::filesystem;

class BuildFilePart : public LintPart {
 public:
  explicit BuildFilePart(const Context& context) : context_(context) {}

  void finish(const Report& report, std::vector<Finding>& findings) override {
    look_at_dockerfile(findings);
    look_at_ignore_file(report.matcher.ignore_file(), findings);
  }

 private:
  void look_at_dockerfile(std::vector<Finding>& findings) const {
    const fs::path path = context_.dockerfile();
    boost::system::error_code error;
    if (fs::symlink_status(path, error).type() != fs::symlink_file) return;
    const fs::path root = fs::canonical(context_.directory(), error);
    const fs::path parent = fs::canonical(fs::absolute(path).parent_path(), error);
    if (error || !is_below(root, parent / path.filename())) return;
    const fs::path target = fs::canonical(path, error);
    if (!error && is_below(root, target)) return;
    Finding finding = finding_of("dockerfile-outside");
    finding.path = path.string();
    finding.message = error ? "the Dockerfile is a link that leads nowhere"
                            : "the Dockerfile is a link out of the context";
    finding.fix.text = "copy the file here in place of the link";
    findings.push_back(std::move(finding));
  }

  static bool is_below(const fs::path& root, const fs::path& path) {
    const fs::path relative = path.lexically_relative(root);
    return !relative.empty() && *relative.begin() != "..";
  }

  void look_at_ignore_file(const IgnoreFile& file, std::vector<Finding>& findings) const {
    if (!file.rules().empty() || file.file() != context_.dockerfile() + ".dockerignore") return;
    const std::size_t hidden = rules_in_root();
    if (hidden == 0) return;
    Finding finding = finding_of("empty-dockerfile-ignore");
    finding.path = file.file();
    finding.message = fmt::format("has no rules, and hides {} {} in .dockerignore", hidden,
                                  hidden == 1 ? "rule" : "rules");
    finding.fix.text = "remove this file, or copy the rules of .dockerignore here";
    findings.push_back(std::move(finding));
  }

  // How many rules the usual ignore file has; one that cannot be read has none.
  [[nodiscard]] std::size_t rules_in_root() const {
    os::Descriptor file;
    if (os::open_file(context_.descriptor(), ".dockerignore", file)) return 0;
    std::string text(std::size_t{1} << 20, '\0');
    std::size_t got = 0;
    if (os::read_full(file.get(), std::as_writable_bytes(std::span(text)), got)) return 0;
    text.resize(got);
    try {
      const IgnoreFile usual = IgnoreFile::parse(text);
      return usual.rules().size();
    } catch (const Error&) {
      return 1;  // not a good one, but it has lines
    }
  }

  const Context& context_;
};

}  // namespace

std::unique_ptr<LintPart> make_build_file_part(const Context& context) {
  return std::make_unique<BuildFilePart>(context);
}

}  // namespace tare
