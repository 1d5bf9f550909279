#pragma once

#include "values.hpp"

namespace tare_node {

/// parse(text, file): a handle of rules, for the functions below and for start().
napi_value parse(const Arguments& arguments);
/// excludes(rules, name): boolean
napi_value excludes(const Arguments& arguments);
/// kept(rules, names): the array of those names that are not excluded, in one call
napi_value kept(const Arguments& arguments);
/// match(rules, name): [excluded, line, rule or null, reach]
napi_value match(const Arguments& arguments);
/// explain(rules, names): JSON
napi_value explain(const Arguments& arguments);

}  // namespace tare_node
