/** boot.ts gives the npm program a function that keeps what V8 compiled; here the build has compiled everything. */
Object.assign(globalThis, { keepCompiled: () => {} });
