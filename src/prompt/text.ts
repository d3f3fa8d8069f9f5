/** The words of the questions. */
import type { CodeQuestion } from '../base/ports.ts';
import { visible } from '../base/visible.ts';
import { parseDeviceArn } from '../mfa/device-arn.ts';

/** An MFA device as its owner knows it: `name (account)`; the serial of a hardware device as it is. */
export function deviceLabel(mfaSerial: string): string {
  const serial = visible(mfaSerial);
  const device = parseDeviceArn(serial);
  return device === undefined ? serial : `${device.name} (${device.account})`;
}

/** The question for a code, without its colon: `MFA code for NAME (ACCOUNT), profile PROFILE`. */
export function codeQuestionText(question: CodeQuestion): string {
  const { mfaSerial, profile } = question;
  const suffix = profile === undefined ? '' : `, profile ${visible(profile)}`;
  return `MFA code for ${deviceLabel(mfaSerial)}${suffix}`;
}

/** Why the last answer did not serve, as a sentence for a person; absent where there was none. */
export function problemText(question: CodeQuestion): string | undefined {
  return question.problem === undefined ? undefined : visible(question.problem);
}

/** The choices as they are shown: labels of devices, unless two of them would look the same. */
export function choiceLabels(choices: readonly string[]): string[] {
  const labels = choices.map(deviceLabel);
  return new Set(labels).size === labels.length ? labels : choices.map(visible);
}

/** The index that a typed number stands for, counted from 1; `undefined` where there is no such choice. */
export function choiceIndex(typed: string, count: number): number | undefined {
  const text = typed.trim();
  if (!/^[0-9]{1,4}$/.test(text)) return undefined;
  const index = Number(text) - 1;
  return index >= 0 && index < count ? index : undefined;
}

/** The text of a window that asks for a code: the problem with the last one first. */
export function windowText(question: CodeQuestion): string {
  const problem = problemText(question);
  return problem === undefined ? codeQuestionText(question) : `${problem}\n\n${codeQuestionText(question)}`;
}

/** The index that a line of `numberedChoices` stands for. */
export function numberedIndex(line: string, count: number): number | undefined {
  return choiceIndex(line.replace(/\).*$/su, ''), count);
}

/** The choices as numbered lines, for windows that answer with a line or a number; none can look like an option. */
export function numberedChoices(choices: readonly string[]): string[] {
  return choiceLabels(choices).map((label, index) => `${index + 1}) ${label}`);
}
