import { inAscii } from '../base/ascii.ts';
import { type Look, PLAIN_LOOK } from '../base/output.ts';
import { paint, type Style } from '../base/paint.ts';
import { visible } from '../base/visible.ts';
import { indented } from '../base/wrap.ts';
import { CHECKS, type Finding, type Status } from './finding.ts';

/** What is well has no colour: the eye is to find the rest. */
const SIGNS: Readonly<Record<Status, { readonly sign: string; readonly style?: Style }>> = {
  ok: { sign: '✓' },
  warning: { sign: '!', style: 'magenta' },
  error: { sign: '✗', style: 'red' },
};
const LABEL = Math.max(...Object.values(CHECKS).map((label) => label.length));
/** Fewer columns do not hold two: what stood in the right one goes below. */
const TWO_COLUMNS = 64;

/** The findings for a person: one after the other, below each the fix, and a last line that sums up. */
export function doctorScreen(
  findings: readonly Finding[],
  options: { readonly quiet: boolean; readonly docs?: string | undefined },
  look: Look = PLAIN_LOOK,
): string {
  const { colour, unicode, width = Number.POSITIVE_INFINITY } = look;
  const shown = options.quiet ? findings.filter(({ status }) => status !== 'ok') : findings;
  const isNarrow = width < TWO_COLUMNS;
  const indent = isNarrow ? 2 : LABEL + 4;
  const lines = shown.flatMap(({ check, status, message, fix }) => {
    const { sign, style } = SIGNS[status];
    const mark = unicode ? sign : inAscii(sign);
    const painted = style === undefined ? mark : paint(mark, style, colour);
    const label = CHECKS[check];
    const [first = '', ...rest] = indented(visible(message), width, indent);
    return [
      ...(isNarrow
        ? [`${painted} ${label}`, first]
        : [`${painted} ${label.padEnd(LABEL)}  ${first.trimStart()}`]),
      ...rest,
      // In one line however long: the terminal breaks it, and what is copied from there has no break.
      ...(fix === undefined ? [] : [`${' '.repeat(indent)}fix: ${visible(fix)}`]),
    ];
  });
  const more =
    options.docs === undefined ? [] : indented(`recipes and reference: ${options.docs}`, width, 0, 2);
  const text = [...lines, ...(options.quiet ? [] : ['', summary(findings), ...more])]
    .map((line) => `${line}\n`)
    .join('');
  return unicode ? text : inAscii(text);
}

function summary(findings: readonly Finding[]): string {
  const count = (status: Status) => findings.filter((finding) => finding.status === status).length;
  const parts = [
    [count('error'), 'error', 'errors'] as const,
    [count('warning'), 'warning', 'warnings'] as const,
  ].flatMap(([number, one, many]) => (number === 0 ? [] : [`${number} ${number === 1 ? one : many}`]));
  return parts.length === 0 ? 'all is well' : parts.join(', ');
}

/** `doctor --json`. The fields are a promise: new ones may come, none changes its meaning. */
export interface DoctorReport {
  /** No check has the status `error`; the exit status is 0 then, and 1 otherwise. */
  readonly ok: boolean;
  readonly version: string;
  readonly checks: readonly {
    readonly check: string;
    readonly status: Status;
    readonly message: string;
    readonly fix: string | null;
    readonly milliseconds: number | null;
    readonly skewSeconds: number | null;
  }[];
}

export function doctorReport(findings: readonly Finding[], version: string): DoctorReport {
  return {
    ok: isWell(findings),
    version,
    checks: findings.map(({ check, status, message, fix, milliseconds, skewSeconds }) => ({
      check,
      status,
      message,
      fix: fix ?? null,
      milliseconds: milliseconds ?? null,
      skewSeconds: skewSeconds ?? null,
    })),
  };
}

/** Whether all is well, warnings aside. */
export function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ status }) => status !== 'error');
}
