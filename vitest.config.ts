import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Examples import the package by its name; what they get must not depend on how old `dist` is.
  resolve: {
    alias: [
      { find: /^wireproof$/, replacement: fileURLToPath(new URL('conformance/index.ts', import.meta.url)) },
      { find: 'wireproof/protocol', replacement: fileURLToPath(new URL('conformance/protocol.ts', import.meta.url)) },
      // What node takes for it, as graphql-ws does: two copies of graphql do not know each other's schemas.
      { find: /^graphql$/, replacement: fileURLToPath(new URL('node_modules/graphql/index.js', import.meta.url)) },
    ],
  },
  test: {
    include: ['{schemas,conformance,reference-server}/**/*.test.ts'],
    maxWorkers: '100%',
    // Nothing here keeps state in a module, so that files may share one: loading is a fifth of the time else.
    isolate: false,
    // Tests that run side by side mostly wait.
    maxConcurrency: 10,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
