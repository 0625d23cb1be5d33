import { defineConfig } from 'vite';

/**
 * The board is built into static files that the collector serves at `/` under a policy of `default-src 'none'` with
 * `'self'` for scripts, styles, images and connections: nothing is inlined, nothing comes from elsewhere.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  // Preact's automatic JSX needs no plugin; hot reloading is not worth one.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // A data: URL would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
