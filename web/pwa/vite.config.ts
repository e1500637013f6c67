import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";

import { head } from "./vite/head.ts";
import { operations } from "./vite/operations.ts";

const BACKEND = process.env["MIETERPORTAL_BACKEND"] ?? "http://127.0.0.1:8000";
const SERVED = ["/theme.css", "/manifest.webmanifest", "/documents", "/letters", "/uploads", "/legal"];

export default defineConfig({
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: {
    target: ["chrome100", "safari15.4", "firefox100"],
    manifest: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { app: "index.html", portal: "src/design/portal.css" },
      output: {
        // The desk's own chunks are named so that the worker can leave them out of the tenants' precache.
        chunkFileNames: ({ moduleIds }) =>
          moduleIds.some((id) => id.includes("/src/staff/"))
            ? "assets/staff-[name]-[hash].js"
            : "assets/[name]-[hash].js",
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/graphql": { target: BACKEND, ws: true },
      ...Object.fromEntries(SERVED.map((path) => [path, { target: BACKEND }])),
    },
  },
  plugins: [
    head(),
    operations(),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "worker",
      filename: "sw.ts",
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: [
          "index.html",
          "assets/*.{js,css}",
          "assets/*-latin-wght-normal-*.woff2",
          "assets/icons-*.svg",
          "icons/icon.svg",
        ],
        globIgnores: ["assets/staff-*"],
      },
    }),
  ],
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}", "worker/**/*.test.ts"], restoreMocks: true },
});
