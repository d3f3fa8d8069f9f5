import { OPTIONS, type OptionSpec } from '../options.ts';
import type { RawOptions } from './request.ts';

/**
 * Reads the options before the `--` without clipanion, which would take a quarter of a cached call to load. Knows
 * full names, each once, as `--name value` or `--name=value`. Returns `undefined` for anything else: clipanion
 * then parses it, and words the errors.
 */
export function plainOptions(own: readonly string[]): RawOptions | undefined {
  const raw: Record<string, string | boolean> = {};
  for (let at = 0; at < own.length; at++) {
    const [, name, joined] = /^(--?[a-z-]+)(?:=(.*))?$/s.exec(own[at] ?? '') ?? [];
    const spec: OptionSpec | undefined = OPTIONS.find(
      (option: OptionSpec) => name && [option.name, option.short].includes(name),
    );
    if (spec === undefined || spec.name in raw) return undefined;
    if (spec.value !== undefined) {
      const value = joined ?? own[++at];
      if (value === undefined || (joined === undefined && value.startsWith('-'))) return undefined;
      raw[spec.name] = value;
    } else {
      if (joined !== undefined) return undefined;
      raw[spec.name] = true;
    }
  }
  return raw;
}
