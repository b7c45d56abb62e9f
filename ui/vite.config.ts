import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Where the development server finds a running `muster serve`.
const server = process.env.MUSTER_SERVER ?? 'http://127.0.0.1:8080';
const here = import.meta.dirname;

export default defineConfig({
  plugins: [react()],
  server: {
    proxy: { '/api': server, '/map/base': server, '/cap': server, '/healthz': server, '/readyz': server },
  },
  build: {
    target: 'chrome109',
    manifest: true,
    // The worker of the map is larger than the default warning; budgets are checked by tools/budget.mjs.
    chunkSizeWarningLimit: 2000,
    rollupOptions: {
      input: {
        desk: resolve(here, 'index.html'),
        phone: resolve(here, 'm/index.html'),
        wall: resolve(here, 'wall/index.html'),
      },
    },
  },
  worker: { format: 'es' },
  test: {
    environment: 'node',
    include: ['tests/unit/**/*.test.{ts,tsx}', 'src/**/*.test.{ts,tsx}'],
  },
});
