/** Runs every check of `doctor`. */
import { CODE_TOLERANCE, clockFix, SIGNATURE_TOLERANCE } from '../aws/clock-skew.ts';
import type { MfaExecError } from '../base/errors.ts';
import { once } from '../base/once.ts';
import type { AwsConfig, Credentials, Endpoint, Env } from '../base/ports.ts';
import { storeRow } from '../base/store-names.ts';
import { resolveEndpoint } from '../identity/endpoint.ts';
import { identify } from '../identity/identify.ts';
import { namedProfile, profileNames, profilesToLoad } from '../identity/profile.ts';
import type { Request } from '../identity/request.ts';
import type { Identity } from '../identity/types.ts';
import { baseCredentials } from '../session/base-credentials.ts';
import { inheritedSession } from '../session/marker.ts';
import { innerQuery } from '../session/names.ts';
import { checkDevice } from './check-device.ts';
import { checkEnvironment } from './check-environment.ts';
import { checkFiles } from './check-files.ts';
import {
  checkAccessKey,
  checkBorrowed,
  checkClock,
  checkEndpoint,
  checkPlace,
  checkProfile,
  checkSettings,
} from './check-identity.ts';
import { checkKeys } from './check-keys.ts';
import { checkNode, checkRunner } from './check-machine.ts';
import { checkStores } from './check-stores.ts';
import type { Finding } from './finding.ts';
import type { DoctorDeps, Outcome } from './ports.ts';

/** Milliseconds for each step; the longest way is a `credential_process` and then AWS: 14 s. */
const LIMITS = { files: 3000, process: 5500, aws: 8000, store: 6000 };

/**
 * Looks at everything that a session needs, at once, in the order in which it is to be read. `refusedVariable` is why
 * the variables of the options would be refused, if they are.
 */
export async function examine(
  asked: Request,
  deps: DoctorDeps,
  refusedVariable?: MfaExecError,
): Promise<Finding[]> {
  // Under an outer mfa-exec its session is not what is examined, but what it was made from.
  const inherited = inheritedSession(deps.env);
  const env = inherited?.outerEnv ?? deps.env;
  const isNested = inherited !== undefined && namedProfile(asked, env) === undefined;
  const request = isNested ? innerQuery(asked, inherited) : asked;
  // The files are read once, for both checks that need them.
  const load = once(() => deps.awsFiles.load(profilesToLoad(request, env)));
  const loaded = await deps.measure(load, LIMITS.files);
  const identity = await deps.measure(
    () => identify(request, { ...deps, awsFiles: { ...deps.awsFiles, load } }, env),
    LIMITS.files,
  );
  const [{ files, keys }, aws, stores, runner] = await Promise.all([
    examineFiles(loaded, deps, identity),
    examineAws(request, deps, env, identity),
    examineStores(request, deps),
    deps.runner(),
  ]);
  return [
    ...files,
    checkProfile(identity),
    ...keys,
    ...checkSettings(identity),
    ...checkBorrowed(identity, loaded),
    ...aws,
    ...stores,
    checkNode(deps.nodeVersion, deps.runtimeInside),
    checkRunner(runner),
    ...checkEnvironment(deps.env, refusedVariable),
  ];
}

async function examineFiles(
  loaded: Outcome<AwsConfig>,
  { paths, fileFacts, env, clock }: DoctorDeps,
  identity: Outcome<Identity>,
): Promise<{ files: Finding[]; keys: Finding[] }> {
  const [config, credentials] = await Promise.all([fileFacts(paths.config), fileFacts(paths.credentials)]);
  const files = checkFiles({
    config,
    credentials,
    wanted: 'failure' in loaded ? loaded.failure : undefined,
    profiles: 'value' in loaded ? profileNames(loaded.value).length : 0,
    dispensable: 'value' in identity,
    named: ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'].filter((name) => env[name] !== undefined),
  });
  const keys =
    'value' in identity && 'value' in loaded
      ? checkKeys(identity.value, loaded.value, credentials, clock.now())
      : [];
  return { files, keys };
}

async function examineAws(
  request: Request,
  deps: DoctorDeps,
  env: Env,
  identity: Outcome<Identity>,
): Promise<Finding[]> {
  const base = 'value' in identity ? await baseOf(identity.value, deps) : undefined;
  const credentials = base !== undefined && 'value' in base ? base.value : undefined;
  const place = await deps.measure(async () => placeOf(identity, request, env), LIMITS.files);
  if ('failure' in place) return [checkPlace(place.failure)];
  const endpoint = place.value;
  const [probe, devices] = await Promise.all([
    deps.probe(credentials, endpoint),
    credentials && deps.measure(() => deps.listMfaDevices(credentials, endpoint), LIMITS.aws),
  ]);
  const limits = { code: CODE_TOLERANCE, signature: SIGNATURE_TOLERANCE };
  return [
    checkEndpoint(probe, endpoint.caBundle),
    checkClock(probe, limits, clockFix(deps.platform)),
    ...(base === undefined ? [] : [checkAccessKey(base, probe)]),
    ...(devices === undefined || !('value' in identity)
      ? []
      : [checkDevice(identity.value, devices, request.mfaSerial !== undefined)]),
  ];
}

/** Of a profile that cannot be used the place is still known well enough to see whether AWS is there. */
function placeOf(identity: Outcome<Identity>, { region }: Request, env: Env): Endpoint {
  return 'value' in identity ? identity.value.endpoint : resolveEndpoint({ region, env, profile: {} });
}

function baseOf(
  identity: Identity,
  { credentialProcess, storedKeys, measure }: DoctorDeps,
): Promise<Outcome<Credentials>> | Outcome<Credentials> {
  const { base } = identity;
  if (base.kind === 'static') return { value: base.credentials };
  return measure(
    () => baseCredentials(identity, { credentialProcess: async () => credentialProcess, storedKeys }),
    LIMITS.process,
  );
}

async function examineStores({ store: choice }: Request, deps: DoctorDeps): Promise<Finding[]> {
  const { stores, env, fileStoreDir, measure } = deps;
  // Elsewhere `auto` passes it over without a word, and so does the screen.
  const here = stores.filter(({ name }) => {
    const { only = deps.platform } = storeRow(name);
    return only === deps.platform || choice === name;
  });
  const tried = here.map(async (store) => ({
    name: store.name,
    tried: await measure(async () => {
      if (store.check) await store.check();
      else await store.list();
    }, LIMITS.store),
  }));
  return checkStores({
    choice,
    stores: await Promise.all(tried),
    fileStoreDir,
    encrypted: Boolean(env['MFA_EXEC_PASSPHRASE']),
  });
}
