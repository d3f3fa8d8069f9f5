import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Names what was skipped and why, and writes the counts to the file that `MFA_EXEC_TEST_REPORT` names. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      // A file that does not load, or a hook that fails, fails no test of its own.
      const suites = [module, ...module.children.allSuites()];
      counts.failed += suites.filter((suite) => suite.errors().length > 0).length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') counts.passed += 1;
        else if (result.state === 'failed') counts.failed += 1;
        else {
          counts.skipped += 1;
          const reason = 'note' in result && result.note ? result.note : 'not run';
          console.log(`skipped: ${reason} (${module.relativeModuleId}: ${test.fullName})`);
        }
      }
    }
    const file = process.env['MFA_EXEC_TEST_REPORT'];
    if (file) writeFileSync(file, JSON.stringify(counts));
  }
}
