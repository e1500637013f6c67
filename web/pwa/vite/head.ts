import words from "../src/i18n/de/common.json" with { type: "json" };
import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";

type OutputBundle = Rolldown.OutputBundle;

const STYLE_SOURCE = "src/design/portal.css";
const FONT = /atkinson-hyperlegible-next-latin-wght-normal.*\.woff2$/u;

function emitted(bundle: OutputBundle, matches: (source: string, file: string) => boolean): string {
  for (const output of Object.values(bundle)) {
    if (output.type === "asset" && output.originalFileNames.some((source) => matches(source, output.fileName))) {
      return `/${output.fileName}`;
    }
  }
  throw new Error("the build did not emit an asset that index.html needs");
}

/**
 * Puts the links into the head in the order the cascade needs: our stylesheet (the same file the server's own pages
 * use), then /theme.css with the brand of the cooperative, which the server writes.
 */
export function head(): Plugin {
  return {
    name: "mieterportal-head",
    transformIndexHtml: {
      order: "post",
      handler(_html, context): HtmlTagDescriptor[] {
        const bundle = context.bundle;
        const style = bundle ? emitted(bundle, (source) => source.endsWith(STYLE_SOURCE)) : `/${STYLE_SOURCE}`;
        const tags: HtmlTagDescriptor[] = [
          { tag: "link", attrs: { rel: "stylesheet", href: style } },
          { tag: "link", attrs: { rel: "stylesheet", href: "/theme.css" } },
        ];
        if (bundle) {
          const href = emitted(bundle, (source) => FONT.test(source));
          tags.unshift({
            tag: "link",
            attrs: { rel: "preload", href, as: "font", type: "font/woff2", crossorigin: "anonymous" },
          });
        }
        const noScript = [{ tag: "p", attrs: { class: "page" }, children: words.noScript }];
        return [
          ...tags.map((tag) => ({ ...tag, injectTo: "head" as const })),
          { tag: "noscript", children: noScript, injectTo: "body" },
        ];
      },
    },
  };
}
