#include "work.hpp"

#include <cstring>
#include <utility>

namespace tare_node {
namespace {

Mailbox& mailbox_of(void* data) { return *static_cast<Mailbox*>(data); }

void on_message(const char* line, void* data) { mailbox_of(data).tell(line); }

int on_progress(std::uint64_t entries, std::uint64_t bytes, const char* name, void* data) {
  return mailbox_of(data).tell(entries, bytes, name);
}

// Without a wish for progress it still ends long work that tells nothing else.
int on_pulse(std::uint64_t, std::uint64_t, const char*, void* data) {
  return mailbox_of(data).stopped() ? TARE_STOP : TARE_GO_ON;
}

int on_entry(const tare_entry* entry, void* data) { return mailbox_of(data).ask(entry->name); }

int on_block(const void* bytes, std::size_t size, void* data) {
  Parcel parcel;
  parcel.bytes = std::unique_ptr<char[]>(new char[size]);
  parcel.size = size;
  std::memcpy(parcel.bytes.get(), bytes, size);
  return mailbox_of(data).put(std::move(parcel));
}

Outcome outcome_of(tare_status status, tare_error* error, std::string text = "") {
  Outcome outcome{std::move(text), std::nullopt};
  if (status != TARE_OK) outcome.failure = failure_of(status, error);
  return outcome;
}

std::string taken(char* made) {
  const std::unique_ptr<char, void (*)(char*)> owned(made, tare_text_free);
  return owned != nullptr ? owned.get() : "";
}

Outcome outcome_of(tare_status status, tare_error* error, tare_report* made) {
  const std::unique_ptr<tare_report, void (*)(tare_report*)> report(made, tare_report_free);
  char* json = nullptr;
  if (report != nullptr && status == TARE_OK) {
    status = tare_report_json(report.get(), &json, &error);
  } else if (report != nullptr) {
    tare_report_json(report.get(), &json, nullptr);
  }
  return outcome_of(status, error, taken(json));
}

// Entries on their way, some at a time.
class Entries {
 public:
  Entries(Mailbox& mailbox, bool asks) : mailbox_(mailbox), asks_(asks) {}

  int add(const tare_entry& entry) {
    const int answer = asks_ && entry.included != 0 ? mailbox_.ask(entry.name) : TARE_GO_ON;
    if (answer != TARE_GO_ON) return answer;
    const tare_verdict& verdict = entry.verdict;
    parcel_.entries.push_back({entry.name, entry.kind, entry.included != 0, verdict.excluded != 0,
                               verdict.line, verdict.rule != nullptr ? verdict.rule : "",
                               verdict.reach, entry.size, entry.mode, entry.mtime});
    return parcel_.entries.size() < kAtOnce ? TARE_GO_ON : send();
  }

  int send() {
    if (parcel_.entries.empty()) return TARE_GO_ON;
    return mailbox_.put(std::exchange(parcel_, {}));
  }

 private:
  static constexpr std::size_t kAtOnce = 256;
  Mailbox& mailbox_;
  bool asks_;
  Parcel parcel_;
};

Outcome walk(const char* directory, const tare_options* options, bool asks, Mailbox& mailbox) {
  Entries entries(mailbox, asks);
  tare_error* error = nullptr;
  const auto visit = [](const tare_entry* entry, void* data) {
    return static_cast<Entries*>(data)->add(*entry);
  };
  const tare_status status = tare_walk(directory, options, visit, &entries, &error);
  entries.send();
  return outcome_of(status, error);
}

Outcome pack(const char* directory, const tare_options* options, Mailbox& mailbox) {
  tare_report* report = nullptr;
  tare_error* error = nullptr;
  const tare_status status = tare_pack(directory, options, on_block, &mailbox, &report, &error);
  return outcome_of(status, error, report);
}

Outcome report(const char* directory, const tare_options* options) {
  tare_report* made = nullptr;
  tare_error* error = nullptr;
  const tare_status status = tare_report_make(directory, options, &made, &error);
  return outcome_of(status, error, made);
}

Outcome digest(const char* directory, const tare_options* options) {
  char* made = nullptr;
  tare_error* error = nullptr;
  const tare_status status = tare_digest(directory, options, &made, &error);
  return outcome_of(status, error, taken(made));
}

}  // namespace

Outcome work(Kind kind, const std::string& directory, tare_options* options, const Wishes& wishes,
             Mailbox& mailbox) {
  if (wishes.messages) tare_options_on_message(options, on_message, &mailbox);
  tare_options_on_progress(options, wishes.progress ? on_progress : on_pulse, &mailbox);
  if (wishes.asks && kind != Kind::walk) tare_options_on_entry(options, on_entry, &mailbox);
  switch (kind) {
    case Kind::pack:
      return pack(directory.c_str(), options, mailbox);
    case Kind::walk:
      return walk(directory.c_str(), options, wishes.asks, mailbox);
    case Kind::report:
      return report(directory.c_str(), options);
    case Kind::digest:
      break;
  }
  return digest(directory.c_str(), options);
}

}  // namespace tare_node
