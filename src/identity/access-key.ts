/**
 * True if the access key id belongs to a session that STS made, not to a user's own key (AKIA).
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function isTemporary(accessKeyId: string): boolean {
  return accessKeyId.startsWith('ASIA');
}

/** True if the id is that of a user's own key. */
export function isLongTermId(accessKeyId: string): boolean {
  return accessKeyId.startsWith('AKIA') && isKeyId(accessKeyId);
}

/** True if the text has only characters that secret access keys have. */
export function isSecretKey(text: string): boolean {
  return /^[\w+/=]+$/.test(text);
}

/** Whether the id has only characters that access key ids have: AWS would merely say that it knows no other. */
export function isKeyId(text: string): boolean {
  return /^\w+$/.test(text);
}
