/// <reference types="node" />
import { Readable } from 'node:stream';

/** Makes an empty set of rules. */
declare function ignore(options?: ignore.IgnoreOptions): ignore.Ignore;

declare namespace ignore {
  export { ignore as default };

  /** A name in a context: relative, with `/` between its parts. A Buffer holds one that is no UTF-8. */
  export type Name = string | Buffer;

  // -- Rules --------------------------------------------------------------------------------------

  export interface IgnoreOptions {
    /** Docker takes upper and lower case for different letters: `true` is a TypeError. */
    ignorecase?: false;
  }

  /** A line of an ignore file or several, other rules, or nothing. */
  export type Pattern = string | Ignore | null | undefined;

  /** The rules of an ignore file, by the interface of `ignore` and `@balena/dockerignore`. */
  export interface Ignore {
    /**
     * Adds rules behind those that there are: lines of an ignore file, or all rules of another.
     * Throws TareError, with the line, for a pattern that Docker rejects, and adds nothing then.
     */
    add(patterns: Pattern | readonly Pattern[]): this;
    /**
     * Whether Docker leaves `path` out, its parents considered: also below a directory that it does
     * not look into, though an exception matches. `./` in front and `/` behind do not count.
     */
    ignores(path: Name): boolean;
    /** Those of `paths` that Docker sends: the quickest way for many. */
    filter<Path extends Name>(paths: Path | readonly Path[]): Path[];
    /** A function for Array.filter(), and for the option `ignore` of pack(), walk() and report(). */
    createFilter(): (path: Name) => boolean;
  }

  /** What the rules say about one name. */
  export interface Verdict {
    excluded: boolean;
    /** Of the rule that decided, from 1; 0 when none did. */
    line: number;
    /** The rule that decided, as it stands in the ignore file; null when none did. */
    rule: string | null;
    /**
     * Length of the leading part of the name that it matched: all of it, or a directory above. Counted without what
     * was put in order, as a leading `./`; exact for names in UTF-8, and for a Buffer in bytes.
     */
    reach: number;
  }

  export interface Rule {
    file: string;
    line: number;
    /** Cleaned, without the `!` of an exception. */
    pattern: string;
    exception: boolean;
  }

  export interface Step {
    rule: Rule;
    /** The path, or a directory above it. */
    matched: string;
    /**
     * `excluded`, `brought_back`: changed the verdict. `repeated`: it was that already. `overruled`: a
     * rule further down had decided for a directory above. `lost`: would have changed it, below
     * `never_entered`.
     */
    effect: 'excluded' | 'brought_back' | 'repeated' | 'overruled' | 'lost';
  }

  /**
   * Why a name is sent or not, as in share/tare/schema/why.schema.json. A string that is no UTF-8
   * stands in base64 under its key with `_b64` behind it.
   */
  export interface Explanation {
    path: string;
    excluded: boolean;
    /** That decided; null when none did. */
    rule: Rule | null;
    matched: string | null;
    /** The topmost excluded directory above that Docker does not look into. */
    never_entered: string | null;
    /** Of a context; names alone are never. */
    sent_for_builder: boolean;
    steps: Step[];
  }

  /** Compiled rules, which tell the one that decided. */
  export class Matcher {
    /**
     * @param rules an ignore file's text, or its lines
     * @param options `file` is what messages call it, `.dockerignore` by default
     * @throws TareError, with the line, for a pattern that Docker rejects
     */
    constructor(rules: string | Buffer | readonly string[], options?: { file?: string });
    /** Reads an ignore file. */
    static fromFile(path: string | URL): Matcher;
    excludes(name: Name): boolean;
    match(name: Name): Verdict;
    explain(names: Name | readonly Name[]): Explanation[];
  }

  // -- Contexts -----------------------------------------------------------------------------------

  export interface ContextOptions {
    /** The Dockerfile; `Dockerfile` in the context by default. Paths are relative to the working directory. */
    file?: string | URL;
    /** The ignore file; by default the one that Docker takes. */
    ignoreFile?: string | URL;
    /** Go by no rules: everything is sent. */
    noIgnore?: boolean;
    /** By whose rules a context is put together; `buildkit` by default. */
    dialect?: 'buildkit' | 'classic';
    /** The stage to be built, for `needed`. */
    target?: string;
    buildArgs?: Record<string, string | number | boolean>;
    /** Only what the target asks for. */
    needed?: boolean;
    /** Leave out what is mounted below. */
    oneFileSystem?: boolean;
    /** Threads that read; 0, the default, stands for what fits the machine. */
    threads?: number;
    /** Ends the work, which then fails with an AbortError. */
    signal?: AbortSignal;
    /** Hears each note and warning. */
    onMessage?: (line: string) => void;
    /** Hears some twenty times a second how far it is. */
    onProgress?: (progress: { entries: number; bytes: number; name: string }) => void;
  }

  /** Rules that take the place of an ignore file. */
  export type Rules = Matcher | Ignore;

