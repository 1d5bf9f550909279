#ifndef TARE_SESSION_H
#define TARE_SESSION_H

/* Sessions in C: lets a builder (BuildKit) ask for directories, entry by entry, over a connection.
 * A library of its own, libtare-session. What is said in tare.h of texts, errors and callbacks is
 * true here as well, but for threads: callbacks come from threads of the session.
 *
 *   tare_session *session = tare_session_new();
 *   tare_session_share(session, "context", "shop", NULL, 0, &error);
 *   tare_session_open(session, &error);
 *   ... tell the builder the headers, and have it connect ...
 *   tare_session_serve(session, fd, &error);
 *   tare_session_free(session);
 */

#include "tare/tare.h"

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* Belongs to one thread at a time, but for tare_session_stop. */
typedef struct tare_session tare_session;

/* NULL when memory runs out. */
tare_session *tare_session_new(void);
/* After tare_session_serve has returned, if it was called. */
void tare_session_free(tare_session *session);

/* -- Before tare_session_open; afterwards TARE_USAGE ------------------------------------------- */

/* Shares `directory` under a name by which the builder asks: "context", "dockerfile". A builder
 * brings rules of its own with its request; where it brings none, those in the `size` bytes of an
 * ignore file at `rules` count, if that is not NULL. */
tare_status tare_session_share(tare_session *session, const char *name, const char *directory,
                               const char *rules, size_t size, tare_error **error);

/* Sets an option:
 *
 *   name             what the builder shows; without it, the base name of the first directory
 *   shared-key       under which the builder keeps its copy; without it, made of the machine's id
 *                    and the first directory
 *   threads          a number; 0 stands for what fits the machine
 *   patience         seconds that a builder may take nothing of what is sent; 120 without it, and
 *                    a year at most
 *   one-file-system  on with NULL or "true", off with "false", for directories shared from now on
 *
 * TARE_USAGE for a name that is none of these, and for a value that the option cannot have. */
tare_status tare_session_set(tare_session *session, const char *name, const char *value,
                             tare_error **error);

/* One request of the builder, and how far it has come; valid during the call. */
typedef struct tare_transfer {
  uint64_t number;  /* counts the requests of a session, from 1 */
  const char *name; /* of the shared directory */
  uint64_t entries; /* that have been offered */
  uint64_t files_requested;
  uint64_t files_sent;
  uint64_t bytes_sent; /* of file contents */
  int finished;        /* it has ended, well or badly */
} tare_transfer;

/* Some twenty times a second for each request, and once at its end; never two calls at once.
 * TARE_STOP ends the session. */
typedef int (*tare_transfer_progress)(const tare_transfer *transfer, void *data);
tare_status tare_session_on_progress(tare_session *session, tare_transfer_progress progress,
                                     void *data, tare_error **error);

/* Notes and warnings, as tare_options_on_message. */
tare_status tare_session_on_message(tare_session *session, tare_message message, void *data,
                                    tare_error **error);

/* Asks about each entry that is to be offered, as tare_options_on_entry; requests that run side by
 * side ask at the same time. */
tare_status tare_session_on_entry(tare_session *session, tare_visit choose, void *data,
                                  tare_error **error);

/* Gives the credentials for a registry's host by tare_credentials_set; without any, the pull is
 * anonymous. Never two calls at once. */
typedef struct tare_credentials tare_credentials;
typedef void (*tare_find_credentials)(const char *host, tare_credentials *credentials, void *data);
tare_status tare_session_on_credentials(tare_session *session, tare_find_credentials find,
                                        void *data, tare_error **error);
/* An empty user with a secret: an identity token. The texts are copied. */
void tare_credentials_set(tare_credentials *credentials, const char *user, const char *secret);

/* -- Serving ---------------------------------------------------------------------------------- */

/* Looks at the directories, and makes the session's id. To be called once. */
tare_status tare_session_open(tare_session *session, tare_error **error);

/* The id, random: SolveRequest.Session. NULL before tare_session_open. Lives as long as the
 * session. */
const char *tare_session_id(const tare_session *session);

/* What the builder has to be told, as HTTP headers: the one with number `index`, from 0, in `name`
 * and `value`, which live as long as the session. 1, or 0 when there is none with this number. */
int tare_session_header(const tare_session *session, size_t index, const char **name,
                        const char **value);

/* Serves on a connected stream socket, which it takes over and closes in any case, until the
 * builder closes its end, or tare_session_stop. To be called once. TARE_OK when every request was
 * answered, or ended by tare_session_stop or the builder itself; TARE_INPUT, TARE_USAGE or
 * TARE_OUTPUT with the first thing that went wrong: in the directories, with the builder's
 * patterns, or with the builder; TARE_STOPPED when a callback asked for the end. */
tare_status tare_session_serve(tare_session *session, int fd, tare_error **error);

/* Ends tare_session_serve within some 100 ms. On any thread, also in a callback, from
 * tare_session_open on. */
void tare_session_stop(tare_session *session);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
