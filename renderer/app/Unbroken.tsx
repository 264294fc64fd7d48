/** A screen that can't be drawn says so, instead of leaving the window blank. React knows this as a class only. */
import { Component, type ReactNode } from 'react';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { call } from '../till/bridge.ts';
import styles from './App.module.css';

/** Characters of it that the door takes. */
const longestStory = 4_000;

type Props = { readonly children: ReactNode };
type State = { readonly broken: boolean };

export class Unbroken extends Component<Props, State> {
  override state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  override componentDidCatch(error: unknown): void {
    const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
    void call('screen.broken', { story: story.slice(0, longestStory) });
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <main className={styles['alone']}>
        {/* Payments and what was typed into them are main's: a page that is read anew shows them again. */}
        <ErrorPanel failure={{ code: 'screenBroken' }} onClose={null} retry={() => location.reload()} />
      </main>
    );
  }
}
