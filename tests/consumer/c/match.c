/* Which rule of an ignore file excludes a name? */
#include <stdio.h>
#include <string.h>
#include <tare/tare.h>

int main(void) {
  const char *rules = "node_modules\n*.md\n!README.md\n";
  const char *names[] = {"node_modules/express/index.js", "NEWS.md", "README.md", "server.js"};
  tare_matcher *matcher = tare_matcher_parse(rules, strlen(rules), NULL, NULL);
  for (size_t i = 0; i < sizeof names / sizeof *names; ++i) {
    tare_verdict verdict;
    if (tare_match(matcher, names[i], &verdict, NULL) != TARE_OK) return 1;
    printf("%s is %s", names[i], verdict.excluded ? "excluded" : "sent");
    if (verdict.rule) printf(" by line %zu, %s", verdict.line, verdict.rule);
    printf("\n");
  }
  tare_matcher_free(matcher);
  return 0;
}
