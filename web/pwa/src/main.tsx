import { render } from "preact";

import { start, watchSession } from "@/api/session";
import { watchTouches } from "@/shared/changes";
import { watchFocus } from "@/shared/focus";
import { watchNetwork } from "@/shared/offline";
import { startRouter } from "@/shared/router";
import { applyTheme, readTheme } from "@/shared/theme";

import { App } from "./app/app";
import { registerWorker } from "./app/worker";

applyTheme(readTheme());
startRouter();
watchNetwork();
watchTouches();
watchSession();
watchFocus();

const root = document.getElementById("app");
if (root) render(<App />, root);

void start();
void registerWorker();
