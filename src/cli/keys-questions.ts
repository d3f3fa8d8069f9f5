/** What `keys` asks a person, and the pair that it reads instead. */
import { MfaExecError } from '../base/errors.ts';
import { parseObject } from '../base/json.ts';
import { profileOption } from '../base/shell-word.ts';
import type { Request } from '../identity/request.ts';
import type { KeyUse } from '../keys/rotate.ts';
import type { App } from './app.ts';

/** Which key may go where AWS has no room: a person says so, or nothing is deleted. */
export async function chooseVictim(
  candidates: readonly KeyUse[],
  app: App,
  request: Request,
): Promise<string> {
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  const lines = candidates.map(({ accessKeyId, active, createdAt, lastUsedAt }) => {
    const used = lastUsedAt === undefined ? 'never used' : `last used ${day(lastUsedAt)}`;
    return `delete ${accessKeyId} (${active ? 'active' : 'inactive'}, made ${day(createdAt)}, ${used})`;
  });
  const keep = 'keep it, and stop here';
  const sentence = 'this user has two access keys already, and AWS allows no third';
  const stop = (detail: string) =>
    new MfaExecError('AWS_REFUSED', `${sentence}: ${detail}`, {
      hint: `delete one: mfa-exec -- aws iam delete-access-key --access-key-id ${candidates[0]?.accessKeyId ?? 'ID'}`,
    });
  try {
    const { prompt } = app.session(request);
    const answer = await prompt.choose(sentence, [...lines, keep]);
    const chosen = candidates[lines.indexOf(answer)];
    if (chosen === undefined) throw stop('nothing was changed');
    return chosen.accessKeyId;
  } catch (error) {
    if (error instanceof MfaExecError && error.code === 'PROMPT_UNAVAILABLE') throw stop(lines.join('; '));
    throw error;
  }
}

/** Throws where the person does not repeat the end of the access key id. */
export async function confirm(app: App, profile: string, accessKeyId: string): Promise<void> {
  const yes = `mfa-exec keys remove${profileOption(profile)} --yes`;
  const question = `This may be the only copy of ${accessKeyId}. Type ${accessKeyId.slice(-4)} to forget it`;
  const answer = await app.ask(question, false).catch((error: unknown) => {
    if (!(error instanceof MfaExecError) || error.code !== 'PROMPT_UNAVAILABLE') throw error;
    throw new MfaExecError('PROMPT_UNAVAILABLE', 'nobody can be asked whether to forget it', { hint: yes });
  });
  if (answer.trim() !== accessKeyId.slice(-4)) {
    throw new MfaExecError('PROMPT_CANCELLED', 'that is something else: nothing was forgotten', {
      hint: yes,
    });
  }
}

/** One half of the pair, from the terminal. */
export async function askPart(app: App, question: string, secret: boolean): Promise<string> {
  const answer = await app.ask(question, secret).catch((error: unknown) => {
    if (!(error instanceof MfaExecError) || error.code !== 'PROMPT_UNAVAILABLE') throw error;
    throw new MfaExecError('PROMPT_UNAVAILABLE', 'there is no terminal to ask for the keys on', {
      hint: 'hand them over as JSON on standard input: {"AccessKeyId": "…", "SecretAccessKey": "…"}',
    });
  });
  return answer.trim();
}

/** The pair in a JSON text, as `aws-vault export --format=json` and `credential_process` print it; `undefined` for none. */
export function parsePair(text: string | undefined) {
  if (text === undefined || text.trim() === '') return undefined;
  const {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: token,
  } = parseObject(text) ?? {};
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string' || token) {
    const what = token
      ? 'a session, not long-term keys'
      : 'no JSON object with AccessKeyId and SecretAccessKey';
    throw new MfaExecError('USAGE', `standard input holds ${what}`, {
      hint: 'aws-vault export --no-session --format=json NAME | mfa-exec keys add --profile NAME',
    });
  }
  return { accessKeyId, secretAccessKey };
}
