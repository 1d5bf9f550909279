'use strict';

const fs = require('node:fs');
const { fileURLToPath } = require('node:url');
const native = require('./native.js');
const { saying, wrongType, describe } = require('./errors.js');
const { standFor, parse, checkName } = require('./rules.js');

function textOf(rules) {
  if (Array.isArray(rules)) return rules.join('\n');
  if (typeof rules === 'string' || Buffer.isBuffer(rules)) return rules;
  throw wrongType(`rules are a string, a Buffer or an array of lines, and this is ${describe(rules)}`);
}

class Matcher {
  #rules;

  constructor(rules, { file = '.dockerignore' } = {}) {
    this.#rules = parse(textOf(rules), file);
    standFor(this, () => this.#rules);
  }

  static fromFile(path) {
    return new Matcher(fs.readFileSync(path), { file: path instanceof URL ? fileURLToPath(path) : path });
  }

  excludes(name) {
    return native.excludes(this.#rules, checkName(name));
  }

  match(name) {
    const [excluded, line, rule, reach] = native.match(this.#rules, checkName(name));
    return { excluded, line, rule, reach };
  }

  explain(names) {
    const asked = Array.isArray(names) ? names : [names];
    asked.forEach(checkName);
    return JSON.parse(saying(native.explain, this.#rules, asked)).paths;
  }
}

module.exports = { Matcher };
