'use strict';

const native = require('./native.js');
const { wrongType, describe } = require('./errors.js');
const { standFor, parse, checkName } = require('./rules.js');

class Ignore {
  #lines = [];
  #rules; // of all lines, once they are asked

  constructor(options = {}) {
    for (const name of Object.keys(options)) {
      if (name !== 'ignorecase') throw wrongType(`ignore: there is no option '${name}'`);
    }
    if (options.ignorecase) {
      throw wrongType('ignorecase: Docker takes upper and lower case for different letters');
    }
    standFor(this, () => this.#compiled());
  }

  add(patterns) {
    const added = Array.isArray(patterns) ? patterns : [patterns];
    const lines = added.flatMap(Ignore.#linesOf);
    parse('\n'.repeat(this.#lines.length) + lines.join('\n')); // throws, with the line among all
    this.#lines = this.#lines.concat(lines);
    this.#rules = undefined;
    return this;
  }

  ignores(path) {
    return checkName(path).length === 0 || native.excludes(this.#compiled(), path);
  }

  filter(paths) {
    const names = Array.isArray(paths) ? paths : [paths];
    return native.kept(this.#compiled(), names);
  }

  createFilter() {
    const filter = (path) => !this.ignores(path);
    standFor(filter, () => this.#compiled());
    return filter;
  }

  #compiled() {
    return this.#rules ??= parse(this.#lines.join('\n'));
  }

  static #linesOf(pattern) {
    if (typeof pattern === 'string') return pattern.split(/\r?\n/);
    if (pattern instanceof Ignore) return pattern.#lines;
    if (pattern === null || pattern === undefined) return [];
    throw wrongType(`a pattern is a string or made by ignore(), and this is ${describe(pattern)}`);
  }
}

function ignore(options) {
  return new Ignore(options);
}

module.exports = { ignore };
