#define _GNU_SOURCE
#include "walk_queue.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { kWorthTaking = 256, kAhead = 4096, kWaitMilliseconds = 20 };

typedef struct {
  walk_batch told;
  size_t records_room;
  size_t text_room;
} growing_batch;

struct walk_queue {
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t filled;
  pthread_cond_t drained;
  growing_batch batches[2]; /* one is being filled, the other one is with the caller */
  int filling;
  int ended;
  int closed;
  char *skipped; /* a directory, with its `/` */
  char *directory;
  tare_options *options;
  tare_status status;
  tare_error *error;
};

static int grow(void **place, size_t *room, size_t needed, size_t width) {
  if (needed <= *room) return 1;
  const size_t wanted = needed > 2 * *room ? needed : 2 * *room;
  void *larger = realloc(*place, wanted * width);
  if (larger == NULL) return 0;
  *place = larger;
  *room = wanted;
  return 1;
}

static void add_text(walk_batch *batch, const char *text, size_t size) {
  memcpy(batch->text + batch->text_size, text, size);
  batch->text_size += size;
}

/* Leaves the batch as it was when there is no memory. */
static int add(growing_batch *batch, const walk_record *record, const char *name,
               const char *rule) {
  const size_t name_size = strlen(name) + 1;
  const size_t rule_size = strlen(rule) + 1;
  walk_batch *told = &batch->told;
  const size_t text_size = told->text_size + name_size + rule_size;
  if (!grow((void **)&told->records, &batch->records_room, told->count + 1, sizeof *record) ||
      !grow((void **)&told->text, &batch->text_room, text_size, 1)) {
    return 0;
  }
  told->records[told->count++] = *record;
  add_text(told, name, name_size);
  add_text(told, rule, rule_size);
  return 1;
}

/* The one that is being filled, once there is room in it; the mutex is held. */
static growing_batch *batch_with_room(walk_queue *queue) {
  while (!queue->closed && queue->batches[queue->filling].told.count >= kAhead) {
    pthread_cond_wait(&queue->drained, &queue->mutex);
  }
  return &queue->batches[queue->filling];
}

static int put(walk_queue *queue, const walk_record *record, const char *name, const char *rule) {
  growing_batch *batch = batch_with_room(queue);
  if (queue->closed) return TARE_STOP;
  if (!add(batch, record, name, rule)) return TARE_STOP;
  if (batch->told.count == kWorthTaking) pthread_cond_signal(&queue->filled);
  return TARE_GO_ON;
}

/* Whether it is the directory, which is told with its `/`, or below it. */
static int lies_in(const char *name, const char *directory) {
  const size_t size = strlen(directory) - 1;
  return strncmp(name, directory, size) == 0 && (name[size] == '/' || name[size] == '\0');
}

static int on_entry(const tare_entry *entry, void *data) {
  walk_queue *queue = data;
  const tare_verdict *verdict = &entry->verdict;
  const walk_record record = {
      .size = entry->size,
      .mtime = entry->mtime,
      .line = verdict->line,
      .reach = verdict->reach,
      .mode = entry->mode,
      .kind = (uint8_t)entry->kind,
      .included = entry->included != 0,
      .excluded = verdict->excluded != 0,
  };
  pthread_mutex_lock(&queue->mutex);
  int answer = put(queue, &record, entry->name, verdict->rule != NULL ? verdict->rule : "");
  if (answer == TARE_GO_ON && entry->kind == TARE_DIRECTORY && queue->skipped != NULL &&
      lies_in(entry->name, queue->skipped)) {
    answer = TARE_SKIP;
  }
  pthread_mutex_unlock(&queue->mutex);
  return answer;
}

static void on_message(const char *line, void *data) {
  walk_queue *queue = data;
  const walk_record record = {.message = 1};
  pthread_mutex_lock(&queue->mutex);
  put(queue, &record, line, "");
  pthread_mutex_unlock(&queue->mutex);
}

/* Ends a walk that finds nothing, too. */
static int on_progress(uint64_t entries, uint64_t bytes, const char *name, void *data) {
  walk_queue *queue = data;
  (void)entries, (void)bytes, (void)name;
  pthread_mutex_lock(&queue->mutex);
  const int closed = queue->closed;
  pthread_mutex_unlock(&queue->mutex);
  return closed ? TARE_STOP : TARE_GO_ON;
}

