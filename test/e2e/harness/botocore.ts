import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Env } from '../../../src/base/ports.ts';

/** What botocore makes of two AWS files; a value that holds settings of its own is an object. */
export type BotocoreReading =
  | { readonly refused: string }
  | {
      readonly profiles: Readonly<Record<string, BotocoreSection>>;
      /** `null` of a botocore that is older than these sections (2023). */
      readonly services: Readonly<Record<string, BotocoreSection>> | null;
    };
export type BotocoreSection = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** The paths of a config file and a credentials file. */
export type FilePair = readonly [config: string, credentials: string];

/** The botocore that the `aws` on the PATH of `env` runs with, in one process for thousands of questions. */
export class Botocore {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  constructor(python: readonly string[], env: Env) {
    const script = fileURLToPath(new URL('read-aws-files.py', import.meta.url));
    const [file = '', ...words] = [...python, script];
    this.#child = spawn(file, words, { env: { ...env } });
    this.#child.stderr.pipe(process.stderr);
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** All profiles and services of each pair of files, merged. */
  read(pairs: readonly FilePair[]): Promise<readonly BotocoreReading[]> {
    return this.#ask({ pairs });
  }

  /** Key id, secret and token of the profile `default` in each pair of files; `null` where there are none or half. */
  keys(pairs: readonly FilePair[]): Promise<readonly (readonly [string, string, string | null] | null)[]> {
    return this.#ask({ keys: pairs.map((pair) => [...pair, 'default']) });
  }

  /** `shlex.split`; `null` where it refuses the line. */
  async split(line: string): Promise<readonly string[] | null> {
    return (await this.#ask<{ words: readonly string[] | null }>({ line })).words;
  }

  async dispose(): Promise<void> {
    const ended = once(this.#child, 'close');
    this.#child.stdin.end();
    await ended;
  }

  async #ask<T>(request: object): Promise<T> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error('botocore has ended');
    return JSON.parse(value);
  }
}

/** The Python that `aws` is a script of; `undefined` where it is a program of its own, as the installer of AWS has it. */
export function awsPython(env: Env): readonly string[] | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter);
  const aws = folders.map((folder) => join(folder, 'aws')).find((path) => existsSync(path));
  const words = aws === undefined ? undefined : /^#!\s*(.*python.*)/.exec(firstLine(aws))?.[1]?.split(/\s+/);
  return words?.filter((word) => word !== '');
}

function firstLine(path: string): string {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(256);
    return start.toString('latin1', 0, readSync(file, start)).split('\n')[0] ?? '';
  } finally {
    closeSync(file);
  }
}
