import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/explorer/',
  plugins: [react()],
  build: { outDir: 'dist/site', emptyOutDir: true, chunkSizeWarningLimit: 6000, reportCompressedSize: false },
  worker: { format: 'es' },
});
