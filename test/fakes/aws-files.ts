import type { AwsConfig, AwsFiles, Section } from '../../src/base/ports.ts';

/** The AWS files as they would be read, from memory. */
export class MemoryAwsFiles implements AwsFiles {
  readonly profiles: Record<string, Section>;
  configPath = '~/.aws/config';
  paths: AwsFiles['paths'] = ['/home/me/.aws/config', '/home/me/.aws/credentials'];
  readonly #journal: string[];

  constructor(profiles: Record<string, Section>, journal: string[] = []) {
    this.profiles = profiles;
    this.#journal = journal;
  }

  async load(): Promise<AwsConfig> {
    this.#journal.push('files');
    return {
      profiles: this.profiles,
      services: {},
      configPath: this.configPath,
      credentialsPath: '~/.aws/credentials',
    };
  }
}
