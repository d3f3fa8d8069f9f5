import type { Reporter } from '../base/ports.ts';
import { visible } from '../base/visible.ts';

/**
 * Writes lines for a person to stderr, each with the program's name in front to stand out from the command's own
 * output. Text of files, AWS and other programs is made harmless for the terminal here, and only here. A line that
 * cannot be written is dropped: the exit status still tells. `said` holds what --verbose has told: each thing once.
 */
export function createReporter(
  write: (text: string) => void,
  options: { readonly quiet: boolean; readonly verbose: boolean },
  said = new Set<string>(),
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
      if (!options.verbose || said.has(text)) return;
      said.add(text);
      line(text);
    },
  };
}
