/** An address to show: without user, password, query and fragment, any of which may be a secret. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return '(an address that cannot be read)';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}
