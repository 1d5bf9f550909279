'use strict';

const fs = require('node:fs');
const path = require('node:path');

// TARE_TEST_DATA is tests/data, whose README says what is in it.
const folder = process.env.TARE_TEST_DATA;

// The bytes of a string in which each is written as %XX where it is not plain.
function decoded(text) {
  const bytes = text.replace(/%([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

// Of bytes, for sets.
const key = (name) => name.toString('latin1');

/** Each recorded case: the ignore file, the names of what is there, and which of them BuildKit sends. */
function* recordedCases() {
  for (const file of ['plain.jsonl', 'exotic.jsonl', 'corners.jsonl']) {
    for (const line of fs.readFileSync(path.join(folder, file), 'utf8').trimEnd().split('\n')) {
      const { group, ignore, files, buildkit = [], error } = JSON.parse(line);
      const bytes = group === undefined ? Buffer.from : decoded;
      const sent = new Set(buildkit.map((name) => key(bytes(name))));
      const isSent = (name) => sent.has(key(name));
      const names = files.map((name) => bytes(group === undefined ? name : name.split(' -> ')[0]));
      yield { ignore: bytes(ignore), names, isSent, rejected: error !== undefined };
    }
  }
}

module.exports = { recordedCases };
