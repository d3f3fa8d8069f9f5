import type { Reporter } from '../core/ports.ts';

/** Lines of ours, each begun with the program's name so that they stand out of the command's own output. */
export function createReporter(
  write: (text: string) => void,
  options: { readonly quiet: boolean; readonly verbose: boolean },
): Reporter {
  const line = (text: string) =>
    write(
      text
        .split('\n')
        .map((part) => `mfa-exec: ${part}\n`)
        .join(''),
    );
  return {
    info: (text) => {
      if (!options.quiet) line(text);
    },
    warn: line,
    debug: (text) => {
      if (options.verbose) line(text);
    },
  };
}
