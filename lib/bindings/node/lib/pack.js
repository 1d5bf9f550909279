'use strict';

const { Readable, addAbortSignal } = require('node:stream');
const { Job } = require('./job.js');
const { read } = require('./options.js');

const blockSize = 256 * 1024;

/** The archive of a context. Blocks are made ahead, up to four, and no further than it is read. */
class PackStream extends Readable {
  #job;
  #wanted = false;
  #ended; // what _destroy() waits for
  #over = false;
  #report = new Promise((resolve, reject) => {
    this.once('report', resolve).once('close', () => reject(this.#error ?? notPacked()));
  });
  #error = null;

  constructor(order) {
    super({ highWaterMark: blockSize });
    this.#report.catch(() => {}); // who does not ask for it does not want to hear of it
    this.#job = new Job(order, () => this.#advance(), (error) => this.destroy(error));
    if (order.signal) addAbortSignal(order.signal, this);
  }

  /** What was sent and what was not, once everything is packed; fails as the stream does. */
  get report() {
    return this.#report;
  }

  _read() {
    this.#wanted = true;
    this.#advance();
  }

  _destroy(error, done) {
    this.#error = error;
    if (this.#over) {
      done(error);
      return;
    }
    this.#ended = () => done(error);
    this.#job.stop();
    this.#advance(); // it may have ended, and wakes nobody then
  }

  #advance() {
    if (this.#over) return;
    const block = this.#wanted && !this.destroyed ? this.#job.take() : null;
    if (block) {
      this.#wanted = false;
      this.#job.hold(false);
      this.push(block);
      return;
    }
    const outcome = this.#job.outcome();
    if (outcome) this.#end(outcome);
    // A stream that nobody reads does not keep the process from ending.
    else this.#job.hold(this.#wanted || this.destroyed);
  }

  #end({ text, error }) {
    this.#over = true;
    if (this.destroyed) {
      this.#ended();
      return;
    }
    const report = text ? JSON.parse(text) : undefined;
    if (error) {
      if (report) error.report = report;
      this.destroy(error);
      return;
    }
    this.emit('report', report);
    this.push(null);
  }
}

function notPacked() {
  return new Error('the stream was destroyed before everything was packed');
}

function pack(directory = '.', options = {}) {
  return new PackStream(read('pack', directory, options));
}

module.exports = { pack };
