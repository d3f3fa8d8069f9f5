import { Option } from 'clipanion';
import type { Exit } from '../../base/exit.ts';
import type { Reporter } from '../../base/ports.ts';
import { visible } from '../../base/visible.ts';
import { userKey } from '../../identity/cache-key.ts';
import { identify } from '../../identity/identify.ts';
import { namedProfile } from '../../identity/profile.ts';
import type { Request } from '../../identity/request.ts';
import { parseDeviceArn } from '../../mfa/device-arn.ts';
import { expirationText } from '../../session/child-env.ts';
import { type Forgotten, forgetSessions } from '../../session/forget.ts';
import { inheritedSession } from '../../session/marker.ts';
import type { Session } from '../../session/session.ts';
import { expectNone } from '../failures.ts';
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
    const forgotten = await forgetSessions(request.store, stores, user, {
      reporter,
      logouts: app.logouts,
    });
    tell(forgotten, app.clock.now(), reporter);
    expectNone(forgotten.failures, reporter);
    return { code: 0 };
  }

  /** The cache key of the user whose sessions go: role sessions of that user included. */
  private async userKey(request: Request): Promise<string> {
    const { app } = this.context;
    const { env } = app;
    const inherited = inheritedSession(env);
    const outer = inherited?.outerEnv ?? env;
    // Under an outer mfa-exec, and with no profile named here, the user is the outer one's.
    if (inherited !== undefined && namedProfile(request, outer) === undefined) return inherited.user;
    return userKey(await identify(request, app, outer));
  }
}

function tell({ sessions, unreadable, left, failures }: Forgotten, nowMs: number, reporter: Reporter): void {
  const live = sessions.filter(({ expiresAt }) => expiresAt > nowMs);
  if (live.length > 0) {
    const last = expirationText({ expiresAt: Math.max(...live.map(({ expiresAt }) => expiresAt)) });
    reporter.info(`forgot ${what(live)}`);
    // STS has no call to end a session: its owner is told so, or would think it gone.
    reporter.info(`AWS keeps accepting copies of ${live.length === 1 ? 'it' : 'them'} until ${last}`);
  }
  const entries = (count: number) => counted(count, 'cached entry', 'cached entries');
  if (unreadable > 0) reporter.info(`forgot ${entries(unreadable)} that could not be read`);
  if (left > 0) {
    reporter.warn(`kept ${entries(left)} that cannot be read; to forget them too: mfa-exec logout --all`);
  }
  if (live.length + unreadable + left + failures.length === 0) {
    reporter.info('no cached session to forget');
  }
}

/** Whose sessions: `the session of yourusername and those of 2 roles made from it`. */
function what(sessions: readonly Session[]): string {
  const isRole = ({ label }: Session) => label.roleArn !== undefined;
  const users = sessions.filter((session) => !isRole(session)).map(deviceName);
  const roles = sessions.filter(isRole);
  const ofRoles = counted(roles.length, 'role', 'roles');
  if (users.length === 0) {
    const arns = roles.map(({ label }) => visible(label.roleArn ?? ''));
    return roles.length === 1 ? `the session of ${arns[0]}` : `the sessions of ${ofRoles}`;
  }
  const own = `${users.length === 1 ? 'the session' : `the ${users.length} sessions`} of ${listed([...new Set(users)])}`;
  if (roles.length === 0) return own;
  const those = roles.length === 1 ? 'that' : 'those';
  return `${own}, and ${those} of ${ofRoles} made from ${users.length === 1 ? 'it' : 'them'}`;
}

/** By default the user's name. */
function deviceName({ label: { mfaSerial, profile } }: Session): string {
  return visible(parseDeviceArn(mfaSerial ?? '')?.name ?? profile ?? mfaSerial ?? 'a user');
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
