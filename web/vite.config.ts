import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` sends the API and the live view: a running hub or the mock. */
const hub = process.env['BUSBAR_HUB'] ?? 'http://127.0.0.1:8090';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  build: {
    target: 'es2022',
    // The hub's content security policy has no data: sources.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|react-router|scheduler)\// },
            { name: 'signalr', test: /node_modules\/@microsoft\// },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': hub,
      '/openapi': hub,
      '/health': hub,
      '/live': { target: hub, ws: true },
    },
  },
  test: { include: ['src/**/*.test.ts'] },
});
