import { Component, type ComponentChildren } from "preact";

import { t } from "@/i18n";

import { Calls } from "./contact";
import { Note } from "./feedback";
import { Heading, Page } from "./page";

interface BoundaryProps {
  readonly children: ComponentChildren;
  /** A new value gives the page another chance. */
  readonly resetKey: string;
}

interface BoundaryState {
  readonly failedAt: string | null;
}

/** Catches what a page throws: says so, keeps the navigation, offers a reload. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { failedAt: null };

  override componentDidCatch(reason: unknown): void {
    console.error(reason);
    this.setState({ failedAt: this.props.resetKey });
  }

  override render() {
    if (this.state.failedAt !== this.props.resetKey) return this.props.children;
    return (
      <Page>
        <div class="page__head">
          <Heading title={t("common.crash.title")} />
        </div>
        <div class="stack stack-6 measure">
          <Note tone="danger" role="alert">
            <p>{t("common.crash.text")}</p>
            <button
              class="btn btn--second"
              type="button"
              onClick={() => {
                window.location.reload();
              }}
            >
              {t("common.crash.button")}
            </button>
          </Note>
          <Calls />
        </div>
      </Page>
    );
  }
}
