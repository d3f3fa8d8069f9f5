import { Option } from 'clipanion';
import { cacheKey } from '../core/cache-key.ts';
import type { Exit } from '../core/exit.ts';
import { profilesToLoad } from '../core/profile.ts';
import type { Request } from '../core/request.ts';
import { resolveIdentity } from '../core/resolve-identity.ts';
import { listSessions } from '../core/session-list.ts';
import { inheritedSession } from '../core/session-marker.ts';
import { AppCommand, flag, value } from './base.ts';

/** `mfa-exec logout [--all]` */
export class LogoutCommand extends AppCommand {
  static override paths = [['logout']];

  all = Option.Boolean('--all');
  profile = value('--profile');
  region = value('--region');
  store = value('--store');
  quiet = flag('--quiet');
  verbose = flag('--verbose');

  async main(): Promise<Exit> {
    const { app } = this.context;
    const request = this.request({
      '--profile': this.profile,
      '--region': this.region,
      '--store': this.store,
      '--quiet': this.quiet,
      '--verbose': this.verbose,
    });
    const reporter = app.reporter(request);
    const user = this.all ? undefined : await this.userKey(request);
    const stores = app.stores(request.store, reporter);
    const sessions = await listSessions(request.store, stores, Number.NEGATIVE_INFINITY, reporter);
    const now = app.clock.now();
    const doomed = sessions.filter((listed) => user === undefined || listed.user === user);
    for (const { store, key } of doomed) await store.remove(key);

    const live = doomed.filter(({ session }) => session.expiresAt > now);
    const last = live[0]?.session;
    if (last === undefined) reporter.info('no cached session to forget');
    else {
      const until = new Date(last.expiresAt).toISOString().replace(/\.\d+Z/, 'Z');
      reporter.info(`forgot ${live.length} cached session${live.length === 1 ? '' : 's'}`);
      // STS has no call to end a session: its owner is told so, or would think it gone.
      reporter.info(`AWS goes on accepting copies of ${live.length === 1 ? 'it' : 'them'} until ${until}`);
    }
    return { code: 0 };
  }

  /** The cache key of the user whose sessions go: role sessions of that user included. */
  private async userKey(request: Request): Promise<string> {
    const { app } = this.context;
    const { awsFiles, env } = app.session(request);
    const outer = inheritedSession(env)?.outerEnv ?? env;
    const identity = resolveIdentity(request, await awsFiles.load(profilesToLoad(request, outer)), outer);
    return cacheKey({ ...identity, roles: [] });
  }
}
