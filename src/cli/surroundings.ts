import { profileNames } from '../identity/profile.ts';
import type { App } from './app.ts';

/** What a line that is not understood may name. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly profiles: readonly string[];
  readonly isProgram: (name: string) => boolean;
}

/** Files that cannot be read have no profiles: another error is to be told. */
export async function surroundings(
  app: Pick<App, 'awsFiles' | 'programs' | 'platform'>,
): Promise<Surroundings> {
  const profiles = await app.awsFiles.load([]).then(profileNames, () => []);
  return { platform: app.platform, profiles, isProgram: await app.programs() };
}
