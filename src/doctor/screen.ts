import { paint, type Style } from '../base/paint.ts';
import { visible } from '../base/visible.ts';
import { CHECKS, type Finding, type Status } from './finding.ts';

const SIGNS: Readonly<Record<Status, { readonly sign: string; readonly style: Style }>> = {
  ok: { sign: '✓', style: 'green' },
  warning: { sign: '!', style: 'yellow' },
  error: { sign: '✗', style: 'red' },
};
const WIDTH = Math.max(...Object.values(CHECKS).map((label) => label.length));

/** The findings for a person: a line each, below it the fix, and a last line that sums up. `colour` only for a terminal. */
export function doctorScreen(
  findings: readonly Finding[],
  options: { colour: boolean; quiet: boolean },
): string {
  const shown = options.quiet ? findings.filter(({ status }) => status !== 'ok') : findings;
  const lines = shown.flatMap(({ check, status, message, fix }) => {
    const { sign, style } = SIGNS[status];
    const painted = paint(sign, style, options.colour);
    const indent = ' '.repeat(WIDTH + 4);
    const first = `${painted} ${CHECKS[check].padEnd(WIDTH)}  ${visible(message)}`;
    return fix === undefined ? [first] : [first, `${indent}fix: ${visible(fix)}`];
  });
  return [...lines, ...(options.quiet ? [] : ['', summary(findings)])].map((line) => `${line}\n`).join('');
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
