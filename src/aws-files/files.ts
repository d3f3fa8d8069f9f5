import { resolve } from 'node:path';
import type { AwsConfig, AwsFiles, Section } from '../base/ports.ts';
import { DEFAULT_PROFILE } from '../identity/profile.ts';
import { mergeSections } from './merge.ts';
import { type OpenFile, openFile } from './open.ts';
import { type AwsFilesDeps, awsPaths } from './paths.ts';
import { configTitle, credentialsTitle } from './titles.ts';

/**
 * The shared config and credentials files, at `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` or in
 * `~/.aws`, read and merged as the AWS CLI does. Each `load` reads them anew.
 */
export function createAwsFiles(deps: AwsFilesDeps): AwsFiles {
  const paths = awsPaths(deps);
  return {
    paths: [resolve(paths.config), resolve(paths.credentials)],
    async load(names) {
      const config = openFile(paths.config, configTitle);
      const credentials = openFile(paths.credentials, credentialsTitle);
      const profileNames = () => [...new Set([...config.profileNames(), ...credentials.profileNames()])];
      return {
        ...readProfiles(names ?? profileNames(), config, credentials),
        configPath: config.path,
        credentialsPath: credentials.path,
        profileNames,
        otherTitles: config.otherTitles,
      };
    },
  };
}

/** Reads in rounds: what `source_profile` names in one is read in the next. */
function readProfiles(
  names: readonly string[],
  config: OpenFile,
  credentials: OpenFile,
): Pick<AwsConfig, 'profiles' | 'services'> {
  const profiles = new Map<string, Section>();
  for (let round = new Set(names); round.size > 0; ) {
    const wanted = [...round];
    const inConfig = config.read('profile', wanted);
    const inCredentials = credentials.read('profile', wanted);
    round = new Set();
    for (const name of [...inConfig.keys(), ...inCredentials.keys()]) {
      profiles.set(name, mergeSections(inConfig.get(name), inCredentials.get(name)));
    }
    if (!wanted.every((name) => profiles.has(name) || (name === DEFAULT_PROFILE && name !== names[0]))) {
      // Perhaps its header is the broken line: better said than that there is no such profile.
      config.check();
      credentials.check();
    }
    for (const name of wanted) {
      for (const key of ['source_profile', 'include_profile']) {
        const other = profiles.get(name)?.[key];
        if (other && !profiles.has(other)) round.add(other);
      }
    }
  }
  const services = [...profiles.values()].flatMap((section) => section['services'] ?? []);
  return { profiles: toRecord(profiles), services: toRecord(config.read('services', services)) };
}

/** Without a prototype, since a profile may be called "constructor" or "__proto__". */
function toRecord(sections: ReadonlyMap<string, Section>): Readonly<Record<string, Section>> {
  const record: Record<string, Section> = Object.create(null);
  for (const [name, section] of sections) record[name] = section;
  return record;
}
