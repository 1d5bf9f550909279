// pack.mjs DIRECTORY [RULES]: tar-fs, and @balena/dockerignore if there are rules, to standard output.
import fs from 'node:fs';
import path from 'node:path';
import dockerignore from '@balena/dockerignore';
import tar from 'tar-fs';

const [directory, rules] = process.argv.slice(2);
const root = path.resolve(directory);
const options = {};
if (rules) {
  const matcher = dockerignore().add(fs.readFileSync(rules, 'utf8'));
  options.ignore = (name) => name !== root && matcher.ignores(path.relative(root, name));
}
tar.pack(root, options).pipe(process.stdout);
