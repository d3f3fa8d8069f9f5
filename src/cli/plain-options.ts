import { OPTIONS, type OptionSpec } from '../options.ts';
import type { RawOptions } from './request.ts';

/**
 * The options before the `--`, where they are the plain ones that hardly any call goes beyond: known names in full,
 * each once, `--name value` or `--name=value`. Nothing where there is anything else: that is for the parser, whose
 * loading would take a cache hit a fourth of its time, and which finds the words for what is wrong.
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
