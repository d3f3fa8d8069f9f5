/**
 * Stands for an adapter that is loaded when one of its functions is called: a cache hit calls none of most of them.
 * Only for ports whose members are all functions that return promises.
 */
export function lazily<T extends object>(load: () => Promise<T>): T {
  let loading: Promise<T> | undefined;
  const real = (): Promise<T> => {
    loading ??= load();
    return loading;
  };
  return new Proxy({} as T, {
    get: (_, name) => {
      return async (...args: unknown[]) => {
        const target = await real();
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') throw new TypeError(`${String(name)} is not a function`);
        return Reflect.apply(member, target, args);
      };
    },
  });
}
