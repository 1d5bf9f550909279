#include <string>
#include <utility>

#include "json_parts.hpp"
#include "tare/explain.hpp"

namespace tare {
namespace {

using json::Value;

const char* name_of(Step::Effect effect) {
  switch (effect) {
    case Step::Effect::excluded:
      return "excluded";
    case Step::Effect::brought_back:
      return "brought_back";
    case Step::Effect::repeated:
      return "repeated";
    case Step::Effect::overruled:
      return "overruled";
    case Step::Effect::lost:
      break;
  }
  return "lost";
}

Value rule_json(const Rule& rule) {
  Value object = json::of(rule);
  object["exception"] = rule.exception;
  return object;
}

// The first `size` bytes of the name; null for none.
void put_part(Value& object, const char* key, std::string_view name, std::size_t size) {
  if (size == 0) {
    object[key] = nullptr;
  } else {
    json::put(object, key, name.substr(0, size));
  }
}

Value steps_json(const Explanation& explanation) {
  Value array = Value::array();
  for (const Step& step : explanation.steps) {
    Value object;
    object["rule"] = rule_json(*step.rule);
    put_part(object, "matched", explanation.name, step.reach);
    object["effect"] = name_of(step.effect);
    array.push_back(std::move(object));
  }
  return array;
}

std::string line_of(const Explanation& explanation) {
  Value object;
  json::put(object, "path", explanation.name.empty() ? "." : explanation.name);
  object["excluded"] = explanation.excluded;
  object["rule"] = explanation.rule != nullptr ? rule_json(*explanation.rule) : Value();
  put_part(object, "matched", explanation.name, explanation.reach);
  put_part(object, "never_entered", explanation.name, explanation.never_entered);
  object["sent_for_builder"] = explanation.sent_for_builder;
  object["steps"] = steps_json(explanation);
  return object.dump();
}

}  // namespace

ExplanationWriter::ExplanationWriter(const Matcher& matcher, Output output)
    : output_(std::move(output)) {
  Value head;
  head["schema"] = 1;
  head["dialect"] = json::name_of(matcher.dialect());
  json::put(head, "ignore_file", matcher.ignore_file().file());
  std::string text = head.dump(2);
  text.erase(text.rfind('\n'));  // the brace that would end it
  output_(text + ",\n  \"paths\": [");
}

void ExplanationWriter::write(const Explanation& explanation) {
  output_((first_ ? "\n    " : ",\n    ") + line_of(explanation));
  first_ = false;
}

void ExplanationWriter::finish() { output_(first_ ? "]\n}" : "\n  ]\n}"); }

std::string to_json(std::span<const Explanation> explanations, const Matcher& matcher) {
  std::string text;
  ExplanationWriter writer(matcher, [&](std::string_view piece) { text += piece; });
  for (const Explanation& explanation : explanations) writer.write(explanation);
  writer.finish();
  return text;
}

}  // namespace tare
