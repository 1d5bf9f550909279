#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace races {

// Every file says in each of its records of 16 bytes whose it is and in which version, so that a
// torn, foreign or padded content is seen. Whose it is: the folder of a mutator, and the family,
// which is what the file's name ends in. Files of one family change places among each other.

/// Bytes in front of every content of a canary, and in its name. Never to be seen in any output.
inline constexpr std::string_view kCanary = "CANARY";

/// The folder and the family of `name`, `t0` and `w3` of `t0/files/a.w3`. Six characters at most.
[[nodiscard]] std::string tag_of(std::string_view name);

/// `size` bytes of records.
[[nodiscard]] std::string records(const std::string& tag, std::uint32_t version, std::size_t size);

/// The one content that a file of a family `w...` has in `version`: of 0 to 270,000 bytes.
[[nodiscard]] std::string whole(const std::string& tag, std::uint32_t version);

/// Whether `data` is some whole(tag, version).
[[nodiscard]] bool is_whole(const std::string& tag, const std::string& data);

/// Whether `data` may be read from a file of a family `m...`, which is overwritten, cut and
/// lengthened in place: bytes of that file, of any versions, in their places. A file that is cut
/// while it is read may show zeros for what goes, since the kernel clears it in memory.
[[nodiscard]] bool is_torn(const std::string& tag, const std::string& data);

/// What is wrong with `data` as the content of `name`, a file of a mutator; empty when nothing is.
[[nodiscard]] std::string wrong_content(const std::string& name, const std::string& data);

}  // namespace races
