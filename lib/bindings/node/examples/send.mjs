// send.mjs [DIRECTORY]: the context as a tar, for `node send.mjs shop | docker build -`, and what it weighs.
import { pipeline } from 'node:stream/promises';
import { pack } from 'tare';

const archive = pack(process.argv[2] ?? '.', { onMessage: (line) => console.error(line) });
await pipeline(archive, process.stdout);
const { context, excluded, excluded_paths: places } = await archive.report;
console.error(`${context.files} files, ${context.bytes} bytes are sent; ${excluded.bytes} are not`);
for (const { path, bytes, rule } of places.slice(0, 5)) console.error(`${bytes}  ${path}  ${rule.pattern}`);
