#include "c_entry.hpp"

#include <string>

#include "c_error.hpp"

namespace tare::c {

static_assert(static_cast<int>(Kind::file) == TARE_FILE);
static_assert(static_cast<int>(Kind::symlink) == TARE_SYMLINK);
static_assert(static_cast<int>(Kind::socket) == TARE_SOCKET);

tare_verdict verdict_of(const Verdict& verdict) {
  const Rule* rule = verdict.rule;
  return {verdict.excluded ? 1 : 0, rule != nullptr ? rule->line : 0,
          rule != nullptr ? rule->original.c_str() : nullptr, verdict.reach};
}

bool ask(tare_visit visit, void* data, const Entry& entry, bool included) {
  const std::string name(entry.name);  // ends in NUL
  tare_entry told = {name.c_str(),
                     static_cast<tare_kind>(entry.kind),
                     included ? 1 : 0,
                     verdict_of(entry.verdict),
                     0,
                     0,
                     0};
  if (included && entry.status != nullptr) {
    if (entry.kind == Kind::file) told.size = entry.status->size;
    told.mode = entry.status->mode;
    told.mtime = entry.status->mtime;
  }
  const int answer = visit(&told, data);
  if (answer != TARE_GO_ON && answer != TARE_SKIP) throw Stop();
  return answer == TARE_GO_ON;
}

}  // namespace tare::c
