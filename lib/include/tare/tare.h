#ifndef TARE_TARE_H
#define TARE_TARE_H

/* The library in C.
 *
 * Names and paths are bytes that end in NUL. A name is relative to the context, with `/` between
 * its parts and none in front or behind.
 *
 * What can fail returns a tare_status and, through its last argument, a tare_error that says why;
 * that argument may be NULL, and is set to NULL when nothing went wrong. No exception leaves the
 * library. What a function makes is released with the `_free` of its kind, which takes NULL, too.
 *
 * Threads: functions may be called from any number of threads at once. A tare_matcher may be shared
 * by threads; a tare_scan, tare_options, tare_report or tare_error belongs to one at a time.
 * Callbacks are called on the thread that made the call, never two at once.
 */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* -- Status and errors ------------------------------------------------------------------------ */

typedef enum tare_status {
  TARE_OK = 0,
  TARE_STOPPED = 1, /* a callback asked for it */
  TARE_USAGE = 2,   /* an argument, ignore file or Dockerfile that cannot be used */
  TARE_INPUT = 3,   /* something that belongs into the context could not be read */
  TARE_OUTPUT = 4,  /* the result could not be written */
  TARE_FAILED = 5   /* memory ran out, or the library has a fault */
} tare_status;

typedef struct tare_error tare_error;

tare_status tare_error_status(const tare_error *error);
/* One printable line: 'PATH': MESSAGE: REASON, or FILE:LINE: MESSAGE. Lives as long as `error`. */
const char *tare_error_message(const tare_error *error);
/* The path that it is about, raw bytes; empty when it is about none. */
const char *tare_error_path(const tare_error *error);
/* The line in that file, from 1; 0 when it is not about a line. */
size_t tare_error_line(const tare_error *error);
/* The system's errno; 0 when the system did not say anything. */
int tare_error_errno(const tare_error *error);
void tare_error_free(tare_error *error);
/* An error of one's own, for libraries on top of this one; texts are copied, and NULL is an empty
 * one. NULL when memory runs out. */
tare_error *tare_error_new(tare_status status, const char *message, const char *path, size_t line,
                           int number);

/* Of the library: "1.2.3". */
const char *tare_version(void);

/* Releases a text that a function below has made. */
void tare_text_free(char *text);

/* What a callback answers: 0 to go on. */
enum {
  TARE_GO_ON = 0,
  TARE_STOP = 1, /* ends the work with TARE_STOPPED, as does every number but these */
  TARE_SKIP = 2  /* of a tare_visit: leaves alone what is below this directory */
};

/* -- Options ---------------------------------------------------------------------------------- */

/* What a command of tare takes on its command line, under the same names and with the same words.
 * A function passes over what it has no use for. NULL in place of options: all defaults. */
typedef struct tare_options tare_options;

/* NULL when memory runs out. */
tare_options *tare_options_new(void);
void tare_options_free(tare_options *options);

/* Sets an option:
 *
 *   file, ignore-file    a path, relative to the working directory
 *   dialect              buildkit or classic
 *   target, build-arg    a stage; K=V, which may be set several times
 *   threads              a number; 0 stands for what fits the machine
 *   compress             gzip, zstd, gzip:LEVEL, zstd:LEVEL or none (pack)
 *   source-date-epoch    seconds since 1970 (pack)
 *   platform             what an image is for: linux/arm64 (tare_pack_oci)
 *   cache                a path (digest)
 *   no-ignore, one-file-system, needed, keep-going, context-only, no-measure, reproducible, xattrs
 *                        on with NULL or "true", off with "false"
 *
 * TARE_USAGE for a name that is none of these, and for a value that the option cannot have. */
tare_status tare_options_set(tare_options *options, const char *name, const char *value,
                             tare_error **error);

/* Notes and warnings, each a printable line: "warning: 'PATH': MESSAGE". */
typedef void (*tare_message)(const char *line, void *data);
void tare_options_on_message(tare_options *options, tare_message message, void *data);

/* Some twenty times a second while there is something to wait for: entries and bytes so far, and
 * the name that was met last. */
typedef int (*tare_progress)(uint64_t entries, uint64_t bytes, const char *name, void *data);
void tare_options_on_progress(tare_options *options, tare_progress progress, void *data);

/* -- Matching --------------------------------------------------------------------------------- */

/* Rules compiled for matching; needs no file system. Immutable. */
typedef struct tare_matcher tare_matcher;

/* What the rules say about one name. */
typedef struct tare_verdict {
  int excluded;
  size_t line;      /* of the rule that decided, from 1; 0 when none did */
  const char *rule; /* as it stands in the ignore file; NULL when none decided. Lives as long as
                       the matcher or scan that was asked; in a walk, during the call */
  size_t reach;     /* length of the leading part of the name that the rule matched: the whole
                       name, or a directory above it */
} tare_verdict;

/* Reads the rules in `size` bytes of an ignore file; `file` is what messages call it, NULL for
 * ".dockerignore". NULL on error: TARE_USAGE, with the line, for a rule that Docker rejects. */
tare_matcher *tare_matcher_parse(const char *text, size_t size, const char *file,
                                 tare_error **error);
void tare_matcher_free(tare_matcher *matcher);

/* Goes by the rules of `matcher` instead of an ignore file, none of which is looked for; with NULL
 * by an ignore file again. The matcher may be released before the options. */
void tare_options_rules(tare_options *options, const tare_matcher *matcher);

/* Whether Docker excludes `name`, its parents considered. */
tare_status tare_match(const tare_matcher *matcher, const char *name, tare_verdict *verdict,
                       tare_error **error);

/* Whether BuildKit looks into the directory `name`, which tare_match excludes, for something to
 * include again: 1 or 0. When not, nothing below it is sent, whatever tare_match says of that. 1
 * also when memory runs out. */
