import type { Reporter } from '../base/ports.ts';
import { visible } from '../base/visible.ts';

/**
 * Lines of ours, each begun with the program's name so that they stand out of the command's own output. The one place
 * where what files, AWS and other programs say is made harmless for the terminal. A `write` that fails is let be:
 * there is nowhere left to say so, and the exit status tells.
 */
export function createReporter(
  write: (text: string) => void,
  options: { readonly quiet: boolean; readonly verbose: boolean },
): Reporter {
  const line = (text: string) => {
    const lines = text.split('\n').map((part) => `mfa-exec: ${visible(part)}\n`);
    try {
      write(lines.join(''));
    } catch {}
  };
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
