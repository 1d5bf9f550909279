#include "run_mount.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "lower_case.hpp"
#include "word_error.hpp"

// Keys count in the order in which they stand: "size" before "type=tmpfs" is refused, because the
// mount is still a bind mount then.

namespace tare {
namespace {

struct Field {
  std::string key;
  std::string_view value;
  bool bare = false;  // no "="
};

Field field_of(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return {lower_case(text), {}, true};
  return {lower_case(text.substr(0, equals)), text.substr(equals + 1), false};
}

[[noreturn]] void bad_value(const std::string& key, const std::string& value) {
  throw WordError("invalid value for " + key + " of a mount: '" + value + "'");
}

bool truth(const std::string& key, const std::string& value) {
  for (const char* yes : {"1", "t", "T", "TRUE", "true", "True"}) {
    if (value == yes) return true;
  }
  for (const char* no : {"0", "f", "F", "FALSE", "false", "False"}) {
    if (value == no) return false;
  }
  bad_value(key, value);
}

void check_number(const std::string& key, const std::string& value, int base) {
  std::uint32_t number = 0;
  const char* end = value.data() + value.size();
  const auto result = std::from_chars(value.data(), end, number, base);
  if (result.ec != std::errc{} || result.ptr != end) bad_value(key, value);
}

// 64m, 1.5GiB: a number, a blank perhaps, a unit perhaps.
void check_size(const std::string& value) {
  const std::size_t end = value.find_first_not_of("0123456789.");
  const std::string number = value.substr(0, end);
  std::string unit = end == std::string::npos ? "" : lower_case(value.substr(end));
  if (!unit.empty() && unit.front() == ' ') unit.erase(0, 1);
  if (!unit.empty() && std::string_view("kmgtp").find(unit.front()) != std::string_view::npos) {
    unit.erase(0, 1);
    if (unit == "ib" || unit == "i") unit = "b";
  }
  if (number.empty() || number.front() == '.' || number.back() == '.' ||
      std::count(number.begin(), number.end(), '.') > 1 || (!unit.empty() && unit != "b")) {
    bad_value("size", value);
  }
}

class MountReader {
 public:
  void add_bare(const Field& field, std::string_view text) {
    if (field.key == "readonly" || field.key == "ro") {
      read_only_ = true;
    } else if (field.key == "readwrite" || field.key == "rw") {
      read_only_ = false;
    } else if (field.key == "required") {
      add_required(true);
    } else {
      throw WordError("a mount's '" + std::string(text) + "' must be KEY=VALUE");
    }
  }

  void add(const std::string& key, const std::string& value) {
    if (key == "type") {
      set_type(value);
    } else if (key == "from") {
      mount_.from = value;
    } else if (key == "source" || key == "src") {
      mount_.source = value;
    } else if (key == "target" || key == "dst" || key == "destination") {
      mount_.target = value;
    } else if (key == "id") {
      mount_.id = value;
    } else if (key == "readonly" || key == "ro") {
      read_only_ = truth(key, value);
    } else if (key == "readwrite" || key == "rw") {
      read_only_ = !truth(key, value);
    } else {
      add_rare(key, value);
    }
  }

  RunMount finish() {
    const std::string& type = mount_.type;
    if (owner_ && (type == "bind" || type == "tmpfs")) {
      throw WordError("mode, uid and gid are not for mounts of type " + type);
    }
    if (!mount_.sharing.empty() && type != "cache") {
      throw WordError("sharing is not for mounts of type " + type);
    }
    if (type == "secret") check_secret();
    if (type == "ssh" && !mount_.source.empty()) throw WordError("an ssh mount has no source");
    mount_.read_only = read_only_.value_or(type != "cache" && type != "tmpfs");
    return std::move(mount_);
  }