  export interface SendingOptions extends ContextOptions {
    /**
     * Rules, or a function that is asked about every entry, as that of tar-fs: `path` begins with the
     * directory as it was given, and what it answers true for is left out, with all below it. In both
     * cases no ignore file is looked for; with a function, `ignoreFile` may name one to count as well.
     */
    ignore?: Rules | ((path: string) => unknown);
    /** The same as `ignore`. */
    filter?: SendingOptions['ignore'];
    /** Leave out what cannot be read, with a warning. */
    keepGoing?: boolean;
    /** Leave out the Dockerfile and the ignore file where the rules do, which Docker sends all the same. */
    contextOnly?: boolean;
  }

  export interface PackOptions extends SendingOptions {
    compress?: 'none' | 'gzip' | 'zstd' | `gzip:${number}` | `zstd:${number}`;
    /** The same bytes for the same content: no times, owners and so on. */
    reproducible?: boolean;
    /** The time of all entries, in seconds since 1970. */
    sourceDateEpoch?: number;
    /** All extended attributes. */
    xattrs?: boolean;
    /** Do not look into what is left out, to tell its size. */
    noMeasure?: boolean;
    /** Of tar-fs: an archive is sorted in any case. */
    sort?: boolean;
  }

  /** The archive. */
  export interface PackStream extends Readable {
    /** What was sent and what was not, once all is packed; rejected when the stream fails. */
    readonly report: Promise<Report>;
    on(event: 'report', listener: (report: Report) => void): this;
    on(event: string | symbol, listener: (...args: any[]) => void): this;
  }

  /** Packs a context as the tar that `docker build -` takes, `.` by default. */
  export function pack(directory?: string | URL, options?: PackOptions): PackStream;

  export type Kind = 'file' | 'directory' | 'symlink' | 'fifo' | 'character-device' | 'block-device' | 'socket';

  export interface Entry<N extends Name = string> {
    /** Relative to the context; a directory has no `/` behind it. */
    name: N;
    kind: Kind;
    /** Whether it is sent; if not and it is a directory, neither is what is below, but for what is told. */
    included: boolean;
    verdict: Verdict;
    /** In bytes, of a regular file that is included; else 0. */
    size: number;
    /** Permission bits of what is included; else 0. */
    mode: number;
    /** Of what is included, in milliseconds since 1970 as in fs.Stats; else 0. */
    mtimeMs: number;
  }

  export interface WalkOptions extends SendingOptions {
    /** With `buffer`, names are Buffers, and may be no UTF-8. */
    encoding?: 'utf8' | 'buffer';
  }

  /**
   * The entries of a context in Docker's order, depth first. What is left out is told, too, but
   * nothing below it unless Docker looks there; what the function `ignore` refuses is not told.
   */
  export function walk(
    directory: string | URL,
    options: WalkOptions & { encoding: 'buffer' },
  ): AsyncGenerator<Entry<Buffer>, void>;
  export function walk(directory?: string | URL, options?: WalkOptions): AsyncGenerator<Entry, void>;

  export interface Tally {
    files: number;
    directories: number;
    links: number;
    specials: number;
    /** Apparent sizes of regular files, hard-linked ones once. */
    bytes: number;
  }

  export interface Place extends Tally {
    path: string;
    directory: boolean;
    complete: boolean;
    rule: Omit<Rule, 'exception'>;
  }

  /** Where every byte of a context went, as in share/tare/schema/report.schema.json. */
  export interface Report {
    schema: 1;
    directory: string;
    dialect: 'buildkit' | 'classic';
    /** Empty without one. */
    ignore_file: string;
    context: Tally & {
      /** What could not be read and is left out, with `keepGoing`. */
      missing: number;
      [more: string]: unknown;
    };
    /** `complete` is false where not everything was measured: then these are lower bounds. */
    excluded: Tally & { complete: boolean };
    /** What is excluded, largest first. */
    excluded_paths: Place[];
    [more: string]: unknown;
  }

  export interface ReportOptions extends SendingOptions {
    noMeasure?: boolean;
  }

  export function report(directory?: string | URL, options?: ReportOptions): Promise<Report>;

  export interface DigestOptions extends ContextOptions {
    /** Rules in place of an ignore file. */
    ignore?: Rules;
    /** Where to keep what is known of files, so that those that did not change are not read again. */
    cache?: string | URL;
  }

  /** The digest of all that is sent, or is needed: `sha256:` and 64 hexadecimal digits. */
  export function digest(directory?: string | URL, options?: DigestOptions): Promise<string>;

  // -- Errors -------------------------------------------------------------------------------------

  export class TareError extends Error {
    /**
     * `usage`: an argument, ignore file or Dockerfile that cannot be used; `input`: something that
     * belongs into the context could not be read; `output`: the result could not be written;
     * `failed`: memory ran out, or the library has a fault.
     */
    status: 'usage' | 'input' | 'output' | 'failed';
    /** The system's, as `EACCES`, where it said something; else `ERR_TARE_USAGE` and so on. */
    code: string;
    /** As in Node's own errors, negative; undefined where the system said nothing. */
    errno?: number;
    /** What it is about. */
    path?: string;
    /** In that file, from 1. */
    line?: number;
    /** What was packed all the same, with `keepGoing`: zeros take the place of what could not be read. */
    report?: Report;
  }

  /** Of the library. */
  export const version: string;
}

export = ignore;
