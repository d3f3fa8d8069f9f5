/**
 * Entry point. Runs warm.cjs from V8's code cache if there is one: compiling it costs a cached call 10 ms, a third
 * of what Node needs to start. This file imports only what Node has loaded anyway.
 */
import './run/early.ts';
import { closeSync, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Script } from 'node:vm';
import { compiledFile, programMark, readCompiled, saveCompiled } from './platform/compiled-code.ts';

/** Names what warm.cjs holds; put in by the build. */
declare const BUILD: string;

// NODE_PRESERVE_SYMLINKS_MAIN takes the link in a bin folder for the program, beside which nothing else lies.
const real = realpathSync(__filename);
if (real === __filename) start();
else require(real);

function start(): void {
  const path = join(__dirname, 'warm.cjs');
  const uid = process.getuid?.();
  const file = compiledFile(process.env, process.platform, uid, BUILD, process.execArgv);
  const program = openSync(path, 'r');
  const mark = programMark(fstatSync(program, { bigint: true }));
  // The build writes ASCII only.
  const source = readFileSync(program, 'latin1');
  closeSync(program);
  const cachedData = file === undefined ? undefined : readCompiled(file, uid, mark);
  const script = new Script(source, {
    filename: path,
    ...(cachedData && { cachedData }),
  });
  const isKept = cachedData !== undefined && script.cachedDataRejected === false;

  /** Keeps what has been compiled by now; to be called late, where it is not kept yet: of many at once the first does. */
  const keepCompiled = () => {
    if (file === undefined || isKept) return;
    if (cachedData === undefined && readCompiled(file, uid, mark) !== undefined) return;
    saveCompiled(file, uid, mark, () => script.createCachedData());
  };
  script.runInThisContext()(require, module, __filename, keepCompiled);
}
