/**
 * True if the access key id belongs to a session that STS made, not to a user's own key (AKIA).
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function isTemporary(accessKeyId: string): boolean {
  return accessKeyId.startsWith('ASIA');
}

/** Whether the id has only characters that access key ids have: AWS would merely say that it knows no other. */
export function isKeyId(text: string): boolean {
  return /^\w+$/.test(text);
}
