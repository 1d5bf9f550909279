#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tare {

/// The include patterns that BuildKit makes of the paths that a build asks for (fsutil:
/// `FollowLinks`): links on the way are followed on the real tree, whatever the rules say. `paths`
/// are relative to the open directory `root`. Nothing when they come to the whole context.
///
/// What is odd about it is BuildKit's, and decides on what is sent: of two paths through one link
/// the second is lost, and a wildcard that matches any link joins the result as it stands.
/// Throws Error (input) when a directory cannot be listed, naming it below `directory`.
[[nodiscard]] std::optional<std::vector<std::string>> follow_links(
    int root, const std::string& directory, const std::vector<std::string>& paths);

}  // namespace tare
