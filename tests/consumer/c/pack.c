/* Packs a directory to standard output, and says what that saved. */
#include <stdio.h>
#include <tare/tare.h>

int main(int count, char **words) {
  tare_report *report;
  tare_error *error;
  tare_status status = tare_pack_fd(count > 1 ? words[1] : ".", NULL, 1, &report, &error);
  if (status != TARE_OK) {
    fprintf(stderr, "pack: error: %s\n", tare_error_message(error));
    tare_error_free(error);
    return status;
  }
  fprintf(stderr, "%llu bytes are sent, %llu are not\n",
          (unsigned long long)tare_report_context(report).bytes,
          (unsigned long long)tare_report_excluded(report).bytes);
  tare_report_free(report);
  return 0;
}