int tare_enters(const tare_matcher *matcher, const char *name);

/* Why `count` names are sent or not, as JSON (share/tare/schema/why.schema.json). */
tare_status tare_explain(const tare_matcher *matcher, const char *const *names, size_t count,
                         char **json, tare_error **error);

/* For many names, directory by directory: a name costs its last part. */
typedef struct tare_scan tare_scan;

/* What a name has come to, for the names below it. May be copied. */
typedef struct tare_state {
  uint64_t opaque[10];
} tare_state;

/* NULL on error. The matcher may be released before. */
tare_scan *tare_scan_new(const tare_matcher *matcher, tare_error **error);
void tare_scan_free(tare_scan *scan);

/* The state of `name` in the directory whose state is `parent`, which is NULL for names in the
 * context itself; `verdict` may be NULL. */
tare_status tare_scan_match(tare_scan *scan, const char *name, const tare_state *parent,
                            tare_state *state, tare_verdict *verdict, tare_error **error);

/* Whether anything below the excluded directory `name` may be included again: 1 or 0. When not,
 * there is nothing to look for in it. 1 also when memory runs out. */
int tare_scan_may_include_below(tare_scan *scan, const char *name, const tare_state *state);

/* -- Walking ---------------------------------------------------------------------------------- */

typedef enum tare_kind {
  TARE_FILE,
  TARE_DIRECTORY,
  TARE_SYMLINK,
  TARE_FIFO,
  TARE_CHARACTER_DEVICE,
  TARE_BLOCK_DEVICE,
  TARE_SOCKET
} tare_kind;

/* One entry of a context; valid during the call. */
typedef struct tare_entry {
  const char *name; /* a directory has no `/` behind it */
  tare_kind kind;
  int included; /* 0: left out; of a directory, all below it but for what is told */
  tare_verdict verdict;
  uint64_t size;  /* of a regular file that is included; else 0 */
  uint32_t mode;  /* permission bits of what is included; else 0 */
  int64_t mtime;  /* in seconds since 1970, likewise */
} tare_entry;

typedef int (*tare_visit)(const tare_entry *entry, void *data);

/* Walks the context `directory` in Docker's order, depth first. Entries that are left out are told,
 * too, and nothing below them unless Docker looks there. */
tare_status tare_walk(const char *directory, const tare_options *options, tare_visit visit,
                      void *data, tare_error **error);

/* Has tare_pack, tare_pack_fd and tare_report_make ask about each entry that is to be sent, in
 * Docker's order: TARE_SKIP leaves it out, and with a directory everything below it. Nothing that
 * is left out so counts in the report. */
void tare_options_on_entry(tare_options *options, tare_visit choose, void *data);

/* -- Reports ---------------------------------------------------------------------------------- */

typedef struct tare_tally {
  uint64_t files;
  uint64_t directories;
  uint64_t links;
  uint64_t specials; /* FIFOs, devices, sockets */
  uint64_t bytes;    /* apparent sizes of regular files, hard-linked ones once */
} tare_tally;

/* Where every byte of a context went. */
typedef struct tare_report tare_report;

tare_status tare_report_make(const char *directory, const tare_options *options,
                             tare_report **report, tare_error **error);
/* What is sent, and what the rules leave out. */
tare_tally tare_report_context(const tare_report *report);
tare_tally tare_report_excluded(const tare_report *report);
/* Entries that could not be read and are left out (keep-going); a directory counts once. */
uint64_t tare_report_missing(const tare_report *report);
/* All of it (share/tare/schema/report.schema.json). */
tare_status tare_report_json(const tare_report *report, char **json, tare_error **error);
void tare_report_free(tare_report *report);

/* -- Packing ---------------------------------------------------------------------------------- */

/* Takes the next bytes of an archive. When it ends the work, the end of an archive that no reader
 * takes for complete may follow. */
typedef int (*tare_write)(const void *bytes, size_t size, void *data);

/* Packs the context `directory` as the tar that `docker build -` takes. `report`, which may be
 * NULL, gets what became of every byte, to be released by the caller; NULL when it failed.
 *
 * With keep-going it also gets one when TARE_INPUT says that a large file could not be read to its
 * end: the archive is complete then, with zeros in place of the rest. */
tare_status tare_pack(const char *directory, const tare_options *options, tare_write write,
                      void *data, tare_report **report, tare_error **error);
/* The same to an open descriptor, which stays open. When it fails, what has been written ends
 * inside an entry. */
tare_status tare_pack_fd(const char *directory, const tare_options *options, int fd,
                         tare_report **report, tare_error **error);

/* The same as the only layer of an OCI image, in the image layout `layout`: DIR or DIR:NAME. DIR does
 * not exist, or is empty, or is an image layout, of which everything stays but what is replaced in
 * its index: what has that name; without a name, every image manifest of which the index says
 * nothing but media type, digest and size. Equal input gives equal bytes on any machine:
 * `reproducible` is taken for granted.
 *
 * `digest` gets that of the manifest, to be released by tare_text_free; it and `report` may be
 * NULL, and get NULL when it failed. Then the layout is as it was. */
tare_status tare_pack_oci(const char *directory, const tare_options *options, const char *layout,
                          char **digest, tare_report **report, tare_error **error);

/* -- Digests ---------------------------------------------------------------------------------- */

/* The digest of all that is sent: "sha256:" and 64 hexadecimal digits. With `needed`, of what the
 * target of the Dockerfile asks for. */
tare_status tare_digest(const char *directory, const tare_options *options, char **digest,
                        tare_error **error);
/* With that of each instruction (share/tare/schema/digest.schema.json). */
tare_status tare_digest_json(const char *directory, const tare_options *options, char **json,
                             tare_error **error);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
