import { Option } from 'clipanion';
import type { Exit } from '../../base/exit.ts';
import { printableJson } from '../../base/json.ts';
import { listSessions } from '../../session/list.ts';
import { expectNone } from '../failures.ts';
import { statusEntry, statusTable } from '../status-table.ts';
import { AppCommand, flag, value } from './base.ts';

/** `mfa-exec status [--json]` */
export class StatusCommand extends AppCommand {
  static override paths = [['status']];

  json = Option.Boolean('--json');
  store = value('--store');
  quiet = flag('--quiet');
  verbose = flag('--verbose');

  async main(): Promise<Exit> {
    const { app } = this.context;
    const request = this.request({ '--store': this.store, '--quiet': this.quiet, '--verbose': this.verbose });
    const reporter = app.reporter(request);
    const now = app.clock.now();
    const { sessions, failures } = await listSessions(
      request.store,
      app.stores(request.store, reporter),
      now,
      reporter,
    );
    const entries = sessions.map((session) => statusEntry(session, now));
    if (this.json) app.stdout.write(printableJson({ sessions: entries }));
    else if (entries.length === 0 && failures.length === 0) reporter.info('no cached session');
    else if (entries.length > 0) app.stdout.write(statusTable(entries, app.stdout));
    expectNone(failures, reporter);
    return { code: 0 };
  }
}