 private:
  void add_rare(const std::string& key, const std::string& value) {
    if (key == "required") {
      add_required(truth(key, value));
    } else if (key == "size") {
      only_for(key, mount_.type == "tmpfs");
      check_size(value);
      note(key, value);
    } else if (key == "sharing") {
      mount_.sharing = lower_case(value);
      if (mount_.sharing != "shared" && mount_.sharing != "private" && mount_.sharing != "locked") {
        bad_value(key, value);
      }
    } else if (key == "mode" || key == "uid" || key == "gid") {
      check_number(key, value, key == "mode" ? 8 : 10);
      owner_ = true;
      note(key, value);
    } else if (key == "env") {
      only_for(key, mount_.type == "secret");
      note(key, value);
    } else {
      throw WordError("a mount has no '" + key + "'");
    }
  }

  void set_type(const std::string& value) {
    mount_.type = lower_case(value);
    for (const char* known : {"bind", "cache", "tmpfs", "secret", "ssh"}) {
      if (mount_.type == known) return;
    }
    throw WordError("a mount has no type '" + value + "'");
  }

  void add_required(bool required) {
    only_for("required", mount_.type == "secret" || mount_.type == "ssh");
    note("required", required ? "1" : "0");
  }

  void only_for(const std::string& key, bool right) const {
    if (!right) throw WordError("'" + key + "' is not for mounts of type " + mount_.type);
  }

  void check_secret() const {
    if (!mount_.from.empty()) throw WordError("a secret mount has no 'from'");
    if (mount_.source.empty() && mount_.target.empty() && mount_.id.empty()) {
      throw WordError("a secret mount needs an id, a source or a target");
    }
    if (!mount_.source.empty() && !mount_.id.empty()) {
      throw WordError("a secret mount has a source or an id, not both");
    }
  }

  void note(const std::string& key, const std::string& value) {
    mount_.others.push_back(key);
    mount_.others.push_back(value);
  }

  RunMount mount_;
  std::optional<bool> read_only_;
  bool owner_ = false;
};

}  // namespace

void RunMount::add_to(StepKey& key) const {
  key.add(type).add(source).add(target).add(id).add(sharing).add(read_only ? "ro" : "rw");
  for (const std::string& other : others) key.add(other);
}

std::vector<std::string> csv_fields(std::string_view line) {
  if (line.empty()) throw WordError("a mount says nothing");
  std::vector<std::string> fields;
  while (true) {
    std::string field;
    if (line.empty() || line.front() != '"') {
      const std::size_t end = std::min(line.find(','), line.size());
      field = line.substr(0, end);
      if (field.find('"') != std::string::npos) throw WordError("a bare \" in a mount");
      line.remove_prefix(end);
    } else {
      while (true) {
        const std::size_t quote = line.find('"', 1);
        if (quote == std::string_view::npos) throw WordError("a \" of a mount is not closed");
        field += line.substr(1, quote - 1);
        line.remove_prefix(quote + 1);
        if (line.empty() || line.front() != '"') break;
        field += '"';
      }
      if (!line.empty() && line.front() != ',') throw WordError("something behind a \" in a mount");
    }
    fields.push_back(std::move(field));
    if (line.empty()) return fields;
    line.remove_prefix(1);
  }
}

std::string mount_from(const std::vector<std::string>& fields) {
  std::string from;
  for (const std::string& text : fields) {
    const Field field = field_of(text);
    if (field.bare || field.key != "from") continue;
    const std::size_t dollar = field.value.find('$');
    if (dollar != std::string_view::npos && dollar + 1 < field.value.size()) {
      throw WordError("'from' of a mount takes no variables: give a stage that name");
    }
    from = field.value;
  }
  return from;
}

RunMount read_mount(const std::vector<std::string>& fields,
                    const std::function<std::string(std::string_view)>& expand) {
  MountReader reader;
  for (const std::string& text : fields) {
    const Field field = field_of(text);
    if (field.bare) {
      reader.add_bare(field, text);
    } else {
      reader.add(field.key, expand(field.value));
    }
  }
  return reader.finish();
}

}  // namespace tare
