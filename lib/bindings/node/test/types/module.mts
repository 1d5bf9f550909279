// What a program in TypeScript does with the package; it is compiled, not run.
import ignore, { Matcher, TareError, digest, pack, report, walk } from 'tare';
import type { Entry, Ignore, PackOptions, Report, Verdict } from 'tare';
import type { Readable } from 'node:stream';

const rules: Ignore = ignore({ ignorecase: false }).add(['a', ignore()]).add('b\nc');
const kept: string[] = rules.filter(['a', 'b']);
const bytes: Buffer[] = rules.filter([Buffer.from('a')]);
const verdict: Verdict = new Matcher(['a'], { file: 'rules' }).match('a');
const options: PackOptions = { ignore: rules.createFilter(), compress: 'zstd:3', buildArgs: { A: 1 } };
const stream: Readable = pack('.', options);
const made: Report = await pack('.', { ignore: (path) => path.endsWith('.md') }).report;
for await (const entry of walk('.')) {
  const { name, kind, mtimeMs }: Entry = entry;
  console.log(name.length, kind === 'directory', mtimeMs);
}
for await (const { name } of walk('.', { encoding: 'buffer' })) console.log(name.readUInt8(0));
const files: number = (await report(new URL('file:///'), { signal: AbortSignal.timeout(1) })).context.files;
const text: string = await digest('.', { ignore: rules, cache: 'x' });
try {
  ignore().add('[');
} catch (error) {
  if (error instanceof TareError && error.status === 'usage') console.log(error.line ?? 0, error.code);
}
console.log(kept, bytes, verdict.rule?.length, stream.readable, made.excluded_paths[0]?.rule.line, files, text);

// @ts-expect-error: Docker takes upper and lower case for different letters
ignore({ ignorecase: true });
// @ts-expect-error: an option of tar-fs that is none here
pack('.', { strip: 1 });
// @ts-expect-error: a digest asks no function
void digest('.', { ignore: () => true });
// @ts-expect-error: there are two dialects
void report('.', { dialect: 'podman' });
