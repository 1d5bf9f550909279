'use strict';

const path = require('node:path');
const native = require('./native.js');
const { TareError, saying } = require('./errors.js');

const kinds = ['pack', 'walk', 'report', 'digest'];

// The function that is asked, by the names that tar-fs would give it.
function asker({ directory, asked }) {
  if (!asked) return undefined;
  const prefix = path.join(directory, 'x').slice(0, -1);
  return (name) => Boolean(asked(prefix + name));
}

/**
 * Work on a thread of its own. Calls `onChange` whenever there is something to take, and once it
 * has ended; `onThrow(error)` when a function that it was given throws, and stops then.
 */
class Job {
  #handle;
  #order;
  #ask;
  #onChange;
  #onThrow;

  constructor(order, onChange, onThrow) {
    this.#order = order;
    this.#ask = asker(order);
    this.#onChange = onChange;
    this.#onThrow = onThrow;
    const wishes = [order.asked, order.onMessage, order.onProgress].map(Boolean);
    this.#handle = saying(native.start, kinds.indexOf(order.kind), order.directory, order.settings,
      order.rules ?? null, wishes, (name) => this.#wake(name));
  }

  /** The next block of an archive, or entries, or null when there is nothing now. */
  take(asBytes = false) {
    return native.take(this.#handle, asBytes);
  }

  /** What has come of it, `{ text, error }`, once all has been taken; before that null. */
  outcome() {
    const outcome = native.outcome(this.#handle);
    if (!outcome) return null;
    const [text, failure] = outcome;
    try {
      this.#tell(); // what came last may not have woken anybody yet
    } catch (error) {
      return { text, error };
    }
    return { text, error: failure && new TareError(failure) };
  }

  /** Ends it as soon as may be. What was not taken is lost. */
  stop() {
    native.stop(this.#handle);
  }

  /** Whether the process goes on while this does; at first, it does. */
  hold(whether) {
    native.hold(this.#handle, whether);
  }

  #wake(name) {
    try {
      if (name !== undefined) return this.#ask(name);
      this.#tell();
    } catch (error) {
      this.stop();
      this.#onThrow(error);
    }
    this.#onChange();
    return false;
  }

  #tell() {
    const { onMessage, onProgress } = this.#order;
    if (!onMessage && !onProgress) return;
    const [messages, progress] = native.news(this.#handle);
    messages.forEach((message) => onMessage(message));
    if (!progress) return;
    const [entries, bytes, name] = progress;
    onProgress({ entries, bytes, name });
  }
}

module.exports = { Job };
