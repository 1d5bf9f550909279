'use strict';

const { Job } = require('./job.js');
const { AbortError } = require('./errors.js');
const { read } = require('./options.js');

// The text that comes of work.
function textOf(order) {
  const { signal } = order;
  return new Promise((resolve, reject) => {
    const ended = () => {
      const outcome = job.outcome();
      if (!outcome) return;
      signal?.removeEventListener('abort', abort);
      if (outcome.error) reject(outcome.error);
      else resolve(outcome.text);
    };
    const abort = () => {
      job.stop();
      reject(new AbortError(signal));
    };
    const job = new Job(order, ended, reject);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
  });
}

async function report(directory = '.', options = {}) {
  return JSON.parse(await textOf(read('report', directory, options)));
}

async function digest(directory = '.', options = {}) {
  return textOf(read('digest', directory, options));
}

module.exports = { report, digest };
