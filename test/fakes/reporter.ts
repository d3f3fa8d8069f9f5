import type { Reporter } from '../../src/base/ports.ts';

/** Keeps what it is told. */
export class RecordingReporter implements Reporter {
  readonly infos: string[] = [];
  readonly warnings: string[] = [];
  readonly debugs: string[] = [];

  info(line: string): void {
    this.infos.push(line);
  }

  warn(line: string): void {
    this.warnings.push(line);
  }

  debug(line: string): void {
    this.debugs.push(line);
  }

  all(): string[] {
    return [...this.infos, ...this.warnings, ...this.debugs];
  }
}
