import { Option } from 'clipanion';
import { parseDurationWithin } from '../../base/duration.ts';
import { MfaExecError } from '../../base/errors.ts';
import type { Exit } from '../../base/exit.ts';
import { profileOption } from '../../base/shell-word.ts';
import { identify } from '../../identity/identify.ts';
import { namedProfile } from '../../identity/profile.ts';
import type { Request } from '../../identity/request.ts';
import { ROLE_RANGE } from '../../identity/role-duration.ts';
import { destinationUrl, federationUrl, loginLink, sessionDuration } from '../../identity/signin.ts';
import type { Identity } from '../../identity/types.ts';
import { inheritedSession } from '../../session/marker.ts';
import { innerQuery } from '../../session/names.ts';
import { obtainSession } from '../../session/obtain.ts';
import type { App } from '../app.ts';
import type { RawOptions } from '../request.ts';
import { timeLeft } from '../time-left.ts';
import { SessionCommand } from './session-options.ts';

/** `mfa-exec console [--open|--print] [--destination PATH]` */
export class ConsoleCommand extends SessionCommand {
  static override paths = [['console']];

  open = Option.Boolean('--open');
  print = Option.Boolean('--print');
  destination = Option.String('--destination');

  async main(): Promise<Exit> {
    const { app } = this.context;
    const seconds = this.duration === undefined ? undefined : parseDurationWithin(this.duration, ROLE_RANGE);
    const request = this.sessionRequest();
    if (this.open && this.print) throw new MfaExecError('USAGE', 'console takes one of --open and --print');
    if (!this.open && !this.print && !app.stdout.isTerminal) throw secretIntoPipe(request.profile);
    const { endpoint, region, roles } = await identityHere(request, app);
    if (roles.length === 0) throw noRole(request.profile);
    const federation = federationUrl(endpoint.partition, endpoint.signinUrl);
    const destination = destinationUrl(endpoint.partition, region, this.destination);

    const { session } = await obtainSession(request, app.session(request));
    app.keepCompiled();
    const getSigninToken = await app.signin(request);
    const wanted = sessionDuration(session, seconds);
    const left = session.expiresAt - app.clock.now();
    if (seconds !== undefined && wanted === undefined && left < seconds * 1000) {
      app
        .reporter(request)
        .info(`the console stays signed in for ${timeLeft(left)}, as long as the session lasts`);
    }
    const token = await getSigninToken(session, endpoint, federation, wanted);
    const link = loginLink(federation, destination, token);
    if (!this.open) {
      app.stdout.write(`${link}\n`);
    } else {
      await app.openLink(link);
      app.reporter(request).info('the console is open in the browser');
    }
    return { code: 0 };
  }

  /** `--duration` is about the console here, and so about the role's session. */
  protected override rawOptions(): RawOptions {
    const raw = super.rawOptions();
    return {
      ...raw,
      '--duration': undefined,
      '--role-duration': raw['--role-duration'] ?? raw['--duration'],
    };
  }
}

/** Who is called for: under an outer mfa-exec, and with no profile named here, the outer one's identity. */
async function identityHere(request: Request, app: App): Promise<Identity> {
  const inherited = inheritedSession(app.env);
  if (inherited === undefined) return identify(request, app, app.env);
  const { outerEnv, names } = inherited;
  const isOuter = namedProfile(request, outerEnv) === undefined;
  // Nothing is signed with these: they stand where the keys of the outer call stood.
  const gone = isOuter && names.keysGone ? { AWS_ACCESS_KEY_ID: 'GONE', AWS_SECRET_ACCESS_KEY: 'GONE' } : {};
  return identify(isOuter ? innerQuery(request, inherited) : request, app, { ...outerEnv, ...gone });
}

function noRole(profile: string | undefined): MfaExecError {
  return new MfaExecError(
    'ROLE',
    `${profile === undefined ? 'this' : `profile "${profile}"`} is a user without a role, and AWS signs in to the console only with the session of a role`,
    {
      hint: `name one: mfa-exec console${profileOption(profile)} --role-arn arn:aws:iam::ACCOUNT:role/ROLE, or a profile with role_arn; as the user, sign in with password and code at https://console.aws.amazon.com/`,
    },
  );
}

function secretIntoPipe(profile: string | undefined): MfaExecError {
  return new MfaExecError('USAGE', 'the link signs in whoever has it, and is printed only to a terminal', {
    hint: `mfa-exec console${profileOption(profile)} --print, or --open for the browser`,
  });
}
