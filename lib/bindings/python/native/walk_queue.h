#ifndef TARE_WALK_QUEUE_H
#define TARE_WALK_QUEUE_H

/* A walk on a thread of its own, which goes a bounded number of entries ahead of the one that takes
 * them. That thread never runs Python: a callback for each entry would wait for the interpreter's
 * lock, which a busy consumer gives up every few milliseconds only. */

#include <tare/tare.h>

typedef struct walk_queue walk_queue;

/* One entry, or one message. All of it is as wide as Python's struct takes it without alignment. */
typedef struct walk_record {
  uint64_t size;
  int64_t mtime;
  uint64_t line; /* of the verdict, as `reach` is */
  uint64_t reach;
  uint32_t mode;
  uint8_t kind;
  uint8_t included;
  uint8_t excluded; /* by the verdict */
  uint8_t message;  /* the name is the line of a message, and the rest is 0 */
} walk_record;

/* Entries in order: a record each, and for each a name and a rule that both end in NUL. */
typedef struct walk_batch {
  walk_record *records;
  size_t count;
  char *text;
  size_t text_size;
} walk_batch;

/* Takes the options over, and says with `messages` whether messages are wanted. NULL when there is
 * no memory or thread to be had. */
walk_queue *walk_queue_start(const char *directory, tare_options *options, int messages);

/* Waits some milliseconds for entries; returns what is there, which may be nothing, until the next
 * call. */
const walk_batch *walk_queue_take(walk_queue *queue);

/* Whether the walk has ended and all of it is taken. Then `status` is what came of it; `error`,
 * which may be NULL, belongs to the caller. */
int walk_queue_ended(walk_queue *queue, tare_status *status, tare_error **error);

/* The thread need not look into this directory any more; what it has found there already still
 * comes. */
void walk_queue_skip(walk_queue *queue, const char *directory);

/* Ends the walk where it is, and waits for its thread. */
void walk_queue_free(walk_queue *queue);

#endif
