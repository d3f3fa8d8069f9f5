/** The base class of the subcommands. */
import { type BaseContext, Command, Option } from 'clipanion';
import type { Exit } from '../../base/exit.ts';
import type { Request } from '../../identity/request.ts';
import { type OptionName, optionSpec } from '../../options.ts';
import type { App } from '../app.ts';
import { buildRequest, type RawOptions } from '../request.ts';

export interface Context extends BaseContext {
  readonly app: App;
  /** What follows the first `--`. */
  readonly command: readonly string[] | undefined;
}

/** A command of ours: it turns its options into a request and hands it to the core. */
export abstract class AppCommand extends Command<Context> {
  abstract main(): Promise<Exit>;

  /** clipanion's entry point; how the command ended is asked of `main` directly. */
  async execute(): Promise<void> {
    await this.main();
  }

  /** `raw` names every option that the command has: the twins of others are none of its business. */
  protected request(raw: RawOptions): Request {
    const { env } = this.context.app;
    const twins = Object.keys(raw).map((name) => optionSpec(name as OptionName).env);
    return buildRequest(raw, Object.fromEntries(twins.map((twin) => [twin, env[twin]])));
  }
}

/** A shared option that takes a value; its twin in the environment is read where the request is built. */
export function value(name: OptionName): string | undefined {
  const { help } = optionSpec(name);
  return Option.String(name, { description: help });
}

/** A shared flag. */
export function flag(name: OptionName): boolean | undefined {
  const { short, help } = optionSpec(name);
  return Option.Boolean(short === undefined ? name : `${short},${name}`, { description: help });
}
