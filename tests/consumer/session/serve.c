/* Lets a builder ask for a directory: starts COMMAND with the connection as its standard input, and
 * says in the end what it has asked for.
 *
 *   serve DIRECTORY COMMAND...
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <tare/session.h>
#include <unistd.h>

/* The other end of the connection; -1 when there is none. */
static int start(char **command) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return -1;
  if (fork() == 0) {
    dup2(ends[1], STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
    execvp(command[0], command);
    _exit(127);
  }
  close(ends[1]);
  return ends[0];
}

static int progress(const tare_transfer *transfer, void *data) {
  (void)data;
  if (transfer->finished) {
    fprintf(stderr, "%s: %llu entries, %llu files, %llu bytes\n", transfer->name,
            (unsigned long long)transfer->entries, (unsigned long long)transfer->files_sent,
            (unsigned long long)transfer->bytes_sent);
  }
  return TARE_GO_ON;
}

/* Leaves out what no rule could name. */
static int choose(const tare_entry *entry, void *data) {
  (void)data;
  return entry->kind == TARE_FILE && entry->size > 1000000 ? TARE_SKIP : TARE_GO_ON;
}

int main(int count, char **words) {
  tare_error *error = NULL;
  tare_session *session = tare_session_new();
  const char *name, *value;
  size_t headers = 0;
  tare_status status;
  int ended;

  if (count < 3 || session == NULL) return 2;
  status = tare_session_share(session, "context", words[1], NULL, 0, &error);
  if (status == TARE_OK) status = tare_session_set(session, "patience", "60", &error);
  if (status == TARE_OK) status = tare_session_on_progress(session, progress, NULL, &error);
  if (status == TARE_OK) status = tare_session_on_entry(session, choose, NULL, &error);
  if (status == TARE_OK) status = tare_session_open(session, &error);
  if (status == TARE_OK) {
    /* A real builder is told these when the connection is made. */
    while (tare_session_header(session, headers, &name, &value)) ++headers;
    fprintf(stderr, "%zu headers\n", headers);
    status = tare_session_serve(session, start(words + 2), &error);
  }
  tare_session_free(session);
  if (status != TARE_OK) {
    fprintf(stderr, "serve: error: %s\n", tare_error_message(error));
    tare_error_free(error);
    return status;
  }
  wait(&ended);
  return WEXITSTATUS(ended);
}
