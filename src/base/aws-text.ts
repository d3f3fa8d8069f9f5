/** The longest piece of AWS's own words that goes into a message, in characters. */
const LONGEST = 300;

/**
 * AWS's own words made fit to print: the first line only (a refused signature is followed by the whole signed
 * request), no control characters, no access key id, code or signature that a message echoes, no final dot.
 */
export function cleanAwsText(text: string): string {
  const line = text.trim().split(/[\r\n]/, 1)[0] ?? '';
  const cleaned = line
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/Value '[^']*' at 'tokenCode'/g, "the value at 'tokenCode'")
    .replace(/\b(?:AKIA|ASIA)[A-Z0-9]{8,}([A-Z0-9]{4})\b/g, '…$1')
    .replace(/AWS4-HMAC-SHA256.*/, '…')
    .replace(/\s+/g, ' ')
    .replace(/\.$/, '');
  return cleaned.length > LONGEST ? `${cleaned.slice(0, LONGEST)}…` : cleaned;
}

/** The last four characters of an access key id: enough to find it in the console. */
export function shortKeyId(accessKeyId: string): string {
  return `…${accessKeyId.slice(-4)}`;
}

/** What credentials are made of, and some more; no quote, blank or control character, which a shell would act on. */
const CREDENTIAL = /^[\w+/=.,:@~-]+$/;

/** Whether `value` may be a part of credentials, wherever it came from: AWS, a store, the environment. */
export function isCredentialText(value: unknown): value is string {
  return typeof value === 'string' && CREDENTIAL.test(value);
}
