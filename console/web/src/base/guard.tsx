import { Component, type ComponentChildren } from 'preact';
import { words } from '../api/client';
import { Button } from './button';
import { Empty } from './states';

interface Props {
  /** Another page begins anew. */
  path: string;
  children: ComponentChildren;
}

/** What is shown instead of an empty window if a page has a bug. */
export class Guard extends Component<Props, { fault: unknown }> {
  override state: { fault: unknown } = { fault: null };

  override componentDidCatch(fault: unknown): void {
    console.error(fault);
    this.setState({ fault });
  }

  override componentDidUpdate(before: Props): void {
    if (before.path !== this.props.path && this.state.fault) this.setState({ fault: null });
  }

  override render() {
    if (!this.state.fault) return this.props.children;
    return (
      <main id="content" class="page" tabIndex={-1}>
        <Empty icon="warn" title="This page has a fault" isAlone>
          <p>What was saved is safe. Tell those who look after Sightline what it says: {words(this.state.fault)}</p>
          <Button onClick={() => location.reload()}>Reload</Button>
          <a class="button" href="/live">
            Go to the live view
          </a>
        </Empty>
      </main>
    );
  }
}
