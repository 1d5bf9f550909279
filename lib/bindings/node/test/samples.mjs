// samples.mjs README DIRECTORY: runs each JavaScript sample of README in a copy of DIRECTORY, and
// compares what it prints with what is expected of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const [readme, directory] = process.argv.slice(2);
const expected = [
  /^30289 bytes are sent, 451 are not\n$/,
  /^true\n\[ 'server\.js', 'README\.md' \]\n\[ 'server\.js' \]\n$/,
  /^false 2 !node_modules\/mine\n1 excluded\n2 brought_back\n$/,
  /^true \[ 'README\.md 295', 'CHANGELOG\.md 156' \]\n$/,
  /^13\n13\n$/,
  /^CHANGELOG\.md \(file\) is left out by line 3, \*\.md\n.*\n14 files are sent, 2 are not\nsha256:[0-9a-f]{64}\n$/,
  /^usage \/nowhere '\/nowhere': there is no such directory to be the context\n$/,
];

const samples = [...fs.readFileSync(readme, 'utf8').matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
assert.equal(samples.length, expected.length);
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'tare-samples-'));
const copy = path.join(work, 'shop');
try {
  fs.cpSync(directory, copy, { recursive: true });
  for (const [i, code] of samples.entries()) {
    const file = path.resolve(`sample${i}.mjs`); // beside node_modules
    fs.writeFileSync(file, code);
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: copy });
    assert.match(stdout, expected[i], code);
  }
} finally {
  fs.rmSync(work, { recursive: true });
}