static void *run(void *data) {
  walk_queue *queue = data;
  tare_error *error = NULL;
  const tare_status status = tare_walk(queue->directory, queue->options, on_entry, queue, &error);
  pthread_mutex_lock(&queue->mutex);
  queue->status = status;
  queue->error = error;
  queue->ended = 1;
  pthread_cond_signal(&queue->filled);
  pthread_mutex_unlock(&queue->mutex);
  return NULL;
}

/* Signals are for the threads that the program knows of. */
static int start_thread(walk_queue *queue) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int failed = pthread_create(&queue->thread, NULL, run, queue);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return failed == 0;
}

static void release(walk_queue *queue) {
  for (int i = 0; i < 2; ++i) {
    free(queue->batches[i].told.records);
    free(queue->batches[i].told.text);
  }
  pthread_cond_destroy(&queue->drained);
  pthread_cond_destroy(&queue->filled);
  pthread_mutex_destroy(&queue->mutex);
  tare_error_free(queue->error);
  tare_options_free(queue->options);
  free(queue->skipped);
  free(queue->directory);
  free(queue);
}

walk_queue *walk_queue_start(const char *directory, tare_options *options, int messages) {
  walk_queue *queue = calloc(1, sizeof *queue);
  if (queue == NULL) {
    tare_options_free(options);
    return NULL;
  }
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_mutex_init(&queue->mutex, NULL);
  pthread_cond_init(&queue->filled, &attributes);
  pthread_cond_init(&queue->drained, NULL);
  pthread_condattr_destroy(&attributes);
  queue->options = options;
  queue->directory = strdup(directory);
  if (messages) tare_options_on_message(options, on_message, queue);
  tare_options_on_progress(options, on_progress, queue);
  if (queue->directory == NULL || !start_thread(queue)) {
    release(queue);
    return NULL;
  }
  return queue;
}

static struct timespec some_time_from_now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  at.tv_nsec += kWaitMilliseconds * 1000000L;
  if (at.tv_nsec >= 1000000000L) {
    at.tv_nsec -= 1000000000L;
    ++at.tv_sec;
  }
  return at;
}

const walk_batch *walk_queue_take(walk_queue *queue) {
  const struct timespec until = some_time_from_now();
  pthread_mutex_lock(&queue->mutex);
  int timed_out = 0;
  while (!timed_out && !queue->ended && queue->batches[queue->filling].told.count < kWorthTaking) {
    timed_out = pthread_cond_timedwait(&queue->filled, &queue->mutex, &until) != 0;
  }
  const walk_batch *taken = &queue->batches[queue->filling].told;
  queue->filling = !queue->filling;
  queue->batches[queue->filling].told.count = 0;
  queue->batches[queue->filling].told.text_size = 0;
  pthread_cond_signal(&queue->drained);
  pthread_mutex_unlock(&queue->mutex);
  return taken;
}

int walk_queue_ended(walk_queue *queue, tare_status *status, tare_error **error) {
  pthread_mutex_lock(&queue->mutex);
  const int ended = queue->ended && queue->batches[queue->filling].told.count == 0;
  if (ended) {
    *status = queue->status;
    *error = queue->error;
    queue->error = NULL;
  }
  pthread_mutex_unlock(&queue->mutex);
  return ended;
}

void walk_queue_skip(walk_queue *queue, const char *directory) {
  const size_t size = strlen(directory);
  char *skipped = malloc(size + 2);
  if (skipped == NULL) return; /* it is looked into for nothing, then */
  memcpy(skipped, directory, size);
  memcpy(skipped + size, "/", 2);
  pthread_mutex_lock(&queue->mutex);
  free(queue->skipped);
  queue->skipped = skipped;
  pthread_mutex_unlock(&queue->mutex);
}

void walk_queue_free(walk_queue *queue) {
  pthread_mutex_lock(&queue->mutex);
  queue->closed = 1;
  pthread_cond_signal(&queue->drained);
  pthread_mutex_unlock(&queue->mutex);
  pthread_join(queue->thread, NULL);
  release(queue);
}
